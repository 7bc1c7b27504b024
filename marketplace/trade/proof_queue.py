"""Payments that finance looks at: those with a proof that waits, and those it searches for."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from marketplace.kernel import clock, paging, rupiah, settings
from marketplace.money.payments import Payment, PaymentProof

from .orders import OrderGroup

CHECK_HOURS = settings.declare(
    "payment.check_hours", 4, "Jam sampai bukti bayar yang belum dicek ditandai", settings.at_least(1)
)
FINDABLE = ("waiting", "checking", "rejected", "expired")
_SENT = (
    select(func.min(PaymentProof.sent_at))
    .where(PaymentProof.payment_id == Payment.id, PaymentProof.state == "waiting")
    .correlate(Payment)
    .scalar_subquery()
)


def late_since(session: Session) -> datetime:
    """Proofs sent before this instant should have been checked by now (UTC)."""
    return clock.now() - timedelta(hours=CHECK_HOURS(session))


def sent_at(group: OrderGroup) -> datetime | None:
    """When the oldest proof that still waits was sent."""
    return min((proof.sent_at for proof in group.payment.proofs if proof.state == "waiting"), default=None)


def waiting(session: Session, limit: int = 100) -> list[OrderGroup]:
    """Groups whose proof waits, the oldest proof first."""
    query = _groups().where(Payment.state == "checking").order_by(_SENT, OrderGroup.id).limit(limit)
    return list(session.scalars(query))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many payments wait for finance, and since when the oldest proof does."""
    query = select(func.count(func.distinct(Payment.id)), func.min(PaymentProof.sent_at))
    query = query.join(PaymentProof, PaymentProof.payment_id == Payment.id)
    query = query.where(Payment.state == "checking", PaymentProof.state == "waiting")
    count, oldest = session.execute(query).one()
    return int(count), oldest


def search(session: Session, asked: str, limit: int = 100) -> list[OrderGroup]:
    """Unpaid groups of a sum to the last rupiah, or with this text in their number."""
    query = _groups().where(Payment.state.in_(FINDABLE), _sought(asked)).order_by(OrderGroup.id.desc())
    return list(session.scalars(query.limit(limit)))


def find(session: Session, number: str) -> OrderGroup | None:
    """One group that finance may still decide about."""
    return session.scalars(_groups().where(OrderGroup.number == number, Payment.state.in_(FINDABLE))).first()


def after(session: Session, number: str) -> str | None:
    """The number that follows in the queue, if any."""
    return paging.following([group.number for group in waiting(session)], number)


def decided(session: Session, limit: int = 10) -> list[tuple[PaymentProof, OrderGroup]]:
    """The latest decisions with their groups, newest first."""
    query = select(PaymentProof, OrderGroup).join(OrderGroup, OrderGroup.payment_id == PaymentProof.payment_id)
    query = query.join(OrderGroup.payment).options(contains_eager(OrderGroup.payment))
    query = query.where(PaymentProof.decided_at.is_not(None)).order_by(PaymentProof.decided_at.desc()).limit(limit)
    return [(proof, group) for proof, group in session.execute(query)]


def _groups() -> Select[OrderGroup]:
    return (
        select(OrderGroup)
        .join(OrderGroup.payment)
        .options(contains_eager(OrderGroup.payment).options(joinedload(Payment.account)))
        .options(contains_eager(OrderGroup.payment).selectinload(Payment.proofs))
        .where(Payment.method != "card")
    )


def _sought(asked: str) -> ColumnElement[bool]:
    try:
        amount = rupiah.read(asked)
    except rupiah.NotRupiah:
        return OrderGroup.number.contains(asked.upper(), autoescape=True)
    return Payment.amount + Payment.code == amount
