"""What a maker offers decides what a buyer may choose; holidays and hours are obeyed everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import joining, shop_settings, users
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.stock import weekly
from marketplace.stock.capacity import CapacityWeek, monday
from marketplace.stock.levels import StockLevel
from marketplace.trade import advice, checklist, delivery, paying, shelf, showcase, ways, zones
from marketplace.trade.delivery import CourierRate, Option, Parcel
from marketplace.trade.orders import OrderGroup
from marketplace.trade.slots import Slot
from tests import cast
from tests.shopping import InProcess, fill, to_review

OFFICER = Actor("user", "Petugas", roles=frozenset({"officer"}))


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def offered(session: Session, shop: Producer, ready: date | None = None) -> dict[str, Option]:
    place = session.get(Kelurahan, cast.DAMAI)
    parcel = Parcel(shop, 500, 1000, 50_000, shop.open_from(ready or clock.today()))
    return {way.kind: way for way in delivery.options(session, [parcel], place)[shop.id]}


def go_away(session: Session, maker: cast.Maker, start: int, end: int) -> date:
    today = clock.today()
    first, last = today + timedelta(days=start), today + timedelta(days=end)
    shop_settings.close(session, maker.producer, first, last, "", by=maker.actor)
    return last


def test_no_window_lies_in_a_holiday_however_long(session: Session, maker: cast.Maker) -> None:
    last = go_away(session, maker, 0, 40)
    for kind in ("own", "pickup"):
        days = [window.day for window in offered(session, maker.producer)[kind].windows]
        assert days and min(days) > last
    go_away(session, maker, 2, 30)
    days = [window.day for window in offered(session, maker.producer)["own"].windows]
    assert days and not [day for day in days if maker.producer.closed_on(day)]


def test_the_shelf_and_the_product_page_tell_it(session: Session, maker: cast.Maker) -> None:
    choice = shelf.Choice(producer_id=maker.producer.id)
    assert shelf.listing(session, choice).cards[0].closed_until is None
    go_away(session, maker, 1, 4)
    assert shelf.listing(session, choice).cards[0].closed_until is None
    last = go_away(session, maker, 0, 4)
    assert shelf.listing(session, choice).cards[0].closed_until == last
    assert showcase.of(session, maker.product.slug).variants[0].earliest == last + timedelta(days=1)
    maker.product.made_to_order, maker.product.lead_days = True, 2
    session.get_one(StockLevel, maker.variant.stock_item_id).weekly_capacity = 10_000
    session.flush()
    earliest = showcase.of(session, maker.product.slug).variants[0].earliest
    assert earliest is not None and earliest > last


def test_who_collects_finds_the_door_open(session: Session, maker: cast.Maker) -> None:
    shop_settings.set_hours(session, maker.producer, {1: (540, 720), 3: (600, 1020)}, by=maker.actor)
    pickup = offered(session, maker.producer)["pickup"].windows
    assert {window.day.weekday() for window in pickup} == {1}
    assert len({window.day.weekday() for window in offered(session, maker.producer)["own"].windows}) > 1


def test_a_new_maker_offers_door_and_couriers_once_the_place_is_told(session: Session) -> None:
    session.add(CourierRate(courier="Kurir", kecamatan_code="64.71.06", per_kg=9_000, days=1, valid_from=clock.today()))
    user = joining.join(session, name="Siti", phone="+6281234500001", by=guest())
    assert user is not None
    by = users.as_actor(session, user)
    shop = session.get_one(Producer, min(by.producer_ids))
    assert [step.done for step in checklist.of(session, shop)] == [False] * 5
    with pytest.raises(Invalid):
        ways.collect(session, shop, True, by=by)
    assert shop_settings.locate(session, shop, kelurahan=cast.DAMAI, street="RT 5", by=by)
    ways.propose(session, shop, by=by)
    assert set(offered(session, shop)) == {"pickup", "courier"}
    assert offered(session, shop)["pickup"].detail == "RT 5, Damai."
    assert not shop_settings.locate(session, shop, kelurahan="64.71.01.1004", street="RT 9", by=by)
    ways.tell_place(session, shop)
    assert offered(session, shop)["pickup"].detail.startswith("RT 9, Manggar Baru")
    shop_settings.describe(session, shop, name="Dapur Siti", story="Sejak 2001.", by=by)
    shop_settings.set_hours(session, shop, {0: (480, 1200)}, by=by)
    ways.follow_hours(session, shop, by=by)
    windows = offered(session, shop)["pickup"].windows
    assert {(w.day.weekday(), w.starts, w.ends) for w in windows} == {(0, 480, 720), (0, 720, 960), (0, 960, 1200)}
    steps = checklist.of(session, shop)
    assert [step.code for step in steps if step.done] == ["shop", "ways"] and checklist.percent(steps) == 40
    ways.collect(session, shop, False, by=by)
    ways.use_couriers(session, shop, [], by=by)
    assert offered(session, shop) == {}


def test_the_own_round_is_what_the_maker_says(session: Session, maker: cast.Maker) -> None:
    ways.deliver(
        session, maker.producer, fees={"64.71.06": 12_000}, free_from=40_000, days=[2], parts=["sore"], places=3,
        by=maker.actor,
    )  # fmt: skip
    own = offered(session, maker.producer)["own"]
    assert own.fee == 0 and {(w.day.weekday(), w.starts, w.left) for w in own.windows} == {(2, 1020, 3)}
    old = session.scalars(select(Slot).where(Slot.kind == "own", Slot.starts == 540)).all()
    assert len(old) == 7 and all(slot.retired_at for slot in old)
    ways.deliver(session, maker.producer, fees={}, free_from=None, days=[], parts=[], places=3, by=maker.actor)
    assert "own" not in offered(session, maker.producer)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fees": {"99": 1}}, "fees"), ({"fees": {"64.71.06": 2_000_000}}, "fees"), ({"days": []}, "days"),
        ({"days": [9]}, "days"), ({"parts": ["malam"]}, "parts"), ({"places": 0}, "places"),
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused(
    session: Session, maker: cast.Maker, wrong: dict[str, object], field: str
) -> None:
    said: dict[str, object] = {
        "fees": {"64.71.06": 1_000},
        "free_from": None,
        "days": [1],
        "parts": ["pagi"],
        "places": 5,
    }
    with pytest.raises(Invalid) as refused:
        ways.deliver(session, maker.producer, **{**said, **wrong}, by=maker.actor)  # type: ignore[arg-type]
    assert list(refused.value.facts["errors"]) == [field]  # type: ignore[call-overload]


def test_ways_are_the_makers_own_matter(session: Session, maker: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    with pytest.raises(NotFound):
        ways.collect(session, maker.producer, False, by=other.actor)
    with pytest.raises(NotFound):
        ways.use_couriers(session, maker.producer, [], by=other.actor)
    with pytest.raises(Invalid):
        ways.use_couriers(session, maker.producer, ["Siapa"], by=maker.actor)


def test_a_smaller_week_keeps_what_is_promised(session: Session, maker: cast.Maker) -> None:
    item, week = maker.variant.stock_item_id, monday(clock.today())
    session.get_one(StockLevel, item).weekly_capacity = 5_000
    for later in (0, 1):
        promised = 3_000 if later == 0 else 0
        session.add(
            CapacityWeek(stock_item_id=item, week=week + timedelta(weeks=later), capacity=5_000, promised=promised)
        )
    session.flush()
    weekly.set_weekly(session, item, 2_000, by=maker.actor)
    session.expire_all()
    rows = session.scalars(select(CapacityWeek).order_by(CapacityWeek.week)).all()
    assert [(row.capacity, row.promised) for row in rows] == [(3_000, 3_000), (2_000, 0)]
    assert [(told.amount, told.content) for told in weekly.of_producer(session, maker.producer.id)] == [(2_000, 100)]


def test_advice_stands_beside_its_thing_until_it_is_done(session: Session, maker: cast.Maker) -> None:
    shop = advice.pin(session, maker.producer, "Tulis jam buka.", by=OFFICER)
    good = advice.pin(session, maker.producer, "Foto lagi.", product=maker.product, by=OFFICER)
    assert advice.open_for(session, maker.producer.id) == {shop.subject: [shop], good.subject: [good]}
    advice.tick(session, shop.public_id, True, by=maker.actor)
    assert advice.open_for(session, maker.producer.id) == {good.subject: [good]}
    assert advice.counts(session, [maker.producer.id]) == {maker.producer.id: (1, 1)}
    advice.tick(session, shop.public_id, False, by=maker.actor)
    assert shop.done_at is None
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    with pytest.raises(NotFound):
        advice.tick(session, good.public_id, True, by=other.actor)
    with pytest.raises(NotAllowed):
        advice.pin(session, maker.producer, "Saya sendiri", by=maker.actor)
    with pytest.raises(NotFound):
        advice.pin(session, maker.producer, "Salah toko", product=other.product, by=OFFICER)
    with pytest.raises(Invalid):
        advice.pin(session, maker.producer, " \n ", by=OFFICER)


def test_money_that_comes_late_books_no_window_in_a_holiday(
    client: FlaskClient, session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    cast.finance(session)
    browser = InProcess(client.application.test_client())
    fill(browser, {maker.variant.id: 1})
    hidden = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
    browser.post("/checkout/periksa", hidden or {})
    session.expire_all()
    group = session.scalars(select(OrderGroup)).one()
    order = group.orders[0]
    assert order.slot_id is not None and order.promised_on is not None
    later(minutes=70)
    paying.expire(session, group, by=SYSTEM)
    days = (order.promised_on - clock.today()).days
    go_away(session, maker, days, days)
    paying.confirm(session, group, by=cast.FINANCE)
    assert order.state == "placed" and order.slot_id is None and order.window_starts is None


def test_a_closed_kelurahan_is_not_reached_until_it_opens_again(session: Session, maker: cast.Maker) -> None:
    everywhere = {place.code for zone in zones.listed(session) for place in zone.places}
    assert set(offered(session, maker.producer)) == {"own", "pickup"}
    with pytest.raises(Invalid):
        zones.bring_to(session, everywhere - {cast.DAMAI}, " ", by=OFFICER)
    with pytest.raises(Invalid):
        zones.bring_to(session, [], "banjir", by=OFFICER)
    assert zones.bring_to(session, everywhere - {cast.DAMAI}, "banjir", by=OFFICER)
    assert set(offered(session, maker.producer)) == {"pickup"}
    assert zones.bring_to(session, everywhere, "", by=OFFICER) and not zones.bring_to(
        session, everywhere, "", by=OFFICER
    )
    assert set(offered(session, maker.producer)) == {"own", "pickup"}
