"""Receiving by count: what was accepted is invoiced, the rest is written as short; signed once (F76)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people.buyers import Desk
from marketplace.trade import fulfilment, not_accepted
from marketplace.trade.orders import Order, OrderGroup, OrderLine

from .receipt_rows import REASONS, Receipt, ReceiptLine

ON_ITS_WAY = ("shipped", "arrived")
COLDEST, WARMEST = -600, 1000
LONGEST_DRAWING = 20_000
AFTER_COUNT = faults.declare("receipt.counted", "the receipt is written, nothing is invoiced")
AFTER_SHORT = faults.declare("receipt.short", "what was not accepted is written, nothing is invoiced")
events.tell("receipt", "signed", "uphold", "overrule")


class MoreThanOrdered(Refusal):
    """More packs were counted than the order has; facts: line_id, name, most."""


class LifeTooShort(Refusal):
    """Packs were accepted that keep for less than was agreed; facts: line_id, name, days, agreed."""


class NotOnItsWay(Refusal):
    """The order cannot be received now; facts: state."""


@dataclass(frozen=True)
class Count:
    """What came of one line: packs accepted and rejected, and what is written on them."""

    accepted: int
    rejected: int = 0
    reason: str = ""
    words: str = ""
    lot: str = ""
    best_before: date | None = None
    temperature: int | None = None
    photo_key: str | None = None


@dataclass(frozen=True)
class Signature:
    """Who signs for the outlet, what was drawn, who brought the goods."""

    name: str
    drawing: str = ""
    driver: str = ""
    note: str = ""


def coming(session: Session, desk: Desk, limit: int = 100) -> list[Order]:
    """Deliveries that the member may receive: those on their way first, then what is still being made, by day."""
    query = (
        select(Order)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(
            OrderGroup.organisation_id == desk.organisation.id,
            OrderGroup.outlet_id.in_(desk.outlet_ids("receiver")),
            Order.state.in_(("placed", "accepted", "ready", *ON_ITS_WAY)),
        )
        .options(joinedload(Order.producer), joinedload(Order.group))
        .order_by(Order.promised_on, Order.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def order_for(session: Session, desk: Desk, number: str, *, roles: tuple[str, ...] = ("receiver",)) -> Order:
    """An order of an outlet where the member has one of the roles; raise NotFound."""
    order = session.scalars(
        select(Order)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(Order.number == number, OrderGroup.organisation_id == desk.organisation.id)
    ).first()
    if order is None or not desk.may(order.group.outlet_id or 0, *roles):
        raise NotFound(number=number)
    return order


def sign(
    session: Session, desk: Desk, number: str, counts: Mapping[int, Count], signature: Signature, *, by: Actor
) -> Receipt:
    """Write what came. Accepted packs are invoiced at once; when nothing is accepted, nothing is.

    Raise NotFound, NotOnItsWay, Invalid (by line), MoreThanOrdered, LifeTooShort.
    """
    order = order_for(session, desk, number)
    session.refresh(order, with_for_update=True)
    if order.state not in ON_ITS_WAY:
        raise NotOnItsWay(state=order.state)
    for line in order.lines:
        session.expire(line, ["shortages"])
    name = " ".join(signature.name.split())
    if not name or len(name) > 100:
        raise Invalid(errors={"signed_name": "empty"})
    lines = [_line(line, counts.get(line.id)) for line in order.lines if line.going]
    receipt = Receipt(
        number=f"BAST-{order.number.removeprefix('BPN-')}",
        order_id=order.id,
        organisation_id=desk.organisation.id,
        outlet_id=order.group.outlet_id,
        buyer_id=desk.buyer_id,
        signed_name=name,
        signature=signature.drawing[:LONGEST_DRAWING],
        driver=" ".join(signature.driver.split())[:100],
        note=signature.note.strip()[:500],
        lines=lines,
    )
    session.add(receipt)
    session.flush()
    faults.at(AFTER_COUNT)
    _settle(session, order, receipt, by)
    events.record(session, receipt.subject, "signed", by=by, accepted=receipt.amount, complete=receipt.is_complete)
    return receipt


def _settle(session: Session, order: Order, receipt: Receipt, by: Actor) -> None:
    _write(session, order, receipt, "missing", by)
    if receipt.accepted_nothing:
        fulfilment.send_back(session, order, _told(receipt), by=by)
        return
    _write(session, order, receipt, "rejected", by)
    faults.at(AFTER_SHORT)
    fulfilment.take_in(session, order, by=by)


def _write(session: Session, order: Order, receipt: Receipt, kind: str, by: Actor) -> None:
    packs = [(line.order_line, getattr(line, kind)) for line in receipt.lines if getattr(line, kind)]
    not_accepted.write(session, order, packs, kind, by=by)


def _told(receipt: Receipt) -> str:
    return receipt.note or next((line.words for line in receipt.lines if line.words), "")


def _line(line: OrderLine, count: Count | None) -> ReceiptLine:
    if count is None:
        raise Invalid(errors={f"accepted-{line.id}": "empty"})
    packs = (count.accepted, count.rejected)
    if any(type(number) is not int or number < 0 for number in packs):
        raise Invalid(errors={f"accepted-{line.id}": "number"})
    if sum(packs) > line.going:
        raise MoreThanOrdered(line_id=line.id, name=line.name, most=line.going)
    if count.rejected and count.reason not in REASONS:
        raise Invalid(errors={f"reason-{line.id}": "empty"})
    if count.rejected and count.reason == "other" and not count.words.strip():
        raise Invalid(errors={f"words-{line.id}": "empty"})
    if count.temperature is not None and not COLDEST <= count.temperature <= WARMEST:
        raise Invalid(errors={f"temperature-{line.id}": "range"})
    _keeps_long_enough(line, count)
    return ReceiptLine(
        order_line_id=line.id,
        expected=line.going,
        accepted=count.accepted,
        rejected=count.rejected,
        missing=line.going - sum(packs),
        reason=count.reason if count.rejected else "",
        words=count.words.strip()[:300],
        lot=" ".join(count.lot.split())[:60],
        best_before=count.best_before,
        temperature=count.temperature,
        photo_key=count.photo_key,
    )


def _keeps_long_enough(line: OrderLine, count: Count) -> None:
    """Accepted packs are not past their date, and keep at least as long as was agreed for the line."""
    if not count.accepted:
        return
    agreed = line.shelf_days
    if agreed and count.best_before is None:
        raise Invalid(errors={f"best_before-{line.id}": "empty"})
    today = clock.today()
    if count.best_before is not None and count.best_before < today + timedelta(days=agreed or 0):
        days = (count.best_before - today).days
        raise LifeTooShort(line_id=line.id, name=line.name, days=days, agreed=agreed or 0)


def of_order(session: Session, order_id: int) -> Receipt | None:
    """How an order was received, if it was counted."""
    return session.scalars(select(Receipt).where(Receipt.order_id == order_id)).first()


def seen(session: Session, desk: Desk, limit: int = 50) -> list[Receipt]:
    """The last receipts of the member's outlets, the newest first."""
    outlets = desk.outlet_ids("receiver", "finance", "approver")
    query = select(Receipt).where(Receipt.organisation_id == desk.organisation.id, Receipt.outlet_id.in_(outlets))
    whole = joinedload(Receipt.order).joinedload(Order.producer)
    return list(session.scalars(query.options(whole).order_by(Receipt.id.desc()).limit(limit)))


def for_desk(session: Session, desk: Desk, public_id: str) -> Receipt:
    """A receipt of an outlet where the member has any role; raise NotFound."""
    found = by_public_id(session, public_id)
    if found.organisation_id != desk.organisation.id or found.outlet_id not in desk.outlet_ids():
        raise NotFound(public_id=public_id)
    return found


def for_producer(session: Session, public_id: str, *, by: Actor) -> Receipt:
    """A receipt of the actor's own delivery; raise NotFound."""
    found = by_public_id(session, public_id)
    if found.order.producer_id not in by.producer_ids:
        raise NotFound(public_id=public_id)
    return found


def by_public_id(session: Session, public_id: str) -> Receipt:
    """One receipt, for staff; raise NotFound."""
    found = session.scalars(select(Receipt).where(Receipt.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found
