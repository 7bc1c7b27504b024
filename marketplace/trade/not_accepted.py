"""Packs that came or should have come and were not accepted: written as short, or invoiced after all."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.money import payments

from . import happenings, receivables, rests, sold_counts
from .orders import Order, OrderLine, subject
from .shortages import Shortage


def write(session: Session, order: Order, packs: list[tuple[OrderLine, int]], kind: str, *, by: Actor) -> None:
    """Take packs off an order that has left the maker's; the order's lock is held. Kinds: rejected, missing."""
    for line, count in packs:
        amount = line.unit_price * count
        session.add(Shortage(order_line_id=line.id, kind=kind, quantity=count, amount=amount, by_name=by.name))
        order.shorted += amount
    sold_counts.add(session, [(line, -count) for line, count in packs])
    session.flush()
    for line, _ in packs:
        session.expire(line, ["shortages"])


def accept_after_all(session: Session, order: Order, *, by: Actor) -> Order:
    """What was rejected is sold after all: an order of its own, complete and invoiced at once.

    Of a delivery of which nothing was accepted all that came is taken. Raise NotAllowed.
    """
    session.refresh(order, with_for_update=True)
    if order.state == "declined":
        return _whole(session, order, by)
    rows = _rejected(session, order)
    if not rows:
        raise NotAllowed(verb="overrule", state=order.state)
    lines = {line.id: line for line in order.lines}
    packs = [(lines[row.order_line_id], row.quantity) for row in rows]
    rest = rests.make(session, order, packs, clock.today(), takes_window=False)
    sold_counts.add(session, packs)
    for row in rows:
        row.kind, row.child_order_id = "later", rest.id
        session.expire(lines[row.order_line_id], ["shortages"])
    _complete(session, rest, by)
    return rest


def _whole(session: Session, order: Order, by: Actor) -> Order:
    came = [(line, line.going) for line in order.lines if line.going]
    if not came:
        raise NotAllowed(verb="overrule", state=order.state)
    sold_counts.add(session, came)
    _complete(session, order, by)
    return order


def _complete(session: Session, order: Order, by: Actor) -> None:
    payment = order.group.payment
    session.refresh(payment, with_for_update=True)
    if payment.state in {"settled", "cancelled"}:
        payments.move(session, payment, "reopen", "system")
    order.state, order.deadline, order.decline_reason = "completed", None, ""
    session.flush()
    happenings.to_order(session, order, "accept_after_all", by=by)
    events.record(session, subject(order), "completed", by=by)
    receivables.invoice(session, order, by=by)


def _rejected(session: Session, order: Order) -> list[Shortage]:
    query = select(Shortage).where(
        Shortage.order_line_id.in_([line.id for line in order.lines]), Shortage.kind == "rejected"
    )
    return list(session.scalars(query.order_by(Shortage.id)))
