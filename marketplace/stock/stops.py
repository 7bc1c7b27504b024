"""Stop the sale of a lot at once, let it go on, or call it back for good (F39)."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed

from . import allocations, holds, levels, lots
from .lots import Lot


def hold(session: Session, lot: Lot, reason: str, *, by: Actor) -> None:
    """Nothing of the lot is sold or sent until `let_go`; orders get theirs from other lots. Raise NotAllowed."""
    if lot.state != "open":
        raise NotAllowed(verb="hold", state=lot.state)
    _stop(session, lot, "held", reason, by)


def let_go(session: Session, lot: Lot, *, by: Actor) -> None:
    """The lot is good after all. Raise NotAllowed for one that was called back."""
    for part in family(session, lot):
        levels.locked(session, part.stock_item_id)
        part = lots.locked(session, part.id)
        if part.state == "recalled" or (part.id == lot.id and part.state != "held"):
            raise NotAllowed(verb="let_go", state=part.state)
        if part.state == "held":
            levels.unstop(session, part.stock_item_id, part.free)
            part.state, part.stopped_at, part.stopped_reason = "open", None, ""
            session.flush()
            events.record(session, subject(part), "let_go", by=by)
            allocations.serve(session, part.stock_item_id)


def recall(session: Session, lot: Lot, reason: str, *, by: Actor) -> None:
    """The lot must come back; that is never undone. Raise NotAllowed when it is called back already."""
    if lot.state == "recalled":
        raise NotAllowed(verb="recall", state=lot.state)
    _stop(session, lot, "recalled", reason, by)


def discard(session: Session, lot: Lot, *, by: Actor) -> int:
    """Throw away what is left on the shelf of a stopped lot; returns base units. Raise NotAllowed."""
    levels.locked(session, lot.stock_item_id)
    lot = lots.locked(session, lot.id)
    if lot.is_open:
        raise NotAllowed(verb="discard", state=lot.state)
    gone = lot.free
    if gone:
        levels.unstop(session, lot.stock_item_id, gone)
        levels.add(session, lot.stock_item_id, -gone)
        lot.on_hand -= gone
        lots.note(session, lot, -gone, "discarded", by=by, words=lot.stopped_reason)
        session.flush()
    return gone


def family(session: Session, lot: Lot) -> list[Lot]:
    """The lot and the parts of the same production, in stock-item order."""
    root = lot.split_from or lot.id
    query = select(Lot).where(or_(Lot.id == root, Lot.split_from == root)).order_by(Lot.stock_item_id)
    return list(session.scalars(query))


def subject(lot: Lot) -> str:
    """How a lot is named in events."""
    return f"lot:{lot.id}"


def _stop(session: Session, lot: Lot, state: str, reason: str, by: Actor) -> None:
    for part in family(session, lot):
        if part.state != "recalled":
            _stop_one(session, part, state, reason[:300], by)


def _stop_one(session: Session, lot: Lot, state: str, reason: str, by: Actor) -> None:
    """What lies free in it may lie in somebody's checkout: those holds end first, without any lock."""
    missing = lot.free - levels.free(session, lot.stock_item_id)
    if lot.is_open and missing > 0:
        holds.break_for(session, lot.stock_item_id, missing)
    levels.locked(session, lot.stock_item_id)
    lot = lots.locked(session, lot.id)
    if lot.is_open:
        levels.stop(session, lot.stock_item_id, lot.free)
    lot.state, lot.stopped_at, lot.stopped_reason = state, clock.now(), reason
    session.flush()
    events.record(session, subject(lot), "hold" if state == "held" else "recall", by=by, reason=reason)
    allocations.serve(session, lot.stock_item_id)
