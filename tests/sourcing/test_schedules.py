"""Several deliveries of a line: shares add up, times suit the outlet, and each becomes an order of its own."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel.errors import Invalid
from marketplace.sourcing import checks, purchase_orders, schedules
from marketplace.sourcing.requests import RequestDelivery
from marketplace.stock import capacity
from marketplace.trade import books
from marketplace.trade.orders import OrderGroup
from tests.cast import Maker
from tests.sourcing import requesting
from tests.sourcing.requesting import Hotel, draft, request, submit


@pytest.fixture
def hotel(session: Session) -> Hotel:
    return requesting.hotel(session)


@pytest.fixture
def maker(session: Session) -> Maker:
    return requesting.makers(session)[0]


def test_shares_add_up_and_every_delivery_is_an_order(session: Session, hotel: Hotel, maker: Maker) -> None:
    made = request(session, hotel, [(maker, 10)])
    part, line = schedules.plan(session, made).parts[0], made.lines[0].id
    schedules.save(
        session, made, maker.producer.id, [draft(part, 0, {line: 4}), draft(part, 1, {line: 6})],
        by=hotel.actors["sari"],
    )  # fmt: skip
    plan = schedules.plan(session, made)
    assert (plan.goods, plan.delivery) == (180_000, 20_000)
    submit(session, hotel, made)
    orders = session.get_one(OrderGroup, made.group_id).orders
    assert [(order.lines[0].quantity, order.promised_on) for order in orders] == [
        (4, part.ways[0].times[0].day), (6, part.ways[0].times[1].day),
    ]  # fmt: skip
    facts = purchase_orders.of_request(session, made.id)[0].valid.facts
    assert [row["lines"][0]["packs"] for row in facts["deliveries"]] == [4, 6]
    assert facts["lines"][0]["packs"] == 10 and books.faults(session) == []


@pytest.mark.parametrize("shares", [(4, 5), (4, 7), (10, 0), (-1, 11)])
def test_shares_that_do_not_add_up_are_refused(
    session: Session, hotel: Hotel, maker: Maker, shares: tuple[int, int]
) -> None:
    made = request(session, hotel, [(maker, 10)])
    part, line = schedules.plan(session, made).parts[0], made.lines[0].id
    drafts = [draft(part, nth, {line: packs}) for nth, packs in enumerate(shares)]
    with pytest.raises(Invalid):
        schedules.save(session, made, maker.producer.id, drafts, by=hotel.actors["sari"])
    assert len(made.deliveries) == 1


def test_a_line_that_grew_after_the_split_is_said(session: Session, hotel: Hotel, maker: Maker) -> None:
    made = request(session, hotel, [(maker, 10)])
    part, line = schedules.plan(session, made).parts[0], made.lines[0]
    drafts = [draft(part, 0, {line.id: 4}), draft(part, 1, {line.id: 6})]
    schedules.save(session, made, maker.producer.id, drafts, by=hotel.actors["sari"])
    line.quantity = 12
    found = checks.troubles(schedules.plan(session, made))
    assert [(one.kind, one.facts["planned"], one.facts["packs"]) for one in found] == [("shares", 10, 12)]


def test_only_receiving_hours_are_offered_and_others_are_said(session: Session, hotel: Hotel, maker: Maker) -> None:
    made = request(session, hotel, [(maker, 10)])
    part = schedules.plan(session, made).parts[0]
    own = next(way for way in part.ways if way.kind == "own")
    assert {time.day.weekday() for time in own.times} == set(range(6))
    weekday = own.times[0].day.weekday()
    hotel.outlet.receiving = {str(weekday): [780, 960]}
    session.flush()
    found = checks.troubles(schedules.plan(session, made))
    assert [one.kind for one in found] == ["time"]
    hotel.outlet.receiving = {str((weekday + 1) % 7): [480, 960]}
    session.flush()
    assert [one.kind for one in checks.troubles(schedules.plan(session, made))] == ["hours"]


def test_what_must_be_made_first_cannot_come_tomorrow(session: Session, hotel: Hotel, maker: Maker) -> None:
    maker.product.lead_days = 5
    capacity.set_weekly(session, maker.variant.stock_item_id, 10_000, by=maker.actor)
    made = request(session, hotel, [(maker, 10)])
    made.lines[0].quantity = 60
    found = checks.troubles(schedules.plan(session, made))
    assert [one.kind for one in found] == ["early"]
    first = schedules.plan(session, made).parts[0]
    schedules.save(session, made, maker.producer.id, [schedules.proposal(first)], by=hotel.actors["sari"])  # type: ignore[list-item]
    assert checks.troubles(schedules.plan(session, made)) == []


def test_a_quoted_way_keeps_its_fee_on_any_day_of_the_outlet(session: Session, hotel: Hotel, maker: Maker) -> None:
    made = request(session, hotel, [(maker, 10)])
    made.deliveries[:] = [RequestDelivery(producer_id=maker.producer.id, fee=25_000)]
    session.flush()
    way = schedules.plan(session, made).parts[0].ways[0]
    assert (way.kind, way.fee) == ("quoted", 25_000) and all(time.day.weekday() < 6 for time in way.times)
    chosen = schedules.Draft("", way.times[3].key)
    schedules.save(session, made, maker.producer.id, [chosen], by=hotel.actors["sari"])
    submit(session, hotel, made)
    order = session.get_one(OrderGroup, made.group_id).orders[0]
    assert (order.delivery_fee, order.promised_on, order.delivery_kind) == (25_000, way.times[3].day, "own")
