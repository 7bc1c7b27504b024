"""An amount in Indonesian words, as a kuitansi says it: `Seratus dua puluh lima ribu rupiah`."""

from __future__ import annotations

from lokal import terbilang

LARGEST = 10**15


def rupiah(amount: int) -> str:
    """The words of 0 … 10^15 rupiah; raise ValueError beyond, so that no paper says something else than its figure."""
    if not 0 <= amount <= LARGEST:
        raise ValueError(amount)
    words = "seribu triliun" if amount == LARGEST else terbilang(amount)
    return f"{words} rupiah".capitalize()
