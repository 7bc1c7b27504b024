"""Short shipments of the demo: some with the rest dropped, some with the rest promised for a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.money.payments import Payment
from marketplace.stock import levels, lots
from marketplace.trade import shorting
from marketplace.trade.orders import Order, OrderGroup, OrderLine
from marketplace.trade.shortages import Shortage

SHOWN = 2


def load(session: Session, makers: dict[int, Actor]) -> int:
    """Let some packs be missing until both kinds are there to be seen; returns how many were made."""
    made = 0
    for kind in ("drop", "later"):
        missing = SHOWN - _present(session, kind)
        for order in _candidates(session)[: max(0, missing)]:
            day = clock.today() + timedelta(days=4) if kind == "later" else None
            line = max(order.lines, key=lambda line: line.going)
            shorting.shorten(session, order, {line.id: line.going - 1}, later=day, by=makers[order.producer_id])
            made += 1
    return made


def bring(session: Session, rest: Order) -> None:
    """What was promised for later has been made in time."""
    for line in rest.lines:
        missing = line.going * line.content - levels.free(session, line.stock_item_id)
        if line.lead_days is None and missing > 0:
            newest = session.scalars(
                select(lots.Lot).where(lots.Lot.stock_item_id == line.stock_item_id).order_by(lots.Lot.id.desc())
            ).first()
            life = newest.best_before - newest.produced_on if newest and newest.best_before else None
            lots.receive(
                session,
                line.stock_item_id,
                missing,
                code=f"S-{clock.today():%d%m%y}",
                produced_on=clock.today(),
                best_before=clock.today() + life if life else None,
                by=SYSTEM,
            )


def _present(session: Session, kind: str) -> int:
    query = (
        select(func.count(func.distinct(Order.id)))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Shortage, Shortage.order_line_id == OrderLine.id)
        .where(Shortage.kind == kind, Order.state.in_(("accepted", "ready")))
    )
    return int(session.scalar(query) or 0)


def _candidates(session: Session) -> list[Order]:
    """Paid demo orders that are being packed, whole, with packs to spare."""
    query = (
        select(Order)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .where(
            OrderGroup.is_demo,
            Payment.state == "paid",
            Order.state.in_(("accepted", "ready")),
            Order.late_at.is_(None),
            Order.cancel_asked_at.is_(None),
            Order.shorted == 0,
            Order.parent_id.is_(None),
        )
        .order_by(Order.producer_id, Order.id)
    )
    return [order for order in session.scalars(query) if max(line.going for line in order.lines) >= 2]
