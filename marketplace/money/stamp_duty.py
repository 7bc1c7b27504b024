"""Which receipts need a meterai (UU 10/2020): those above a limit, both figures being dated settings."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import settings

LIMIT = settings.declare(
    "stamp.limit", 5_000_000, "Kuitansi di atas jumlah ini perlu meterai, rupiah", settings.at_least(0)
)
SUM = settings.declare("stamp.sum", 10_000, "Nilai meterai, rupiah", settings.at_least(0))


def needed(session: Session, amount: int) -> int:
    """Rupiah of the meterai that a receipt of `amount` needs; exactly the limit needs none."""
    return SUM(session) if amount > LIMIT(session) else 0
