"""The catalogue's own words, and which of them a misspelt one means; the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import combinations
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import upsert
from marketplace.kernel.db import Base

from .spelling import fold, words
from .stemming import DATA, stem

PREFIX = 7
CHUNK = 400


class SearchWord(Base):
    """A word as it is compared (`word`, folded), as it is written (`shown`), its root, and how common it is."""

    __tablename__ = "search_words"
    __table_args__ = (Index("ix_search_words_stem", "stem"),)

    word: Mapped[str] = mapped_column(primary_key=True)
    shown: Mapped[str]
    stem: Mapped[str]
    count: Mapped[int] = mapped_column(default=1)


class SearchKey(Base):
    """What is left of a word with up to two letters left out: two near words share at least one key."""

    __tablename__ = "search_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(ForeignKey("search_words.word", ondelete="CASCADE"), primary_key=True, index=True)


def root(word: str) -> str:
    """The form in which the index knows a word."""
    return fold(stem(word))


def learn(session: Session, texts: Iterable[str]) -> None:
    """Know the words of these texts from now on; those known already are left as they are."""
    told = {fold(word): word for text in texts for word in words(text, len(text)) if word.isalpha()}
    if not told:
        return
    known: set[str] = set()
    for some in _chunks(sorted(told)):
        known |= set(session.scalars(select(SearchWord.word).where(SearchWord.word.in_(some))))
    new = sorted(set(told) - known)
    rows = [{"word": word, "shown": told[word], "stem": root(told[word]), "count": 1} for word in new]
    links = [{"key": key, "word": word} for word in new for key in sorted(keys(word))]
    for model, values in ((SearchWord, rows), (SearchKey, links)):
        for some in _chunks(values):
            session.execute(upsert.insert(session, model).values(some).on_conflict_do_nothing())


def keys(word: str) -> set[str]:
    """The beginnings of a word with as many letters left out as its length may forgive."""
    begin = word[:PREFIX]
    found = {begin, f"~{skeleton(word)}"}
    for count in range(1, forgiven(word) + 1):
        found |= {"".join(kept) for kept in combinations(begin, len(begin) - count)}
    return found


def skeleton(word: str) -> str:
    """How people shorten a word: its first letter and the consonants after it (`ikn`, `krng`)."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")


def shortens(asked: str, word: str) -> bool:
    """Whether only vowels of a word are left out, and never the first letter (`ikn`, `kju`, `krng`)."""
    rest = iter(word)
    in_order = all(letter in rest for letter in asked)
    return in_order and asked[0] == word[0] and skeleton(asked) == skeleton(word)


def forgiven(word: str) -> int:
    """How many letters may be wrong: none up to 3, one up to 5, else two."""
    return 0 if len(word) <= 3 else 1 if len(word) <= 5 else 2


def distance(one: str, other: str, most: int) -> int:
    """Letters added, lost, changed or swapped; `most + 1` as soon as it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    earlier: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, another in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        earlier, above = above, row
    return above[-1]


def nearest(asked: str, known: Iterable[tuple[str, int]]) -> str | None:
    """The word most likely meant: the fewest wrong letters, the same beginning, then the more common one."""
    most = forgiven(asked)
    short = len(asked) == 3 or (len(asked) > 3 and asked == skeleton(asked))
    if (most == 0 and not short) or asked in everyday():
        return None
    best: tuple[int, int, int, str] | None = None
    for word, count in known:
        wrong = _wrong(asked, word, most, short=short)
        if wrong is None:
            continue
        rank = (wrong, 0 if asked[0] == word[0] else 1, -count, word)
        best = min(best, rank) if best else rank
    return best[3] if best else None


def _wrong(asked: str, word: str, most: int, *, short: bool) -> int | None:
    """How far a known word is from the asked one; nothing when that is too far to be meant."""
    if short and shortens(asked, word):
        return 1
    wrong = distance(asked, word, most)
    too_far = wrong > min(most, max(1, forgiven(word)))
    return None if too_far or (wrong == 2 and asked[0] != word[0]) else wrong


@cache
def everyday() -> frozenset[str]:
    """Goods of other shops: words that are spelt right and not sold here."""
    lines = DATA.joinpath("everyday.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[first : first + CHUNK] for first in range(0, len(values), CHUNK))
