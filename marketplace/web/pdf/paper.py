"""A paper as both the print page and the PDF show it: every word already chosen."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """A heading; figures stand at the right. `share` is its part of the width."""

    label: str
    share: int
    right: bool = False


@dataclass(frozen=True)
class Sum:
    """A line under the table; a strong one is the total."""

    label: str
    figure: str
    strong: bool = False


@dataclass(frozen=True)
class Block:
    """A heading and the lines under it."""

    label: str
    lines: list[str]


@dataclass(frozen=True)
class Extra:
    """Another table, below the words, with a heading of its own."""

    label: str
    columns: list[Column]
    rows: list[list[str]]


@dataclass(frozen=True)
class Paper:
    """Invoice, kuitansi, credit note, and whatever else has a head, a table and a signature.

    A `dense` one has smaller tables, to stay on one page.
    """

    title: str
    number: str
    issuer: Block
    blocks: list[Block]
    columns: list[Column] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    amount: str = ""
    words: str = ""
    words_label: str = "Terbilang"
    extra: list[Extra] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    place: str = ""
    signs: list[tuple[str, str]] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    stamp: str = ""
    fingerprint: str = ""
    check_url: str = ""
    foot: str = ""
    dense: bool = False
