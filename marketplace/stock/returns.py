"""Goods that come back from a buyer: into the lot they came from, if it may still be sold."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor

from . import allocations, levels, lots
from .allocations import Allocation
from .lots import Lot, Movement

CAUSE = "returned"


def may_come_back(session: Session, references: Collection[str]) -> set[str]:
    """Those lines of which something can still go back on sale: sent from lots that may be sold today."""
    return {reference for reference, _, _ in _open_lots(session, references)}


def put_back(session: Session, reference: str, quantity: int, *, by: Actor) -> int:
    """Put up to `quantity` base units of a line back; returns how much was.

    Goods made to order never lay in a lot; a lot that is stopped or past its date takes nothing back.
    """
    lacking, items = quantity, set()
    for _, found, most in _open_lots(session, [reference]):
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


def _open_lots(session: Session, references: Collection[str]) -> list[tuple[str, Lot, int]]:
    """The lots that lines were sent from and that may be sold, with what has not come back yet; the newest first."""
    sent = (
        select(Allocation.reference, Allocation.lot_id, func.sum(Allocation.quantity).label("sent"))
        .where(Allocation.reference.in_(references), Allocation.state == "sent", Allocation.lot_id.is_not(None))
        .group_by(Allocation.reference, Allocation.lot_id)
        .subquery()
    )
    back = (
        select(Movement.reference, Movement.lot_id, func.sum(Movement.quantity).label("back"))
        .where(Movement.reference.in_(references), Movement.cause == CAUSE)
        .group_by(Movement.reference, Movement.lot_id)
        .subquery()
    )
    rows = session.execute(
        select(sent.c.reference, Lot, sent.c.sent - func.coalesce(back.c.back, 0))
        .join(sent, sent.c.lot_id == Lot.id)
        .outerjoin(back, (back.c.lot_id == Lot.id) & (back.c.reference == sent.c.reference))
        .where(lots.sellable(session))
        .order_by(Lot.id.desc())
    )
    return [(str(reference), lot, int(left)) for reference, lot, left in rows if left > 0]
