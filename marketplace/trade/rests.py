"""The rest of an order, promised for later: an order of its own whose stock is taken when it is packed."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.stock import allocations, holds

from . import dealing, slots
from .orders import Order, OrderLine
from .slots import Slot

LETTERS = "BCDEFGHIJKLMNOPQRSTUVWXYZ"


def make(
    session: Session, parent: Order, missing: list[tuple[OrderLine, int]], promised_on: date, *,
    takes_window: bool = True,
) -> Order:  # fmt: skip
    """An accepted order of the missing packs, in the same group, without a delivery fee."""
    siblings = session.scalar(select(func.count()).where(Order.parent_id == parent.id)) or 0
    rest = Order(
        number=f"{parent.number}{LETTERS[siblings % len(LETTERS)]}{siblings // len(LETTERS) or ''}",
        group_id=parent.group_id,
        producer_id=parent.producer_id,
        parent_id=parent.id,
        state="accepted",
        deadline=clock.midnight(promised_on + timedelta(days=1)),
        goods=sum(line.unit_price * packs for line, packs in missing),
        delivery_fee=0,
        fee_to=parent.fee_to,
        withheld_rate=parent.withheld_rate,
        delivery_kind=parent.delivery_kind,
        delivery_name=parent.delivery_name,
        delivery_detail=parent.delivery_detail,
        ready_on=promised_on,
        promised_on=promised_on,
        note=parent.note,
        lines=[_line(line, packs) for line, packs in missing],
    )
    session.add(rest)
    session.flush()
    if takes_window:
        _take_window(session, rest, parent, promised_on)
    session.expire(parent.group, ["orders"])
    return rest


def _take_window(session: Session, rest: Order, parent: Order, day: date) -> None:
    """The parent's hours, or the nearest of that weekday, as long as a place is left; else the day without hours."""
    if parent.window_starts is None or parent.producer.closed_on(day):
        return
    kept = select(Slot).where(
        Slot.producer_id == parent.producer_id, Slot.kind == parent.delivery_kind, Slot.weekday == day.weekday(),
        Slot.retired_at.is_(None),
    )  # fmt: skip
    wanted = parent.window_starts
    for slot in sorted(session.scalars(kept), key=lambda slot: (abs(slot.starts - wanted), slot.id)):
        try:
            with session.begin_nested():
                slots.book(session, slot.id, day)
        except slots.SlotFull:
            continue
        rest.slot_id, rest.window_starts, rest.window_ends = slot.id, slot.starts, slot.ends
        session.flush()
        return


def take_stock(session: Session, rest: Order) -> None:
    """Allocate what the rest still lacks; raise OutOfStock."""
    had = allocations.of(session, rest.references)
    served = {row.reference for row in had if row.state == "open"}
    lacking = [line for line in rest.lines if line.reference not in served and line.going > 0]
    if not lacking:
        return
    wanted = [holds.Wanted(line.stock_item_id, line.going * line.content, line.lead_days) for line in lacking]
    hold = holds.take(session, wanted, until=clock.now() + timedelta(minutes=1))
    claims = [allocations.Claim(line.reference, line.stock_item_id, line.going * line.content) for line in lacking]
    allocations.from_hold(session, hold, claims)


def demand_stock(session: Session, rest: Order) -> None:
    """Raise OutOfStock when the rest could not be packed now; changes nothing."""
    trial = session.begin_nested()
    try:
        take_stock(session, rest)
    finally:
        trial.rollback()


def _line(line: OrderLine, packs: int) -> OrderLine:
    rest = OrderLine(
        variant_id=line.variant_id,
        stock_item_id=line.stock_item_id,
        name=line.name,
        label=line.label,
        slug=line.slug,
        quantity=packs,
        base_quantity=line.content * packs,
        lead_days=line.lead_days,
        unit_price=line.unit_price,
        list_price=line.list_price,
        rule=line.rule,
        shelf_days=line.shelf_days,
    )
    dealing.carry_over(line, rest)
    return rest
