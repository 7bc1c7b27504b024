"""Goods that come back from a buyer: into the lot they came from, if it may still be sold."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor

from . import allocations, levels, lots
from .allocations import Allocation
from .lots import Lot, Movement

CAUSE = "returned"


def may_come_back(session: Session, reference: str) -> int:
    """How many base units of a line can still go back on sale: sent from lots that may be sold today."""
    return sum(quantity for _, quantity in _open_lots(session, reference))


def put_back(session: Session, reference: str, quantity: int, *, by: Actor) -> int:
    """Put up to `quantity` base units of a line back; returns how much was.

    Goods made to order never lay in a lot; a lot that is stopped or past its date takes nothing back.
    """
    lacking, items = quantity, set()
    for found, most in _open_lots(session, reference):
        part = min(lacking, most)
        if part <= 0:
            break
        levels.add(session, found.stock_item_id, part)
        lot = lots.locked(session, found.id)
        lot.on_hand += part
        lots.note(session, lot, part, CAUSE, by=by, reference=reference)
        lacking -= part
        items.add(found.stock_item_id)
    session.flush()
    for item in sorted(items):
        allocations.serve(session, item)
    return quantity - lacking


def _open_lots(session: Session, reference: str) -> list[tuple[Lot, int]]:
    """The lots a line was sent from that may be sold, with what has not come back yet; the newest first."""
    sent = (
        select(Allocation.lot_id, func.sum(Allocation.quantity).label("sent"))
        .where(Allocation.reference == reference, Allocation.state == "sent", Allocation.lot_id.is_not(None))
        .group_by(Allocation.lot_id)
        .subquery()
    )
    back = (
        select(Movement.lot_id, func.sum(Movement.quantity).label("back"))
        .where(Movement.reference == reference, Movement.cause == CAUSE)
        .group_by(Movement.lot_id)
        .subquery()
    )
    rows = session.execute(
        select(Lot, sent.c.sent - func.coalesce(back.c.back, 0))
        .join(sent, sent.c.lot_id == Lot.id)
        .outerjoin(back, back.c.lot_id == Lot.id)
        .where(lots.sellable(session))
        .order_by(Lot.id.desc())
    )
    return [(lot, int(left)) for lot, left in rows if left > 0]
