"""Which makers are in trouble now: each kind in one or two statements over all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel import clock, settings
from marketplace.people.producers import Producer
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.rfqs import Rfq, RfqInvitation
from marketplace.trade import asking
from marketplace.trade.orders import Order, OrderGroup, Strike
from marketplace.trade.threads import Thread

from .alarm_causes import on_sale

NEVER_SOLD_DAYS = settings.declare(
    "alarms.never_sold_days", 14, "Hari sesudah tayang tanpa satu pesanan pun sampai alarm", settings.at_least(1)
)
SILENT_DAYS = settings.declare(
    "alarms.silent_days", 30, "Hari sejak pesanan terakhir sampai alarm", settings.at_least(1)
)
LATE_DAYS = settings.declare(
    "alarms.late_days", 14, "Berapa hari batas waktu yang terlewat tetap jadi alarm", settings.at_least(1)
)
NO_ORDER = ("awaiting_payment", "expired", "cancelled")
MISSED = ("no_answer", "late")


@dataclass(frozen=True)
class Trouble:
    """Since when, and its figures."""

    since: datetime
    facts: dict[str, Any] = field(default_factory=dict)


Found = dict[int, Trouble]


def never_sold(session: Session) -> Found:
    """Listed for long, and never an order."""
    first, count = func.min(Product.published_at), func.count()
    sold = select(Order.producer_id).where(Order.state.not_in(NO_ORDER))
    query = _listed(first, count).where(Product.producer_id.not_in(sold))
    limit = clock.now() - timedelta(days=NEVER_SOLD_DAYS(session))
    rows = session.execute(query.having(first <= limit))
    return {producer_id: Trouble(since, {"goods": goods}) for producer_id, since, goods in rows}


def silent(session: Session) -> Found:
    """There were orders, but for long none any more."""
    last = func.max(OrderGroup.placed_at)
    limit = clock.now() - timedelta(days=SILENT_DAYS(session))
    query = select(Order.producer_id, last, func.count()).join(OrderGroup, OrderGroup.id == Order.group_id)
    query = query.where(Order.state.not_in(NO_ORDER)).group_by(Order.producer_id).having(last <= limit)
    listed = select(Product.producer_id).where(on_sale())
    rows = session.execute(query.where(Order.producer_id.in_(listed)))
    return {producer_id: Trouble(at, {"orders": orders}) for producer_id, at, orders in rows}


def late(session: Session) -> Found:
    """Orders that were not accepted, or not ready, in time."""
    since = clock.now() - timedelta(days=LATE_DAYS(session))
    query = select(Strike.producer_id, func.min(Strike.at), func.count())
    query = query.where(Strike.at >= since, Strike.reason.in_(MISSED)).group_by(Strike.producer_id)
    return {producer_id: Trouble(at, {"times": times}) for producer_id, at, times in session.execute(query)}


def unanswered(session: Session) -> Found:
    """Questions of buyers and requests of hotels that wait too long."""
    limit = asking.late_since(session)
    asked = select(Thread.producer_id, func.min(Thread.waiting_since), func.count())
    found = {
        producer_id: Trouble(at or limit, {"questions": count})
        for producer_id, at, count in session.execute(
            asked.where(Thread.waiting_since <= limit).group_by(Thread.producer_id)
        )
    }
    for producer_id, at, count in session.execute(_requests(limit)):
        before = found.get(producer_id, Trouble(at))
        found[producer_id] = Trouble(min(at, before.since), {**before.facts, "requests": count})
    return found


def _requests(limit: datetime) -> Any:
    """Requests for quotation that a maker may still answer, has neither quoted for nor declined."""
    quoted = select(Quote.id).where(Quote.rfq_id == Rfq.id, Quote.producer_id == RfqInvitation.producer_id).exists()
    return (
        select(RfqInvitation.producer_id, func.min(RfqInvitation.at), func.count())
        .join(Rfq, Rfq.id == RfqInvitation.rfq_id)
        .where(
            Rfq.state == "open", Rfq.deadline > clock.now(), RfqInvitation.at <= limit,
            RfqInvitation.declined_at.is_(None), ~quoted,
        )
        .group_by(RfqInvitation.producer_id)
    )  # fmt: skip


def _listed(*columns: Any) -> Any:
    query = select(Product.producer_id, *columns).join(Producer, Producer.id == Product.producer_id)
    return query.where(on_sale(), Producer.suspended_at.is_(None)).group_by(Product.producer_id)


LOOKS: dict[str, Callable[[Session], Found]] = {
    "late": late, "unanswered": unanswered, "never_sold": never_sold, "silent": silent
}  # fmt: skip
