"""What a buyer can have of an item, and by when: the shelf, the coming weeks, a pre-order's cap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import StockItem
from marketplace.kernel import clock
from marketplace.people import kitchen_days
from marketplace.people.kitchen_days import KitchenDays
from marketplace.people.producers import Producer

from . import capacity, holds, lots
from .capacity import CapacityWeek
from .levels import FREE, StockLevel


@dataclass(frozen=True)
class Supply:
    """Base units: `free` on the shelf, `left` by week that has begun to sell, `weekly` for the others.

    With `day` the item sells for that pre-order day alone, from what its cap has `left`.
    `best_before` is the date of the oldest lot on sale (F19).
    """

    free: int
    weekly: int | None
    lead_days: int
    days: KitchenDays
    day: date | None = None
    left: Mapping[date, int] = field(default_factory=dict)
    best_before: date | None = None

    @property
    def made(self) -> bool:
        """Whether the coming weeks give what the shelf lacks."""
        return self.weekly is not None and self.day is None

    @property
    def most(self) -> int:
        """The most that can be had at all."""
        if self.day is not None:
            return max(0, self.left.get(self.day, 0))
        return max(0, self.free) + sum(max(0, self._left(week)) for week in self._weeks())

    def earliest(self, quantity: int) -> date | None:
        """The day by which `quantity` can be ready; nothing when that much cannot be had."""
        if self.day is not None:
            return self.day if quantity <= self.most else None
        if quantity <= self.free:
            return self.days.next_open(clock.today())
        weeks = self._weeks()
        left = {week: max(0, self._left(week)) for week in weeks}
        return capacity.first_fit(weeks, left, 0, quantity - max(0, self.free), self.lead_days, self.days)

    def _weeks(self) -> list[date]:
        return capacity.weeks_ahead(self.lead_days, self.days) if self.made else []

    def _left(self, week: date) -> int:
        return self.left.get(week, self.weekly or 0)


@dataclass(frozen=True)
class Asked:
    """How an item is sold: its product's lead time and pre-order day."""

    stock_item_id: int
    lead_days: int = 0
    preorder_on: date | None = None


def of(session: Session, asked: Iterable[Asked]) -> dict[int, Supply]:
    """The supply of many items in one statement: a row for each item and week that has begun to sell."""
    wanted = {one.stock_item_id: one for one in asked}
    if not wanted:
        return {}
    last_week = capacity.monday(clock.today()) - timedelta(days=1)
    rows = session.execute(
        select(
            StockLevel.stock_item_id,
            (FREE + holds.still_counted(StockLevel.stock_item_id)).label("free"),
            StockLevel.weekly_capacity,
            lots.oldest_of(session, StockLevel.stock_item_id).label("best_before"),
            Producer,
            CapacityWeek.week,
            (CapacityWeek.capacity - CapacityWeek.promised).label("left"),
        )
        .join(StockItem, StockItem.id == StockLevel.stock_item_id)
        .join(Producer, Producer.id == StockItem.producer_id)
        .outerjoin(
            CapacityWeek,
            and_(CapacityWeek.stock_item_id == StockLevel.stock_item_id, CapacityWeek.week > last_week),
        )
        .where(StockLevel.stock_item_id.in_(list(wanted)))
    ).all()
    left: dict[int, dict[date, int]] = defaultdict(dict)
    for row in rows:
        if row.week is not None:
            left[row.stock_item_id][row.week] = int(row.left)
    return {
        row.stock_item_id: Supply(
            free=int(row.free),
            weekly=row.weekly_capacity,
            lead_days=wanted[row.stock_item_id].lead_days,
            days=kitchen_days.of(row.Producer),
            day=preorder_day(wanted[row.stock_item_id].preorder_on),
            left=left[row.stock_item_id],
            best_before=row.best_before,
        )
        for row in rows
    }


def preorder_day(preorder_on: date | None) -> date | None:
    """The promised day while the pre-order runs: it ends when the day comes."""
    return preorder_on if preorder_on is not None and preorder_on > clock.today() else None
