"""The finer books of the stock: each lot, each undo, clearance pairs, overrides, sales outside the shop."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from marketplace.catalog.products import StockItem
from marketplace.stock.allocations import Allocation
from marketplace.stock.capacity import CapacityOverride, CapacityWeek
from marketplace.stock.lots import Lot, Movement

from .offline_sales import OfflineSale


def faults(session: Session) -> list[str]:
    """What does not agree below the level of an item."""
    return _lots(session) + _undone(session) + _clearance(session) + _overrides(session) + _offline(session)


def _lots(session: Session) -> list[str]:
    moved = dict(session.execute(select(Movement.lot_id, func.sum(Movement.quantity)).group_by(Movement.lot_id)).all())
    promised = dict(
        session.execute(
            select(Allocation.lot_id, func.sum(Allocation.quantity))
            .where(Allocation.state == "open", Allocation.lot_id.is_not(None))
            .group_by(Allocation.lot_id)
        ).all()
    )
    found = []
    for lot_id, on_hand, allocated in session.execute(select(Lot.id, Lot.on_hand, Lot.allocated)):
        if on_hand != int(moved.get(lot_id) or 0):
            found.append(f"lot {lot_id}: on hand ≠ movements ({on_hand} / {moved.get(lot_id)})")
        if allocated != int(promised.get(lot_id) or 0):
            found.append(f"lot {lot_id}: allocated ≠ allocations ({allocated} / {promised.get(lot_id)})")
    return found


def _undone(session: Session) -> list[str]:
    before, after = aliased(Movement), aliased(Movement)
    rows = session.execute(
        select(after.id, after.quantity, before.quantity, after.lot_id, before.lot_id).join(
            before, before.id == after.undoes_id
        )
    )
    return [
        f"movement {number}: does not take back what it says"
        for number, quantity, undone, lot, undone_lot in rows
        if quantity != -undone or lot != undone_lot
    ]


def _clearance(session: Session) -> list[str]:
    """What left an item for its clearance came to that clearance and nowhere else."""
    totals: dict[int, int] = {}
    rows = session.execute(
        select(func.coalesce(StockItem.clearance_of, StockItem.id), func.sum(Movement.quantity))
        .join(StockItem, StockItem.id == Movement.stock_item_id)
        .where(Movement.cause.in_(("near_date_out", "near_date_in")))
        .group_by(func.coalesce(StockItem.clearance_of, StockItem.id))
    )
    totals = {int(item): int(total) for item, total in rows}
    return [f"stock item {item}: clearance pairs differ by {total}" for item, total in totals.items() if total]


def _overrides(session: Session) -> list[str]:
    rows = session.execute(
        select(CapacityOverride.stock_item_id, CapacityOverride.week, func.sum(CapacityOverride.extra)).group_by(
            CapacityOverride.stock_item_id, CapacityOverride.week
        )
    )
    found = []
    for item, week, extra in rows:
        row = session.get(CapacityWeek, (item, week))
        if row is None or row.capacity < int(extra):
            found.append(f"capacity of item {item} in week {week}: an override is not part of it")
    return found


def _offline(session: Session) -> list[str]:
    moved = dict(
        session.execute(
            select(Movement.reference, func.sum(Movement.quantity))
            .where(Movement.reference.startswith("offline:"))
            .group_by(Movement.reference)
        ).all()
    )
    found = []
    for sale in session.scalars(select(OfflineSale)):
        expected = 0 if sale.undone_at else -sale.base_quantity
        if int(moved.get(sale.reference) or 0) != expected:
            found.append(f"{sale.reference}: {moved.get(sale.reference)} left the shelf, should be {expected}")
    return found
