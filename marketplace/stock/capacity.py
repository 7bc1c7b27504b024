"""What a maker can still make: capacity promised week by week, or for one pre-order day, never beyond."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Select, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel import changed, clock, events, upsert
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.people import kitchen_days
from marketplace.people.kitchen_days import KitchenDays
from marketplace.people.producers import Producer

from .levels import OutOfStock, StockLevel

WEEKS_AHEAD = 8
EVERY_DAY = KitchenDays()


class BelowPromised(Refusal):
    """More is promised already; facts: promised (base units), week."""


class CapacityWeek(Base):
    """What one week can make of one item, and what of it is promised.

    `week` is a Monday, or the promised day of a pre-order whose cap this row then is.
    """

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
    for week in weeks_ahead(lead_days, days_of(session, stock_item_id)):
        _ensure(session, stock_item_id, week)
        share = _take_from(session, stock_item_id, week, missing)
        if share:
            shares.append(Share(week, share))
            missing -= share
        if missing == 0:
            return shares
    raise OutOfStock(stock_item_id=stock_item_id, wanted=quantity)


def take_day(session: Session, stock_item_id: int, quantity: int, day: date) -> Share:
    """Promise `quantity` from the cap of a pre-order day; raise OutOfStock. One statement."""
    result = changed.rows(
        session,
        update(CapacityWeek)
        .where(_row(stock_item_id, day), CapacityWeek.capacity - CapacityWeek.promised >= quantity)
        .values(promised=CapacityWeek.promised + quantity)
        .execution_options(synchronize_session=False),
    )
    if result != 1:
        raise OutOfStock(stock_item_id=stock_item_id, wanted=quantity)
    return Share(day, quantity)


def give_back(session: Session, stock_item_id: int, week: date, quantity: int) -> None:
    """Free a promise."""
    session.execute(
        update(CapacityWeek)
        .where(_row(stock_item_id, week), CapacityWeek.promised >= quantity)
        .values(promised=CapacityWeek.promised - quantity)
        .execution_options(synchronize_session=False)
    )


def set_day(session: Session, stock_item_id: int, day: date, cap: int, *, by: Actor) -> None:
    """Set what a pre-order day may promise; raise BelowPromised."""
    _ensure(session, stock_item_id, day, cap)
    done = changed.rows(
        session,
        update(CapacityWeek)
        .where(_row(stock_item_id, day), CapacityWeek.promised <= cap)
        .values(capacity=cap)
        .execution_options(synchronize_session=False),
    )
    if done != 1:
        raise BelowPromised(promised=promised(session, stock_item_id, day), week=day)
    events.record(session, subject(stock_item_id), "preorder_cap", by=by, day=day.isoformat(), cap=cap)


def cap_of(session: Session, stock_item_id: int, day: date) -> int | None:
    """What a pre-order day may promise in all; nothing when no cap was set."""
    return session.scalar(select(CapacityWeek.capacity).where(_row(stock_item_id, day)))


def set_weekly(session: Session, stock_item_id: int, weekly: int | None, *, by: Actor) -> None:
    """Set what a week can make. Weeks that have begun to sell follow, never below what they promised."""
    session.execute(
        update(StockLevel)
        .where(StockLevel.stock_item_id == stock_item_id)
        .values(weekly_capacity=weekly)
        .execution_options(synchronize_session=False)
    )
    this_week = monday(clock.today())
    mondays = [this_week + timedelta(weeks=n) for n in range(2 * WEEKS_AHEAD)]
    rows = session.scalars(
        select(CapacityWeek)
        .where(
            CapacityWeek.stock_item_id == stock_item_id,
            CapacityWeek.week.in_(mondays),
            CapacityWeek.week.not_in(_preorder_days(stock_item_id)),
        )
        .order_by(CapacityWeek.week)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for row in rows:
        row.capacity = max(row.promised, (weekly or 0) + _extra(session, stock_item_id, row.week))
    session.flush()
    events.record(session, subject(stock_item_id), "weekly_capacity", by=by, weekly=weekly)


def override(session: Session, stock_item_id: int, week: date, extra: int, reason: str, *, by: Actor) -> None:
    """Let a week promise `extra` more: a named person's decision, kept for good (F40).

    Raise NotAllowed for nobody in particular, Invalid without a reason or an amount.
    """
    if by.kind != "user":
        raise NotAllowed(verb="override", state=by.kind)
    if not reason.strip() or extra <= 0:
        raise Invalid(errors={"reason": "needed"} if extra > 0 else {"extra": "wrong"})
    week = monday(week)
    _ensure(session, stock_item_id, week)
    session.execute(
        update(CapacityWeek)
        .where(_row(stock_item_id, week))
        .values(capacity=CapacityWeek.capacity + extra)
        .execution_options(synchronize_session=False)
    )
    session.add(
        CapacityOverride(stock_item_id=stock_item_id, week=week, extra=extra, reason=reason[:300], by_name=by.name)
    )
    events.record(
        session, subject(stock_item_id), "capacity_override", by=by, week=week.isoformat(), extra=extra, reason=reason
    )


def promised(session: Session, stock_item_id: int, week: date) -> int:
    """Base units promised from a week or day."""
    return int(session.scalar(select(CapacityWeek.promised).where(_row(stock_item_id, week))) or 0)


def days_of(session: Session, stock_item_id: int) -> KitchenDays:
    """When the maker of an item produces and is open."""
    maker = session.scalars(
        select(Producer).join(StockItem, StockItem.producer_id == Producer.id).where(StockItem.id == stock_item_id)
    ).one()
    return kitchen_days.of(maker)


def ready_on(week: date, lead_days: int, days: KitchenDays = EVERY_DAY) -> date:
    """The promised date for goods made in `week`, on a day the maker produces and is open."""
    first = clock.today() + timedelta(days=lead_days)
    return days.ready_in(week, first) or days.next_making(max(first, week))


def first_fit(
    weeks: list[date], left: dict[date, int], weekly: int, quantity: int, lead_days: int, days: KitchenDays = EVERY_DAY
) -> date | None:
    """Walk the weeks until `quantity` fits; a week without a row has its whole capacity left."""
    for week in weeks:
        quantity -= left.get(week, weekly)
        if quantity <= 0:
            return ready_on(week, lead_days, days)
    return None


def weeks_ahead(lead_days: int, days: KitchenDays = EVERY_DAY) -> list[date]:
    """The Mondays of the weeks that can still make something after the lead time."""
    first = clock.today() + timedelta(days=lead_days)
    weeks = [monday(first) + timedelta(weeks=n) for n in range(WEEKS_AHEAD)]
    return [week for week in weeks if days.ready_in(week, first) is not None]


def subject(stock_item_id: int) -> str:
    """How a stock item is named in events."""
    return f"item:{stock_item_id}"


def _preorder_days(stock_item_id: int) -> Select[date | None]:
    """The pre-order days of an item: their rows are caps of their own, also on a Monday."""
    mine = Variant.stock_item_id == stock_item_id
    return (
        select(Product.preorder_on)
        .join(Variant, Variant.product_id == Product.id)
        .where(mine, Product.preorder_on.is_not(None))
    )


def _row(stock_item_id: int, week: date) -> ColumnElement[bool]:
    return (CapacityWeek.stock_item_id == stock_item_id) & (CapacityWeek.week == week)


def _extra(session: Session, stock_item_id: int, week: date) -> int:
    query = select(func.sum(CapacityOverride.extra)).where(
        CapacityOverride.stock_item_id == stock_item_id, CapacityOverride.week == week
    )
    return int(session.scalar(query) or 0)


def _ensure(session: Session, stock_item_id: int, week: date, cap: int | None = None) -> None:
    weekly = select(func.coalesce(StockLevel.weekly_capacity, 0)).where(StockLevel.stock_item_id == stock_item_id)
    session.execute(
        upsert.insert(session, CapacityWeek)
        .values(
            stock_item_id=stock_item_id,
            week=week,
            capacity=weekly.scalar_subquery() if cap is None else cap,
            promised=0,
        )
        .on_conflict_do_nothing()
    )


def _take_from(session: Session, stock_item_id: int, week: date, wanted: int) -> int:
    where = _row(stock_item_id, week)
    left = session.scalar(select(CapacityWeek.capacity - CapacityWeek.promised).where(where).with_for_update())
    share = min(wanted, int(left or 0))
    if share <= 0:
        return 0
    result = changed.rows(
        session,
        update(CapacityWeek)
        .where(where, CapacityWeek.capacity - CapacityWeek.promised >= share)
        .values(promised=CapacityWeek.promised + share)
        .execution_options(synchronize_session=False),
    )
    if result != 1:
        raise OutOfStock(stock_item_id=stock_item_id, wanted=wanted)
    return share
