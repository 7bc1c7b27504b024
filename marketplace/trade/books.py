"""Do the books agree? Stock, ledger and orders against each other; every line printed is a fault."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.db import Base
from marketplace.money import periods
from marketplace.stock.allocations import Allocation
from marketplace.stock.capacity import CapacityWeek
from marketplace.stock.holds import Hold, HoldLine
from marketplace.stock.levels import StockLevel
from marketplace.stock.lots import Lot, Movement

from . import (
    deal_books,
    document_books,
    ledger_books,
    order_books,
    payout_books,
    refund_books,
    stock_books,
    terms_books,
)

LEDGER: list[Callable[[Session], list[str]]] = [
    ledger_books.balanced,
    ledger_books.sealed,
    ledger_books.total,
    ledger_books.accounts,
    ledger_books.reversals,
    periods.faults,
    order_books.group_sums,
    order_books.shortages,
    order_books.paid_groups,
    order_books.order_funds,
    order_books.earned_orders,
    order_books.owed_to_buyers,
    order_books.unique_codes,
    order_books.cash_at_makers,
    ledger_books.freezes_are_sound,
    deal_books.faults,
    refund_books.faults,
    document_books.faults,
    payout_books.faults,
    terms_books.faults,
]


def faults(session: Session) -> list[str]:
    """Everything that does not agree; empty when all is well."""
    return ledger_faults(session) + stock_faults(session)


def ledger_faults(session: Session) -> list[str]:
    """What does not hold in the money books, in words."""
    return [fault for check in LEDGER for fault in check(session)]


def stock_faults(session: Session) -> list[str]:
    """Levels against movements, lots, holds and allocations."""
    moved = _sums(session, Movement, Movement.quantity)
    in_lots = _sums(session, Lot, Lot.on_hand)
    lot_allocated = _sums(session, Lot, Lot.allocated)
    allocated = _sums(
        session, Allocation, Allocation.quantity, Allocation.state == "open", Allocation.lot_id.is_not(None)
    )
    held = _held(session)
    stopped = _sums(session, Lot, Lot.on_hand - Lot.allocated, Lot.state != "open")
    found = []
    for level in session.scalars(select(StockLevel)):
        item = level.stock_item_id
        for name, figure, other in (
            ("on hand ≠ movements", level.on_hand, moved.get(item, 0)),
            ("on hand ≠ lots", level.on_hand, in_lots.get(item, 0)),
            ("allocated ≠ allocations", level.allocated, allocated.get(item, 0)),
            ("allocated ≠ lots", level.allocated, lot_allocated.get(item, 0)),
            ("held ≠ live holds", level.held, held.get(item, 0)),
            ("stopped ≠ stopped lots", level.stopped, stopped.get(item, 0)),
        ):
            if figure != other:
                found.append(f"stock item {item}: {name} ({figure} / {other})")
        if min(level.on_hand, level.held, level.allocated, level.stopped, level.free) < 0:
            found.append(f"stock item {item}: promised more than there is")
    return found + _capacity(session) + stock_books.faults(session)


def _sums(session: Session, model: type[Base], column: object, *conditions: object) -> dict[int, int]:
    item = model.stock_item_id  # type: ignore[attr-defined]
    rows = session.execute(select(item, func.sum(column)).where(*conditions).group_by(item))  # type: ignore[call-overload, arg-type]
    return {int(key): int(total) for key, total in rows}


def _held(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(HoldLine.stock_item_id, func.sum(HoldLine.quantity))
        .join(Hold)
        .where(Hold.state == "live", HoldLine.week.is_(None))
        .group_by(HoldLine.stock_item_id)
    )
    return {int(item): int(total) for item, total in rows}


def _capacity(session: Session) -> list[str]:
    used: dict[tuple[int, object], int] = {}
    for item, week, total in session.execute(
        select(HoldLine.stock_item_id, HoldLine.week, func.sum(HoldLine.quantity))
        .join(Hold)
        .where(Hold.state == "live", HoldLine.week.is_not(None))
        .group_by(HoldLine.stock_item_id, HoldLine.week)
    ):
        used[item, week] = int(total)
    for item, week, total in session.execute(
        select(Allocation.stock_item_id, Allocation.week, func.sum(Allocation.quantity))
        .where(Allocation.state.in_(("open", "sent", "made")), Allocation.week.is_not(None))
        .group_by(Allocation.stock_item_id, Allocation.week)
    ):
        used[item, week] = used.get((item, week), 0) + int(total)
    found = []
    for row in session.scalars(select(CapacityWeek)):
        mine = used.get((row.stock_item_id, row.week), 0)
        if row.promised != mine or row.promised > row.capacity:
            found.append(f"capacity of item {row.stock_item_id} in week {row.week}: {row.promised} / {mine}")
    return found
