"""Part of what was promised to an order line: taken off because it is not there, or handed on."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor

from . import capacity, levels, lots
from .allocations import Allocation


def write_off(session: Session, reference: str, quantity: int, *, by: Actor) -> None:
    """The newest `quantity` promised to a line is not on the shelf: it leaves the books (cause `short`).

    Goods made to order give their place in the week back. What was never promised is passed over.
    """
    for row in _newest_first(session, reference):
        if quantity == 0:
            break
        part = _split(session, row, min(quantity, row.quantity))
        quantity -= part.quantity
        if part.week is not None:
            capacity.give_back(session, part.stock_item_id, part.week, part.quantity)
            part.state = "released"
        elif part.lot_id is not None:
            part.state = "short"
            _take_out(session, part, by=by)
    session.flush()


def set_free(session: Session, reference: str, quantity: int) -> None:
    """The newest `quantity` promised to a line is not wanted any more: others can have it."""
    for row in _newest_first(session, reference):
        if quantity == 0:
            break
        part = _split(session, row, min(quantity, row.quantity))
        quantity -= part.quantity
        if part.week is not None:
            capacity.give_back(session, part.stock_item_id, part.week, part.quantity)
        elif part.lot_id is not None:
            levels.unpromise(session, part.stock_item_id, part.quantity)
            lot = lots.locked(session, part.lot_id)
            lot.allocated -= part.quantity
            if not lot.is_open:
                levels.stop(session, part.stock_item_id, part.quantity)
        part.state = "released"
    session.flush()


def hand_on(session: Session, reference: str, to: str, quantity: int) -> int:
    """A week's promise of goods made to order goes over to another line; returns how much did."""
    moved = 0
    for row in _newest_first(session, reference):
        if row.week is not None and moved < quantity:
            part = _split(session, row, min(quantity - moved, row.quantity))
            part.reference = to
            moved += part.quantity
    session.flush()
    return moved


def _newest_first(session: Session, reference: str) -> list[Allocation]:
    return list(
        session.scalars(
            select(Allocation)
            .where(Allocation.reference == reference, Allocation.state == "open")
            .order_by(Allocation.id.desc())
            .with_for_update()
        )
    )


def _split(session: Session, row: Allocation, quantity: int) -> Allocation:
    if quantity == row.quantity:
        return row
    row.quantity -= quantity
    part = Allocation(
        reference=row.reference, stock_item_id=row.stock_item_id, lot_id=row.lot_id, week=row.week, quantity=quantity
    )
    session.add(part)
    session.flush()
    return part


def _take_out(session: Session, part: Allocation, *, by: Actor) -> None:
    levels.send_out(session, part.stock_item_id, part.quantity)
    session.execute(
        update(lots.Lot)
        .where(lots.Lot.id == part.lot_id)
        .values(allocated=lots.Lot.allocated - part.quantity, on_hand=lots.Lot.on_hand - part.quantity)
        .execution_options(synchronize_session=False)
    )
    lot = session.get_one(lots.Lot, part.lot_id)
    session.refresh(lot)
    lots.note(session, lot, -part.quantity, "short", by=by, reference=part.reference)
