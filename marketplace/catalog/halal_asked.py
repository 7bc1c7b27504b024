"""Who writes "halal" asks for a paper, not for a word: it is taken out of the query and becomes a filter."""

from __future__ import annotations

from .spelling import fold, words
from .stemming import stem

PAPER = frozenset(
    "sertifikat bersertifikat tersertifikasi sertifikasi certified certificate logo label berlabel".split()
)
NOT = frozenset("tidak bukan non belum tanpa tak haram not no nonhalal".split())


def without(query: str) -> str | None:
    """The rest of a query that asks for halal goods; nothing when it does not, or asks for the contrary."""
    parts = [(part, {fold(stem(word)) for word in words(part)}) for part in query.split()]
    said = set().union(*(found for _part, found in parts)) if parts else set()
    if "halal" not in said or said & NOT:
        return None
    return " ".join(part for part, found in parts if not found <= {"halal", *map(stem, PAPER), *PAPER})
