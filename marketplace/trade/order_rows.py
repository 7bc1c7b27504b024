"""Lists of orders: those of a link, those of a person, and how many are promised."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .orders import ENDED, Order, OrderGroup


def of_token(session: Session, token: str) -> list[Order]:
    """The orders of an unguessable link."""
    return list(session.scalars(select(Order).join(OrderGroup).where(OrderGroup.token == token).order_by(Order.id)))


def count_promised(session: Session, producer_id: int, first: date, last: date) -> int:
    """How many open orders of a maker are promised between two days."""
    query = select(func.count()).where(
        Order.producer_id == producer_id,
        Order.state.not_in(ENDED),
        Order.state != "awaiting_payment",
        Order.promised_on.between(first, last),
    )
    return int(session.scalar(query) or 0)


def of_user(session: Session, user_id: int, limit: int = 50) -> list[OrderGroup]:
    """A person's orders, newest first."""
    query = select(OrderGroup).where(OrderGroup.user_id == user_id)
    return list(session.scalars(query.order_by(OrderGroup.id.desc()).limit(limit)))
