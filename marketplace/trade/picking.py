"""What has to be taken from which lot on one day: pooled over all orders, then order by order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.stock import allocations
from marketplace.stock.lots import Lot

from .orders import Order, OrderLine


@dataclass(frozen=True)
class Take:
    """`packs` of one line from one lot; without a lot they are still to be made."""

    line: OrderLine
    lot: Lot | None
    packs: int


@dataclass(frozen=True)
class Pooled:
    """All packs of one kind from one lot."""

    name: str
    label: str
    lot: Lot | None
    packs: int


@dataclass(frozen=True)
class Basket:
    """One order and what goes into it."""

    order: Order
    takes: list[Take]


@dataclass(frozen=True)
class PickList:
    """The pick list of one day (Balikpapan); what is overdue belongs to today."""

    day: date
    pooled: list[Pooled]
    baskets: list[Basket]


def days(session: Session, *, by: Actor) -> dict[date, int]:
    """How many orders have to be packed for which day."""
    day = func.coalesce(Order.promised_on, Order.ready_on)
    rows = session.execute(
        select(day, func.count())
        .where(Order.producer_id.in_(by.producer_ids), Order.state == "accepted")
        .group_by(day)
        .order_by(day)
    )
    found: dict[date, int] = defaultdict(int)
    for when, count in rows:
        found[max(when, clock.today())] += int(count)
    return dict(found)


def of(session: Session, day: date, *, by: Actor) -> PickList:
    """Everything that the actor has to pack for a day."""
    promised = func.coalesce(Order.promised_on, Order.ready_on)
    when = promised <= day if day == clock.today() else promised == day
    orders = session.scalars(
        select(Order)
        .where(Order.producer_id.in_(by.producer_ids), Order.state == "accepted", when)
        .options(selectinload(Order.lines), selectinload(Order.group))
        .order_by(promised, Order.window_starts, Order.id)
    ).all()
    baskets = [Basket(order, rows) for order, rows in _takes(session, list(orders))]
    return PickList(day, _pool([take for basket in baskets for take in basket.takes]), baskets)


def takes_of(session: Session, order: Order) -> list[Take]:
    """What one order takes from which lot, sent or not."""
    return _takes(session, [order])[0][1]


def _takes(session: Session, orders: list[Order]) -> list[tuple[Order, list[Take]]]:
    references = [reference for order in orders for reference in order.references]
    rows = session.scalars(
        select(allocations.Allocation)
        .where(allocations.Allocation.reference.in_(references), allocations.Allocation.state.in_(("open", "sent")))
        .options(selectinload(allocations.Allocation.lot))
        .order_by(allocations.Allocation.id)
    )
    by_line: dict[str, list[allocations.Allocation]] = defaultdict(list)
    for row in rows:
        by_line[row.reference].append(row)
    return [
        (order, [take for line in order.lines for take in _of_line(line, by_line[line.reference])]) for order in orders
    ]


def _of_line(line: OrderLine, rows: list[allocations.Allocation]) -> list[Take]:
    """Packs by lot: a pack filled from two lots counts for the older one."""
    lots: dict[int | None, Lot | None] = {}
    amounts: dict[int | None, int] = defaultdict(int)
    for row in rows:
        lots[row.lot_id] = row.lot
        amounts[row.lot_id] += row.quantity
    takes, missing, carried = [], line.going, 0
    for lot_id, amount in amounts.items():
        packs = min(missing, -(-(amount - carried) // line.content))
        carried = packs * line.content - (amount - carried)
        missing -= packs
        if packs > 0:
            takes.append(Take(line, lots[lot_id], packs))
    return takes if missing <= 0 else [*takes, Take(line, None, missing)]


def _pool(takes: list[Take]) -> list[Pooled]:
    sums: dict[tuple[str, str, int | None], int] = defaultdict(int)
    lots: dict[int | None, Lot | None] = {}
    for take in takes:
        lot_id = take.lot.id if take.lot else None
        lots[lot_id] = take.lot
        sums[take.line.name, take.line.label, lot_id] += take.packs
    rows = [Pooled(name, label, lots[lot_id], packs) for (name, label, lot_id), packs in sums.items()]
    return sorted(rows, key=lambda row: (row.name, row.label, (row.lot.best_before if row.lot else None) or date.max))
