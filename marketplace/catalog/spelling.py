"""One way to read words, for the index and for what is asked: case, accents, old spellings, doubled words."""

from __future__ import annotations

import re
import unicodedata

SAME = {"krupuk": "kerupuk", "kripik": "keripik", "cemilan": "camilan", "sambel": "sambal", "trasi": "terasi"}
LONGEST = 500
LONGEST_WORD = 40
_WORD = re.compile(r"[a-z0-9]+")
_TWICE = re.compile(r"\b([a-z]{2,})2(an|nya)?\b")
_TOGETHER = re.compile(r"\b([a-z]{3,})\1(an|nya)?\b")
_NUMBERS = re.compile(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])")
_DOUBLED = re.compile(r"(.)\1+")
_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("q", "k"))


def normalise(text: str, longest: int = LONGEST) -> str:
    """Lower case, no accents, letters and digits only, `oleh2`, `oleholeh` written out, common spellings made one."""
    text = unicodedata.normalize("NFKD", text[:longest]).casefold()
    plain = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = _WORD.findall(_TOGETHER.sub(r"\1 \1 \2", _TWICE.sub(r"\1 \1 \2", plain)))
    return " ".join(SAME.get(word, word) for word in words)


def words(text: str, longest: int = LONGEST) -> list[str]:
    """The words as people write them; a doubled word (`oleh-oleh`) counts once, numbers stand alone."""
    found: list[str] = []
    for word in _NUMBERS.sub(" ", normalise(text, longest)).split():
        word = SAME.get(word, word)[:LONGEST_WORD]
        if not found or found[-1] != word:
            found.append(word)
    return found


def fold(word: str) -> str:
    """What two spellings of a word have in common: old letters and doubled letters are made one."""
    for old, new in _OLD:
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", word)
