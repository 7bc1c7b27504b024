"""Weekly capacity of goods made to order, promised week by week and never beyond."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import changed, clock, upsert
from marketplace.kernel.db import Base

from .levels import OutOfStock, StockLevel

WEEKS_AHEAD = 8


class CapacityWeek(Base):
    """What one week can make of one item, and what of it is promised. `week` is a Monday."""

    __tablename__ = "capacity_weeks"
    __table_args__ = (CheckConstraint("promised >= 0 AND promised <= capacity", name="promised"),)

    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    capacity: Mapped[int]
    promised: Mapped[int] = mapped_column(default=0)


class CapacityOverride(Base):
    """Append-only: who let a week promise `extra` base units more, and why (F40)."""

    __tablename__ = "capacity_overrides"
    __table_args__ = (CheckConstraint("extra > 0", name="extra"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), index=True)
    week: Mapped[date]
    extra: Mapped[int]
    reason: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True)
class Share:
    """How much of one week is taken."""

    week: date
    quantity: int


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def take(session: Session, stock_item_id: int, quantity: int, lead_days: int) -> list[Share]:
    """Promise `quantity` from the earliest weeks after the lead time; raise OutOfStock."""
    shares, missing = [], quantity
    for week in _weeks(lead_days):
        _ensure(session, stock_item_id, week)
        share = _take_from(session, stock_item_id, week, missing)
        if share:
            shares.append(Share(week, share))
            missing -= share
        if missing == 0:
            return shares
    raise OutOfStock(stock_item_id=stock_item_id, wanted=quantity)


def give_back(session: Session, stock_item_id: int, week: date, quantity: int) -> None:
    """Free a promise."""
    session.execute(
        update(CapacityWeek)
        .where(
            CapacityWeek.stock_item_id == stock_item_id,
            CapacityWeek.week == week,
            CapacityWeek.promised >= quantity,
        )
        .values(promised=CapacityWeek.promised - quantity)
    )


def ready_on(week: date, lead_days: int) -> date:
    """The promised date for goods made in `week`: after the lead time, a later week on its Friday."""
    first = clock.today() + timedelta(days=lead_days)
    return max(first, week + timedelta(days=4)) if week > monday(first) else first


def earliest(session: Session, stock_item_id: int, quantity: int, lead_days: int) -> date | None:
    """The date by which `quantity` could be ready, nothing when eight weeks are full (F17)."""
    weekly = session.scalar(select(StockLevel.weekly_capacity).where(StockLevel.stock_item_id == stock_item_id))
    weeks = _weeks(lead_days)
    rows = session.execute(
        select(CapacityWeek.week, CapacityWeek.capacity - CapacityWeek.promised).where(
            CapacityWeek.stock_item_id == stock_item_id, CapacityWeek.week.in_(weeks)
        )
    )
    return first_fit(weeks, {week: int(left) for week, left in rows}, weekly or 0, quantity, lead_days)


def first_fit(weeks: list[date], left: dict[date, int], weekly: int, quantity: int, lead_days: int) -> date | None:
    """Walk the weeks until `quantity` fits; a week without a row has its whole capacity left."""
    for week in weeks:
        quantity -= left.get(week, weekly)
        if quantity <= 0:
            return ready_on(week, lead_days)
    return None


def _weeks(lead_days: int) -> list[date]:
    first = monday(clock.today() + timedelta(days=lead_days))
    return [first + timedelta(weeks=n) for n in range(WEEKS_AHEAD)]


def _ensure(session: Session, stock_item_id: int, week: date) -> None:
    weekly = select(StockLevel.weekly_capacity).where(StockLevel.stock_item_id == stock_item_id)
    session.execute(
        upsert.insert(session, CapacityWeek)
        .values(stock_item_id=stock_item_id, week=week, capacity=weekly.scalar_subquery(), promised=0)
        .on_conflict_do_nothing()
    )


def _take_from(session: Session, stock_item_id: int, week: date, wanted: int) -> int:
    where = (CapacityWeek.stock_item_id == stock_item_id) & (CapacityWeek.week == week)
    left = session.scalar(select(CapacityWeek.capacity - CapacityWeek.promised).where(where).with_for_update())
    share = min(wanted, int(left or 0))
    if share <= 0:
        return 0
    result = changed.rows(
        session,
        update(CapacityWeek)
        .where(where, CapacityWeek.capacity - CapacityWeek.promised >= share)
        .values(promised=CapacityWeek.promised + share),
    )
    if result != 1:
        raise OutOfStock(stock_item_id=stock_item_id, wanted=wanted)
    return share
