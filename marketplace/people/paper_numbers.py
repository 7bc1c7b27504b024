"""The numbers on papers: written the usual way, and the shape that each kind usually has."""

from __future__ import annotations

import re
from datetime import date

from . import names

SHAPES = {
    "nib": r"\d{13}",
    "pirt": r"\d{13}-\d{2}",
    "halal": r"ID\d{17}",
    "md": r"M[DL]\d{12}(\d{3})?",
    "na": r"NA\d{11}",
}


def tidy(kind: str, number: str) -> str:
    """The number without its customary decoration: `P-IRT No. 2026471010099 - 29` → `2026471010099-29`."""
    text = names.clean(number).upper()
    if kind == "pirt":
        digits = re.sub(r"\D", "", text)
        return f"{digits[:13]}-{digits[13:]}" if len(digits) == 15 else text
    return re.sub(r"[\s.]", "", text) if kind in SHAPES else text


def looks_odd(kind: str, number: str) -> bool:
    """Whether the number has not the usual shape: a reason to look again, never to refuse."""
    shape = SHAPES.get(kind)
    return shape is not None and re.fullmatch(shape, tidy(kind, number)) is None


def proposed_end(kind: str, number: str) -> date | None:
    """The last day that a P-IRT number tells by its last two digits."""
    if kind != "pirt" or looks_odd(kind, number):
        return None
    return date(2000 + int(tidy(kind, number)[-2:]), 12, 31)
