"""How alike two names are: old spellings and doubled letters made one, then compared in threes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+")
_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("q", "k"), ("y", "i"))
_DOUBLED = re.compile(r"(.)\1+")


def plain(text: str, without: Iterable[str] = ()) -> str:
    """Small letters and digits with one blank between words; words of `without` fall unless nothing else is left."""
    small = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(letter for letter in small if not unicodedata.combining(letter)))
    left = [word for word in words if word not in set(without)] or words
    joined = " ".join(left)
    for old, new in _OLD:
        joined = joined.replace(old, new)
    return _DOUBLED.sub(r"\1", joined)


def threes(text: str) -> frozenset[str]:
    """All runs of three letters of a plain text, its words set apart."""
    return frozenset(
        padded[at : at + 3] for word in text.split() for padded in (f"  {word} ",) for at in range(len(padded) - 2)
    )


def percent(one: frozenset[str], other: frozenset[str]) -> int:
    """How much two names have in common, from 0 to 100."""
    whole = len(one) + len(other)
    return 200 * len(one & other) // whole if whole else 0
