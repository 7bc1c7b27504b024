"""Who may pay cash at the door: low limit first, higher after one received order, by kelurahan."""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.money.payments import Payment

from . import cash_debts
from .orders import Order, OrderGroup

LIMIT_FIRST = settings.declare(
    "cod.limit_first", 150_000, "Batas COD untuk nomor HP yang baru pertama", settings.at_least(0)
)
LIMIT_PROVEN = settings.declare(
    "cod.limit_proven", 500_000, "Batas COD setelah satu pesanan diterima", settings.at_least(0)
)
OPEN_FIRST = settings.declare(
    "cod.open_first", 1, "Pesanan COD berjalan untuk nomor yang baru pertama", settings.at_least(0)
)
OPEN_PROVEN = settings.declare(
    "cod.open_proven", 3, "Pesanan COD berjalan untuk nomor yang sudah terbukti", settings.at_least(0)
)
CLOSED_KELURAHAN: settings.Setting[list[str]] = settings.declare("cod.closed_kelurahan", [], "Kode kelurahan tanpa COD")


def closed(
    session: Session, *, phone: str, kelurahan_code: str | None, amount: int, makers_agree: bool, makers: list[int]
) -> tuple[str, int] | None:
    """Why cash is not possible, as (reason, limit), or nothing.

    Reasons: maker, kelurahan, above_limit, open_orders.
    """
    if not makers_agree or cash_debts.blocks(session, makers):
        return "maker", 0
    if kelurahan_code in CLOSED_KELURAHAN(session):
        return "kelurahan", 0
    proven = _has_received(session, phone)
    limit = LIMIT_PROVEN(session) if proven else LIMIT_FIRST(session)
    if amount > limit:
        return "above_limit", limit
    allowed = OPEN_PROVEN(session) if proven else OPEN_FIRST(session)
    if _running(session, phone) >= allowed:
        return "open_orders", allowed
    return None


def _has_received(session: Session, phone: str) -> bool:
    received = exists().where(OrderGroup.phone == phone, Order.group_id == OrderGroup.id, Order.state == "completed")
    return bool(session.scalar(select(received)))


def _running(session: Session, phone: str) -> int:
    query = (
        select(func.count())
        .select_from(OrderGroup)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .where(OrderGroup.phone == phone, Payment.state == "on_delivery")
    )
    return int(session.scalar(query) or 0)
