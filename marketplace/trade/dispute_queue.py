"""Disputes as finance sees them: what waits for a decision, what still waits for a maker, what is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from marketplace.kernel import clock
from marketplace.kernel.errors import NotFound

from .dispute_rows import Dispute, DisputePhoto
from .orders import Order


def ours() -> ColumnElement[bool]:
    """Finance's turn: the maker has answered, or has let the time pass."""
    late = and_(Dispute.state == "open", Dispute.answer_by < clock.now())
    return or_(Dispute.state == "answered", late)


def undecided(session: Session) -> list[Dispute]:
    """Every open dispute, finance's turn first, then the oldest."""
    query = _whole().where(Dispute.closed_at.is_(None))
    rows = list(session.scalars(query.order_by(Dispute.opened_at, Dispute.id)))
    return sorted(rows, key=lambda dispute: not (dispute.state == "answered" or dispute.is_late))


def closed(session: Session, limit: int = 20) -> list[Dispute]:
    """The latest that are over."""
    query = _whole().where(Dispute.closed_at.is_not(None)).order_by(Dispute.closed_at.desc()).limit(limit)
    return list(session.scalars(query))


def backlog(session: Session) -> tuple[int, datetime | None, bool]:
    """How many wait for finance, since when the oldest is open, and whether a maker's time has passed."""
    count, oldest, first = session.execute(
        select(func.count(), func.min(Dispute.opened_at), func.min(Dispute.answer_by)).where(ours())
    ).one()
    return int(count), oldest, bool(first and first < clock.now())


def by_public_id(session: Session, public_id: str) -> Dispute:
    """One dispute; raise NotFound."""
    found = session.scalars(_whole().where(Dispute.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def photo(session: Session, public_id: str) -> DisputePhoto:
    """One photo, for staff; raise NotFound."""
    found = session.scalars(select(DisputePhoto).where(DisputePhoto.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def unanswered(session: Session, producer_ids: Iterable[int]) -> list[Dispute]:
    """What these makers have not answered yet, the most urgent first."""
    query = _whole().join(Order, Order.id == Dispute.order_id)
    query = query.where(Dispute.state == "open", Order.producer_id.in_(list(producer_ids)))
    return list(session.scalars(query.order_by(Dispute.answer_by)))


def _whole() -> Select[Dispute]:
    return select(Dispute).options(selectinload(Dispute.order).selectinload(Order.group))


def of_orders(session: Session, order_ids: Iterable[int]) -> list[Dispute]:
    """Every problem of these orders, the oldest first."""
    return list(session.scalars(select(Dispute).where(Dispute.order_id.in_(list(order_ids))).order_by(Dispute.id)))
