"""What a maker does to the shelf by hand: produce, count, take off, sell out, and take that back."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal

from . import allocations, levels, lots
from .lots import Lot, Movement

UNDOABLE = ("production", "count", "broken", "own_use", "sold_out", "sale_offline")
TAKEN_OFF = ("broken", "own_use")


class CountedElse(Refusal):
    """What lies on the shelf has changed since it was shown; facts: now (base units)."""


class StillPromised(Refusal):
    """Less than what is promised cannot lie on the shelf; facts: promised (base units)."""


class AlreadyUndone(Refusal):
    """It has been taken back already, or cannot be taken back."""


def produce(
    session: Session, stock_item_id: int, quantity: int, *, produced_on: date, best_before: date | None,
    by: Actor, words: str = "", code: str = "",
) -> Lot:  # fmt: skip
    """A new lot; whoever waits for it gets theirs first."""
    reference = _act()
    code = code or code_for(session, stock_item_id, produced_on)
    lot = lots.receive(
        session, stock_item_id, quantity, code=code, produced_on=produced_on, best_before=best_before,
        by=by, reference=reference, words=words,
    )  # fmt: skip
    events.record(session, f"lot:{lot.id}", "produce", by=by, quantity=quantity)
    allocations.serve(session, stock_item_id)
    return lot


def count(
    session: Session, stock_item_id: int, quantity: int, *, by: Actor, seen: int | None = None,
    best_before: date | None = None, words: str = "",
) -> str:  # fmt: skip
    """Somebody counted: `quantity` lies on the shelf; returns the act's reference, empty without a change.

    Raise CountedElse when it no longer was `seen`, StillPromised when that is less than is promised.
    """
    level = levels.locked(session, stock_item_id)
    if seen is not None and seen != level.on_hand:
        raise CountedElse(now=level.on_hand)
    more = quantity - level.on_hand
    if more < 0 and level.free + more < 0:
        raise StillPromised(promised=level.on_hand - level.free)
    if more < 0:
        return take_off(session, stock_item_id, -more, "count", by=by, words=words)
    return add(session, stock_item_id, more, by=by, best_before=best_before, words=words) if more else ""


def add(
    session: Session, stock_item_id: int, quantity: int, *, by: Actor, best_before: date | None = None, words: str = ""
) -> str:
    """More was found: it counts to the newest lot on sale, or makes a new one."""
    levels.add(session, stock_item_id, quantity)
    newest = session.scalars(
        select(Lot)
        .where(Lot.stock_item_id == stock_item_id, lots.sellable(session))
        .order_by(Lot.produced_on.desc(), Lot.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    lot = newest or _empty_lot(session, stock_item_id, best_before)
    lot.on_hand += quantity
    reference = _act()
    lots.note(session, lot, quantity, "count", by=by, reference=reference, words=words)
    session.flush()
    allocations.serve(session, stock_item_id)
    return reference


def take_off(
    session: Session, stock_item_id: int, quantity: int, cause: str, *, by: Actor, reference: str = "", words: str = ""
) -> str:
    """Free goods leave the shelf, first expired first; returns the act's reference. Raise OutOfStock."""
    levels.add(session, stock_item_id, -quantity)
    reference = reference or _act()
    missing = quantity
    for lot in lots.first_expired(session, stock_item_id, any_date=cause != "sale_offline"):
        share = min(missing, lot.free)
        lot.on_hand -= share
        missing -= share
        lots.note(session, lot, -share, cause, by=by, reference=reference, words=words)
        if missing == 0:
            session.flush()
            return reference
    raise levels.OutOfStock(stock_item_id=stock_item_id, wanted=quantity)


def sell_out(session: Session, stock_item_id: int, *, by: Actor) -> str:
    """Nothing free is left; what is promised stays. Returns the act's reference, empty without a change."""
    free = levels.locked(session, stock_item_id).free
    return take_off(session, stock_item_id, free, "sold_out", by=by) if free else ""


def undo(session: Session, stock_item_id: int, reference: str, *, by: Actor) -> None:
    """Take an act back by counter movements; raise AlreadyUndone, OutOfStock when it is sold meanwhile."""
    levels.locked(session, stock_item_id)
    query = select(Movement).where(
        Movement.stock_item_id == stock_item_id,
        Movement.reference == reference,
        Movement.cause.in_(UNDOABLE),
        Movement.undoes_id.is_(None),
    )
    found = session.scalars(query.order_by(Movement.id)).all()
    before = select(Movement.id).where(Movement.undoes_id.in_([movement.id for movement in found]))
    if not found or session.scalars(before).first() is not None:
        raise AlreadyUndone()
    for movement in found:
        _take_back(session, movement, by)
    session.flush()
    allocations.serve(session, stock_item_id)


def code_for(session: Session, stock_item_id: int, produced_on: date) -> str:
    """The next lot code of a day, as it stands on the label: `241126`, then `241126-2`."""
    start = f"{produced_on:%d%m%y}"
    query = select(Lot.code).where(Lot.stock_item_id == stock_item_id, Lot.code.startswith(start))
    taken = set(session.scalars(query))
    return next(code for code in [start, *(f"{start}-{n}" for n in range(2, 10_000))] if code not in taken)


def keeps_until(produced_on: date, shelf_life_days: int | None) -> date | None:
    """The best-before date to propose."""
    return produced_on + timedelta(days=shelf_life_days) if shelf_life_days else None


def history(session: Session, stock_item_id: int, limit: int = 100) -> list[Movement]:
    """Movements of an item, newest first."""
    query = select(Movement).where(Movement.stock_item_id == stock_item_id)
    return list(session.scalars(query.order_by(Movement.id.desc()).limit(limit)))


def _take_back(session: Session, movement: Movement, by: Actor) -> None:
    lot = lots.locked(session, movement.lot_id)
    back = -movement.quantity
    if lot.free + back < 0:
        raise levels.OutOfStock(stock_item_id=lot.stock_item_id, wanted=-back)
    if lot.is_open:
        levels.add(session, lot.stock_item_id, back)
    elif back > 0:
        levels.add(session, lot.stock_item_id, back)
        levels.stop(session, lot.stock_item_id, back)
    else:
        raise AlreadyUndone()
    lot.on_hand += back
    lots.note(session, lot, back, "undo", by=by, reference=movement.reference, undoes=movement.id)
    session.flush()


def _empty_lot(session: Session, stock_item_id: int, best_before: date | None) -> Lot:
    today = clock.today()
    code = code_for(session, stock_item_id, today)
    lot = Lot(stock_item_id=stock_item_id, code=code, produced_on=today, best_before=best_before, on_hand=0)
    session.add(lot)
    session.flush()
    return lot


def _act() -> str:
    return f"act:{ids.public_id()}"
