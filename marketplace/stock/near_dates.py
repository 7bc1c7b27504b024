"""Lots that near their date move to the clearance of their item and sell from there only (F19)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import StockItem
from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM

from . import levels, lots
from .levels import StockLevel
from .lots import Lot

NEAR_DAYS = settings.declare(
    "stock.near_days", 14, "Sisa hari sejak kapan sebuah produksi hanya dijual obral", settings.at_least(0)
)


def near_from(lot: Lot, near_days: int) -> date | None:
    """The first day on which the lot counts as near its date: at most the last third of its life."""
    if lot.best_before is None:
        return None
    life = max(0, (lot.best_before - lot.produced_on).days)
    return lot.best_before - timedelta(days=min(near_days, life // 3))


def due(session: Session) -> list[Lot]:
    """Lots with free goods that should be in the clearance by now."""
    near_days, today = NEAR_DAYS(session), clock.today()
    query = (
        select(Lot)
        .join(StockItem, StockItem.id == Lot.stock_item_id)
        .join(StockLevel, StockLevel.stock_item_id == Lot.stock_item_id)
        .where(
            StockItem.clearance_of.is_(None),
            levels.FREE > 0,
            Lot.on_hand > Lot.allocated,
            Lot.best_before <= today + timedelta(days=near_days),
            lots.sellable(session),
        )
        .order_by(Lot.stock_item_id, Lot.id)
    )
    return [lot for lot in session.scalars(query) if (near_from(lot, near_days) or today) <= today]


def move(session: Session, lot: Lot) -> int:
    """Move what is free of a lot to the clearance item; returns base units moved."""
    target = clearance_item(session, lot.stock_item_id)
    level = levels.locked(session, lot.stock_item_id)
    lot = lots.locked(session, lot.id)
    share = min(lot.free, level.free)
    if share <= 0 or not lot.is_open:
        return 0
    levels.add(session, lot.stock_item_id, -share)
    levels.add(session, target.id, share)
    part = _part(session, lot, target)
    lot.on_hand -= share
    part.on_hand += share
    lots.note(session, lot, -share, "near_date_out", by=SYSTEM, reference=f"lot:{part.id}")
    lots.note(session, part, share, "near_date_in", by=SYSTEM, reference=f"lot:{lot.id}")
    session.flush()
    events.record(session, f"lot:{lot.id}", "near_date", by=SYSTEM, quantity=share)
    return share


def clearance_item(session: Session, stock_item_id: int) -> StockItem:
    """Where near-date lots of an item go, made when there is none."""
    found = session.scalars(select(StockItem).where(StockItem.clearance_of == stock_item_id)).first()
    if found is not None:
        return found
    item = session.get_one(StockItem, stock_item_id)
    made = StockItem(producer_id=item.producer_id, name=item.name, unit=item.unit, clearance_of=item.id)
    session.add(made)
    session.flush()
    session.add(StockLevel(stock_item_id=made.id, on_hand=0, held=0, allocated=0, stopped=0))
    session.flush()
    return made


def _part(session: Session, lot: Lot, target: StockItem) -> Lot:
    found = session.scalars(
        select(Lot).where(Lot.split_from == lot.id).with_for_update().execution_options(populate_existing=True)
    ).first()
    if found is not None:
        return found
    part = Lot(
        stock_item_id=target.id,
        code=lot.code,
        produced_on=lot.produced_on,
        best_before=lot.best_before,
        on_hand=0,
        split_from=lot.id,
        note=lot.note,
    )
    session.add(part)
    session.flush()
    return part
