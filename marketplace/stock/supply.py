"""What a buyer can have of an item, and by when: the shelf, the coming weeks, a pre-order's cap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import StockItem
from marketplace.kernel import clock
from marketplace.people import kitchen_days
from marketplace.people.kitchen_days import KitchenDays
from marketplace.people.producers import Producer

from . import capacity, holds
from .capacity import CapacityWeek
from .levels import FREE, StockLevel


@dataclass(frozen=True)
class Supply:
    """Base units: `free` on the shelf, `left` by week that has begun to sell, `weekly` for the others.

    With `day` the item sells for that pre-order day alone, from what its cap has `left`.
    """

    free: int
    weekly: int | None
    lead_days: int
    days: KitchenDays
    day: date | None = None
    left: Mapping[date, int] = field(default_factory=dict)

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
    """The supply of many items in a constant number of statements."""
    wanted = {one.stock_item_id: one for one in asked}
    over = holds.still_counted(session, wanted)
    rows = session.execute(
        select(StockLevel.stock_item_id, FREE.label("free"), StockLevel.weekly_capacity, Producer)
        .join(StockItem, StockItem.id == StockLevel.stock_item_id)
        .join(Producer, Producer.id == StockItem.producer_id)
        .where(StockLevel.stock_item_id.in_(list(wanted)))
    ).all()
    timed = [row[0] for row in rows if row[2] is not None or preorder_day(wanted[row[0]].preorder_on)]
    left = _left(session, timed)
    return {
        item: Supply(
            free=int(free) + over.get(item, 0),
            weekly=weekly,
            lead_days=wanted[item].lead_days,
            days=kitchen_days.of(maker),
            day=preorder_day(wanted[item].preorder_on),
            left=left[item],
        )
        for item, free, weekly, maker in rows
    }


def preorder_day(preorder_on: date | None) -> date | None:
    """The promised day while the pre-order runs: it ends when the day comes."""
    return preorder_on if preorder_on is not None and preorder_on > clock.today() else None


def _left(session: Session, items: list[int]) -> dict[int, dict[date, int]]:
    found: dict[int, dict[date, int]] = defaultdict(dict)
    if items:
        first = capacity.monday(clock.today()) - timedelta(days=1)
        rows = session.execute(
            select(CapacityWeek.stock_item_id, CapacityWeek.week, CapacityWeek.capacity - CapacityWeek.promised).where(
                CapacityWeek.stock_item_id.in_(items), CapacityWeek.week > first
            )
        )
        for item, week, amount in rows:
            found[item][week] = int(amount)
    return found
