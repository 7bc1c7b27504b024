"""What a maker tells about the shop, and the hours that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.people import opening, shop_settings
from tests import cast

STRANGER = Actor("user", "Lain", producer_ids=frozenset({10_000}))


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def test_each_change_is_written_down_with_its_maker(session: Session, maker: cast.Maker) -> None:
    shop, by = maker.producer, maker.actor
    shop_settings.describe(session, shop, name="  Dapur\u202e  Baru ", story="Sejak 1998.\n", by=by)
    shop_settings.set_minimum(session, shop, 50_000, by=by)
    shop_settings.set_production_days(session, shop, [4, 0, 4], by=by)
    assert (shop.name, shop.story, shop.minimum_order, shop.production_days) == (
        "Dapur Baru", "Sejak 1998.", 50_000, [0, 4],
    )  # fmt: skip
    assert [event.verb for event in events.history(session, shop.subject)] == [
        "described", "minimum_changed", "production_days_changed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "act",
    [
        lambda s, shop, by: shop_settings.describe(s, shop, name="X", story="", by=by),
        lambda s, shop, by: shop_settings.set_minimum(s, shop, 0, by=by),
        lambda s, shop, by: shop_settings.set_hours(s, shop, {}, by=by),
        lambda s, shop, by: shop_settings.close(s, shop, clock.today(), clock.today(), "", by=by),
        lambda s, shop, by: shop_settings.locate(s, shop, kelurahan=cast.DAMAI, street="x", by=by),
    ],
)
def test_a_stranger_changes_nothing(session: Session, maker: cast.Maker, act: Callable[..., None]) -> None:
    with pytest.raises(NotFound):
        act(session, maker.producer, STRANGER)
    assert events.history(session, maker.producer.subject) == []


@pytest.mark.parametrize(
    ("first", "last", "field", "reason"),
    [(-1, 3, "first", "past"), (3, 1, "last", "reversed"), (0, 400, "last", "long")],
)
def test_a_holiday_in_the_past_or_backwards_is_refused(
    session: Session, maker: cast.Maker, first: int, last: int, field: str, reason: str
) -> None:
    today = clock.today()
    with pytest.raises(Invalid) as refused:
        shop_settings.close(
            session, maker.producer, today + timedelta(days=first), today + timedelta(days=last), "", by=maker.actor
        )
    assert refused.value.facts["errors"] == {field: reason}


def test_a_running_holiday_can_be_made_longer(session: Session, maker: cast.Maker, later: Callable[..., None]) -> None:
    first = clock.today()
    shop_settings.close(session, maker.producer, first, first + timedelta(days=3), "", by=maker.actor)
    later(days=2)
    shop_settings.close(session, maker.producer, first, first + timedelta(days=6), "", by=maker.actor)
    assert maker.producer.open_from(clock.today()) == first + timedelta(days=7)
    shop_settings.reopen(session, maker.producer, by=maker.actor)
    assert maker.producer.open_from(clock.today()) == clock.today()


@pytest.mark.parametrize("hours", [{0: (600, 600)}, {0: (700, 600)}, {0: (-5, 60)}, {0: (600, 1441)}, {7: (1, 2)}])
def test_hours_must_be_hours(session: Session, maker: cast.Maker, hours: shop_settings.Hours) -> None:
    with pytest.raises(Invalid):
        shop_settings.set_hours(session, maker.producer, hours, by=maker.actor)


def test_the_page_says_open_now_or_when_next(session: Session, maker: cast.Maker) -> None:
    shop = maker.producer
    assert opening.now(shop).state == "unknown"
    shop_settings.set_hours(session, shop, {0: (480, 1020), 2: (540, 720)}, by=maker.actor)
    monday = clock.today() - timedelta(days=clock.today().weekday()) + timedelta(weeks=1)
    told = []
    for day, minutes in ((0, 479), (0, 480), (0, 1020), (1, 600), (2, 720)):
        with clock.pretend(clock.at(monday + timedelta(days=day), minutes)):
            now = opening.now(shop)
            told.append((now.state, now.minutes, (now.day - monday).days if now.day else None))
    assert told == [("soon", 480, 0), ("open", 1020, 0), ("next", 540, 2), ("next", 540, 2), ("next", 480, 7)]


def test_a_holiday_closes_the_door_too(session: Session, maker: cast.Maker) -> None:
    shop = maker.producer
    shop_settings.set_hours(session, shop, {day: (0, 1440) for day in range(7)}, by=maker.actor)
    assert opening.now(shop).state == "open"
    shop_settings.close(session, shop, clock.today(), clock.today() + timedelta(days=2), "", by=maker.actor)
    now = opening.now(shop)
    assert (now.state, now.day) == ("next", clock.today() + timedelta(days=3))
    assert not opening.covers(shop, clock.today(), 540, 720)
