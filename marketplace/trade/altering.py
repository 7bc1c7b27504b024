"""An organisation's order is changed with its maker's consent: another day, or fewer packs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.stock import parts

from . import fulfilment, happenings, slots
from .orders import Order
from .shortages import Shortage
from .shorting import NothingGoes, WrongPacks

STATES = ("placed", "accepted")


def demand(session: Session, order: Order) -> None:
    """Keep the order's row; raise NotAllowed when its goods are on their way or it has ended."""
    session.refresh(order, with_for_update=True)
    if order.state not in STATES or not order.group.on_terms:
        raise NotAllowed(verb="alter", state=order.state)


def move(
    session: Session, order: Order, day: date, starts: int | None, ends: int | None, slot_id: int | None, *, by: Actor
) -> None:
    """Promise another day; the place in the old time is free. Raise NotAllowed, SlotFull."""
    demand(session, order)
    before = order.promised_on
    if slot_id is not None:
        slots.book(session, slot_id, day)
    if order.slot_id is not None and before is not None:
        slots.unbook(session, order.slot_id, before)
    order.slot_id, order.promised_on, order.ready_on = slot_id, day, day
    order.window_starts, order.window_ends, order.late_at = starts, ends, None
    if order.state == "accepted":
        order.deadline = fulfilment.deadline(session, order)
    session.flush()
    happenings.to_order(
        session, order, "moved", by=by, before=before.isoformat() if before else None, day=day.isoformat()
    )


def trim(session: Session, order: Order, packs: Mapping[int, int], *, by: Actor) -> None:
    """Only these packs (by line id) are wanted; the rest is free for others.

    Raise NotAllowed, WrongPacks, NothingGoes.
    """
    demand(session, order)
    fewer = []
    for line in sorted(order.lines, key=lambda line: (line.stock_item_id, line.id)):
        session.expire(line, ["shortages"])
        wanted = packs.get(line.id, line.going)
        if not 0 <= wanted <= line.going:
            raise WrongPacks(line_id=line.id, most=line.going)
        if wanted < line.going:
            fewer.append((line, line.going - wanted))
    if sum(lacking for _, lacking in fewer) == sum(line.going for line in order.lines):
        raise NothingGoes()
    for line, lacking in fewer:
        parts.set_free(session, line.reference, lacking * line.content)
        amount = line.unit_price * lacking
        session.add(Shortage(order_line_id=line.id, kind="drop", quantity=lacking, amount=amount, by_name=by.name))
        order.shorted += amount
    session.flush()
    for line, _ in fewer:
        session.expire(line, ["shortages"])
    told = [f"{lacking} × {line.name} {line.label}" for line, lacking in fewer]
    happenings.to_order(session, order, "trimmed", by=by, fewer=told, total=order.total)
