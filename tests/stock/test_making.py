"""The shelf first, then the coming weeks; pre-orders within their cap; days the kitchen works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import SYSTEM, guest
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people.kitchen_days import KitchenDays
from marketplace.stock import allocations, capacity, holds, levels, shelf, supply
from marketplace.stock.capacity import CapacityOverride, CapacityWeek
from marketplace.stock.levels import OutOfStock, StockLevel
from marketplace.trade import books
from tests import cast


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    """Five packs on the shelf and ten a week, ready three days later."""
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=5, phone="+6281200000901")
    made.product.lead_days = 3
    capacity.set_weekly(session, made.variant.stock_item_id, 1000, by=made.actor)
    return made


def hold(session: Session, item: int, packs: int, **how: object) -> holds.Hold:
    until = clock.now() + timedelta(minutes=15)
    return holds.take(session, [holds.Wanted(item, packs * 100, **how)], until=until)  # type: ignore[arg-type]


def shares(made: holds.Hold) -> list[int]:
    return [line.quantity // 100 for line in sorted(made.lines, key=lambda line: line.week or date.min)]


def test_the_shelf_gives_first_and_the_weeks_the_rest(session: Session, maker: cast.Maker) -> None:
    item = maker.variant.stock_item_id
    taken = hold(session, item, 18, lead_days=3)
    assert shares(taken) == [5, 10, 3] and taken.lines[0].week is None
    claims = [allocations.Claim("line:1", item, 700), allocations.Claim("line:2", item, 1100)]
    made = allocations.from_hold(session, taken, claims)
    assert [(row.reference, row.lot_id is not None, row.quantity) for row in made] == [
        ("line:1", True, 500), ("line:1", False, 200), ("line:2", False, 800), ("line:2", False, 300),
    ]  # fmt: skip
    assert books.stock_faults(session) == []
    allocations.release(session, ["line:1", "line:2"])
    assert levels.free(session, item) == 500
    assert session.scalars(select(CapacityWeek.promised)).all() == [0, 0]
    assert books.stock_faults(session) == []


def test_more_than_shelf_and_weeks_is_refused_whole(session: Session, maker: cast.Maker) -> None:
    with pytest.raises(OutOfStock), session.begin_nested():
        hold(session, maker.variant.stock_item_id, 86, lead_days=3)
    session.expire_all()
    assert session.get_one(StockLevel, maker.variant.stock_item_id).held == 0
    assert books.stock_faults(session) == []
    assert hold(session, maker.variant.stock_item_id, 85, lead_days=3)


def test_a_production_serves_first_whom_it_is_promised(session: Session, maker: cast.Maker) -> None:
    item = maker.variant.stock_item_id
    taken = hold(session, item, 12, lead_days=3)
    allocations.from_hold(session, taken, [allocations.Claim("line:1", item, 1200)])
    lot = shelf.produce(session, item, 1000, produced_on=clock.today(), best_before=None, by=maker.actor)
    assert (lot.allocated, levels.free(session, item)) == (700, 300)
    assert sum(row.quantity for row in allocations.of(session, ["line:1"]) if row.state == "open") == 1200
    assert books.stock_faults(session) == []
    allocations.send(session, ["line:1"], by=maker.actor)
    session.expire_all()
    assert session.get_one(StockLevel, item).on_hand == 300
    assert session.scalars(select(CapacityWeek.promised)).one() == 700, "the week was used for it"
    assert books.stock_faults(session) == []


def test_the_earliest_day_follows_the_quantity(session: Session, maker: cast.Maker) -> None:
    stock = supply.of(session, [supply.Asked(maker.variant.stock_item_id, 3)])[maker.variant.stock_item_id]
    assert stock.earliest(500) == clock.today()
    soon, later = stock.earliest(600), stock.earliest(1600)
    assert soon is not None and soon >= clock.today() + timedelta(days=3)
    assert later is not None and later > soon
    assert stock.most == 8500 and stock.earliest(8600) is None


def test_a_pre_order_sells_its_cap_and_no_more(session: Session, maker: cast.Maker) -> None:
    item, day = maker.variant.stock_item_id, clock.today() + timedelta(days=30)
    capacity.set_day(session, item, day, 800, by=maker.actor)
    hold(session, item, 6, lead_days=3, day=day)
    with pytest.raises(OutOfStock), session.begin_nested():
        hold(session, item, 3, lead_days=3, day=day)
    stock = supply.of(session, [supply.Asked(item, 3, day)])[item]
    assert (stock.most, stock.earliest(200), stock.earliest(300)) == (200, day, None)
    with pytest.raises(capacity.BelowPromised) as refusal:
        capacity.set_day(session, item, day, 500, by=maker.actor)
    assert refusal.value.facts["promised"] == 600
    capacity.set_day(session, item, day, 600, by=maker.actor)
    assert books.stock_faults(session) == []


def test_the_pre_order_ends_with_its_day(session: Session, later: Callable[..., None]) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    assert supply.preorder_day(tomorrow) == tomorrow
    later(days=1)
    assert supply.preorder_day(tomorrow) is None


def test_an_override_is_named_reasoned_and_kept(session: Session, maker: cast.Maker) -> None:
    item, week = maker.variant.stock_item_id, capacity.monday(clock.today() + timedelta(days=3))
    hold(session, item, 15, lead_days=3)
    for actor in (SYSTEM, guest()):
        with pytest.raises(NotAllowed):
            capacity.override(session, item, week, 200, "pesanan hotel", by=actor)
    with pytest.raises(Invalid):
        capacity.override(session, item, week, 200, "  ", by=maker.actor)
    capacity.override(session, item, week, 200, "pesanan hotel", by=maker.actor)
    row = session.scalars(select(CapacityOverride)).one()
    assert (row.extra, row.reason, row.by_name) == (200, "pesanan hotel", maker.actor.name)
    assert events.history(session, f"item:{item}")[-1].verb == "capacity_override"
    assert shares(hold(session, item, 2, lead_days=3)) == [2]
    capacity.set_weekly(session, item, 300, by=maker.actor)
    session.expire_all()
    assert session.get_one(CapacityWeek, (item, week)).capacity == 1200, "never below what is promised"
    assert books.stock_faults(session) == []


def test_days_follow_the_kitchen() -> None:
    monday = date(2026, 11, 30)
    every_day, weekend = KitchenDays(), KitchenDays(frozenset({5, 6}))
    assert every_day.ready_in(monday, date(2026, 11, 27)) == date(2026, 12, 4)
    assert every_day.ready_in(monday, date(2026, 12, 2)) == date(2026, 12, 2)
    assert weekend.ready_in(monday, date(2026, 11, 27)) == date(2026, 12, 5)
    away = KitchenDays(frozenset({0, 3}), date(2026, 11, 30), date(2026, 12, 6))
    assert away.ready_in(monday, monday) is None
    assert away.next_making(monday) == date(2026, 12, 7) and away.next_open(monday) == date(2026, 12, 7)
    assert away.next_open(date(2026, 11, 29)) == date(2026, 11, 29)


def test_a_holiday_moves_the_days_and_takes_its_week(session: Session, maker: cast.Maker) -> None:
    item = maker.variant.stock_item_id
    maker.producer.closed_from, maker.producer.closed_until = clock.today(), clock.today() + timedelta(days=20)
    session.flush()
    stock = supply.of(session, [supply.Asked(item, 3)])[item]
    assert stock.earliest(100) == clock.today() + timedelta(days=21)
    assert (stock.earliest(600) or clock.today()) > clock.today() + timedelta(days=20)
    week = hold(session, item, 6, lead_days=3).lines[-1].week
    assert week is not None and week + timedelta(days=6) > clock.today() + timedelta(days=20)
