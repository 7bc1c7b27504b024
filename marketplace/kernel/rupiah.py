"""Whole rupiah: show, read, split, take a share. Nothing here is ever a float."""

from __future__ import annotations

import re
from decimal import Decimal

from lokal import parse_rupiah, terbilang

MAX_RUPIAH = 10**12
_ALLOWED = re.compile(r"^[0-9A-Za-z .,\-]+$")
_BLANK_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_SHORT_DOT = re.compile(r"^\D*\d+\.\d{1,2}\D*$")


class NotRupiah(ValueError):
    """The text is not a whole, non-negative amount of rupiah."""


def show(amount: int) -> str:
    """`25000` → `Rp25.000`; negative amounts as `−Rp25.000`."""
    sign = "−" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def read(text: str) -> int:
    """`25rb`, `25.000`, `Rp 25.000,-`, `1,5jt` → rupiah. Raise NotRupiah otherwise."""
    text = text.strip()
    if not text or len(text) > 40 or not _ALLOWED.match(text) or text.startswith("-"):
        raise NotRupiah(text)
    text = _BLANK_THOUSANDS.sub("", text)
    if re.search(r"-\s*\d|\d\s+\d", text) or (_SHORT_DOT.match(text) and not re.search("[a-z]+$", text, re.I)):
        raise NotRupiah(text)
    try:
        parsed = parse_rupiah(text)
    except ArithmeticError:
        raise NotRupiah(text) from None
    if parsed is None or parsed.approximate:
        raise NotRupiah(text)
    amount = Decimal(str(parsed.amount))
    if amount != amount.to_integral_value() or not 0 <= amount <= MAX_RUPIAH:
        raise NotRupiah(text)
    return int(amount)


def words(amount: int) -> str:
    """Amount in words for receipts: `seratus dua puluh lima ribu rupiah`."""
    return f"{terbilang(amount)} rupiah"


def split(amount: int, weights: list[int]) -> list[int]:
    """Split by weights with the largest remainder; the parts add up to `amount` exactly.

    Ties go to the earlier part. With all weights zero the parts are equal.
    """
    if not weights:
        return []
    if sum(weights) == 0:
        weights = [1] * len(weights)
    total = sum(weights)
    shares = [divmod(amount * weight, total) for weight in weights]
    parts = [whole for whole, _ in shares]
    order = sorted(range(len(weights)), key=lambda i: (-shares[i][1], i))
    for i in order[: amount - sum(parts)]:
        parts[i] += 1
    return parts


def share(amount: int, basis_points: int) -> int:
    """A share in basis points (100 = 1 %), rounded half up."""
    return (amount * basis_points + 5_000) // 10_000


def part(amount: int, done: int, whole: int) -> int:
    """`amount` so far, when `done` of `whole` is done: never more than `amount`, and all of it at the end.

    Repeated parts are differences of this, so that together they give back exactly what was taken.
    """
    return amount * done // whole
