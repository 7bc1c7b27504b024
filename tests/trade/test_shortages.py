"""Less than ordered: money, stock and promises follow, and nothing is ever lost."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from flask import render_template
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel import clock, events
from marketplace.kernel.actor import SYSTEM, guest
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.money import ledger
from marketplace.notices import recipients
from marketplace.stock import capacity, levels, lots, shelf
from marketplace.stock.levels import OutOfStock, StockLevel
from marketplace.trade import books, fulfilment, orders, owed, shorting
from marketplace.trade.orders import Order, Strike, subject
from marketplace.trade.slots import Slot, SlotDay
from tests import cast
from tests.trade.ordering import buy, two_makers


def accepted(
    client: FlaskClient, session: Session, packs: int = 4, method: str = "transfer"
) -> tuple[cast.Maker, Order]:
    amplang, _ = two_makers(session)
    group = buy(client, session, {amplang.variant.id: packs}, method)
    fulfilment.accept(session, group.orders[0], by=amplang.actor)
    return amplang, group.orders[0]


def to_the_door(session: Session, order: Order, maker: cast.Maker) -> None:
    if order.state == "accepted":
        fulfilment.make_ready(session, order, by=maker.actor)
    fulfilment.hand_over(session, order, by=maker.actor)
    fulfilment.deliver(session, order, by=maker.actor)


def test_what_is_dropped_is_owed_and_the_rest_is_earned(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session)
    line = order.lines[0]
    assert order.total == 4 * 18_000 + 10_000
    assert shorting.shorten(session, order, {line.id: 3}, by=maker.actor) is None
    assert (order.goods, order.shorted, order.total) == (72_000, 18_000, 64_000)
    assert (line.quantity, line.going, line.total) == (4, 3, 72_000)
    debt = owed.waiting(session)[0]
    assert (debt.amount, debt.reason) == (18_000, "short")
    assert books.faults(session) == []
    to_the_door(session, order, maker)
    fulfilment.receive(session, order, by=guest())
    assert ledger.balances(session, "payable") == {f"payable:{maker.producer.id}": -64_000}
    assert ledger.balances(session, "unique_codes")["unique_codes"] == -order.group.payment.code
    assert session.get_one(Product, maker.product.id).sold_count == 3
    assert books.faults(session) == []


def test_packs_that_are_not_there_leave_the_shelf(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session)
    shorting.shorten(session, order, {order.lines[0].id: 1}, by=maker.actor)
    level = levels.locked(session, maker.variant.stock_item_id)
    assert (level.on_hand, level.allocated) == (1700, 100)
    causes = session.execute(select(lots.Movement.cause, lots.Movement.quantity).order_by(lots.Movement.id)).all()
    assert ("short", -300) in [tuple(row) for row in causes]
    assert books.faults(session) == []


def test_cash_at_the_door_is_less(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session, method="cod")
    shorting.shorten(session, order, {order.lines[0].id: 2}, by=maker.actor)
    assert owed.waiting(session) == []
    to_the_door(session, order, maker)
    assert ledger.balances(session, "producer_cash") == {f"producer_cash:{maker.producer.id}": 46_000}
    assert order.group.payment.state == "collected"
    assert books.faults(session) == []


@pytest.mark.parametrize("method", ["transfer", "cod"])
def test_a_promised_rest_is_an_order_of_its_own(client: FlaskClient, session: Session, method: str) -> None:
    maker, order = accepted(client, session, method=method)
    day = clock.today() + timedelta(days=5)
    rest = shorting.shorten(session, order, {order.lines[0].id: 3}, later=day, by=maker.actor)
    assert rest is not None and rest.number == order.number + "B"
    assert (rest.state, rest.parent_id, rest.promised_on, rest.total, rest.delivery_fee) == (
        "accepted", order.id, day, 18_000, 0,
    )  # fmt: skip
    assert order.total == 64_000 and owed.waiting(session) == []
    assert [row.number for row in order.group.orders] == [order.number, rest.number]
    assert books.faults(session) == []
    to_the_door(session, order, maker)
    assert order.group.payment.state == ("paid" if method == "transfer" else "on_delivery")
    fulfilment.make_ready(session, rest, by=maker.actor)
    assert levels.locked(session, maker.variant.stock_item_id).allocated == 100
    fulfilment.hand_over(session, rest, by=maker.actor)
    fulfilment.deliver(session, rest, by=maker.actor)
    for part in (order, rest):
        fulfilment.receive(session, part, by=guest())
    assert ledger.balances(session, "payable") == {f"payable:{maker.producer.id}": -82_000}
    assert order.group.payment.state == ("paid" if method == "transfer" else "collected")
    assert session.get_one(StockLevel, maker.variant.stock_item_id).on_hand == 1500
    assert books.faults(session) == []


def test_a_rest_comes_in_the_hours_of_its_order_or_on_the_day_alone(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session)
    assert order.window_starts is not None
    first, second = (clock.today() + timedelta(days=days) for days in (3, 4))
    for slot in session.scalars(select(Slot).where(Slot.weekday == second.weekday())):
        slot.retired_at = clock.now()
    rest = shorting.shorten(session, order, {order.lines[0].id: 3}, later=first, by=maker.actor)
    assert rest is not None and (rest.window_starts, rest.window_ends) == (order.window_starts, order.window_ends)
    day = session.get_one(SlotDay, (rest.slot_id, first))
    assert day.booked == 1
    fulfilment.cancel(session, rest, by=guest())
    session.refresh(day)
    assert day.booked == 0
    alone = shorting.shorten(session, order, {order.lines[0].id: 2}, later=second, by=maker.actor)
    assert alone is not None and (alone.promised_on, alone.slot_id, alone.window_starts) == (second, None, None)


def test_a_rest_needs_stock_when_it_is_packed(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session, packs=10)
    tomorrow = clock.today() + timedelta(days=1)
    rest = shorting.shorten(session, order, {order.lines[0].id: 2}, later=tomorrow, by=maker.actor)
    assert rest is not None
    item = maker.variant.stock_item_id
    buy(client, session, {maker.variant.id: 10}, phone="0812-3456-7891")
    with pytest.raises(OutOfStock), session.begin_nested():
        fulfilment.make_ready(session, rest, by=maker.actor)
    session.refresh(rest)
    assert rest.state == "accepted"
    lots.receive(session, item, 800, code="A2", produced_on=clock.today(), best_before=None, by=SYSTEM)
    fulfilment.make_ready(session, rest, by=maker.actor)
    assert levels.locked(session, item).allocated == 2000
    assert books.faults(session) == []


def test_the_buyer_may_leave_a_rest_at_once(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session)
    rest = shorting.shorten(
        session, order, {order.lines[0].id: 3}, later=clock.today() + timedelta(days=2), by=maker.actor
    )
    assert rest is not None and rest.may("cancel_rest", "buyer") and not order.may("cancel_rest", "buyer")
    answer = client.post(f"/pesanan/{order.group.token}/{rest.number}/batal")
    assert answer.status_code == 303
    session.expire_all()
    assert rest.state == "cancelled" and order.state == "accepted"
    assert [row.amount for row in owed.waiting(session)] == [18_000]
    assert books.faults(session) == []


def test_the_code_goes_back_with_the_last_that_is_not_delivered(client: FlaskClient, session: Session) -> None:
    amplang, sambal = two_makers(session)
    group = buy(client, session, {amplang.variant.id: 3, sambal.variant.id: 1})
    one, two = group.orders
    fulfilment.accept(session, one, by=amplang.actor)
    rest = shorting.shorten(
        session, one, {one.lines[0].id: 2}, later=clock.today() + timedelta(days=2), by=amplang.actor
    )
    assert rest is not None
    shorting.shorten(session, one, {one.lines[0].id: 1}, by=amplang.actor)
    fulfilment.give_up(session, one, "Dapur banjir.", by=amplang.actor)
    fulfilment.decline(session, two, "Habis.", by=sambal.actor)
    assert sum(row.amount for row in owed.waiting(session)) == group.payment.amount - 18_000
    fulfilment.cancel(session, rest, by=guest())
    assert sum(row.amount for row in owed.waiting(session)) == group.payment.due
    assert set(ledger.balances(session, "order_funds").values()) == {0}
    assert books.faults(session) == []


def test_nothing_to_send_is_a_decline_with_the_delivery_fee(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session)
    with pytest.raises(shorting.NothingGoes):
        shorting.shorten(session, order, {order.lines[0].id: 0}, by=maker.actor)
    fulfilment.give_up(session, order, "Semua rusak.", by=maker.actor)
    assert order.state == "declined"
    assert owed.waiting(session)[0].amount == order.group.payment.due
    assert session.scalars(select(Strike.reason)).all() == ["gave_up"]
    assert books.faults(session) == []


def test_refusals(client: FlaskClient, session: Session) -> None:
    maker, order = accepted(client, session)
    line = order.lines[0].id
    tomorrow = clock.today() + timedelta(days=1)
    cases: list[tuple[type[Refusal], dict[int, int], object]] = [
        (shorting.NothingMissing, {line: 4}, None),
        (shorting.NothingMissing, {}, None),
        (shorting.WrongPacks, {line: 5}, None),
        (shorting.WrongPacks, {line: -1}, None),
        (shorting.WrongDay, {line: 3}, clock.today()),
        (shorting.WrongDay, {line: 3}, tomorrow + timedelta(days=60)),
    ]
    for kind, have, day in cases:
        with pytest.raises(kind):
            shorting.shorten(session, order, have, later=day, by=maker.actor)  # type: ignore[arg-type]
    to_the_door(session, order, maker)
    with pytest.raises(NotAllowed):
        shorting.shorten(session, order, {line: 3}, by=maker.actor)
    assert order.total == 82_000 and books.faults(session) == []


def test_goods_made_to_order_keep_their_week_or_give_it_back(client: FlaskClient, session: Session) -> None:
    amplang, _ = two_makers(session)
    amplang.product.made_to_order, amplang.product.lead_days = True, 3
    level = session.get_one(StockLevel, amplang.variant.stock_item_id)
    level.weekly_capacity = 1000
    shelf.sell_out(session, amplang.variant.stock_item_id, by=amplang.actor)
    group = buy(client, session, {amplang.variant.id: 6})
    order = group.orders[0]
    fulfilment.accept(session, order, by=amplang.actor)

    def promised() -> int:
        session.expire_all()
        return sum(row.promised for row in session.scalars(select(capacity.CapacityWeek)))

    line = order.lines[0].id
    rest = shorting.shorten(session, order, {line: 4}, later=clock.today() + timedelta(days=9), by=amplang.actor)
    assert rest is not None and promised() == 600
    shorting.shorten(session, order, {line: 3}, by=amplang.actor)
    assert promised() == 500
    fulfilment.make_ready(session, rest, by=amplang.actor)
    assert promised() == 500
    fulfilment.cancel(session, rest, by=guest())
    assert promised() == 300
    assert books.faults(session) == []


@pytest.mark.parametrize(
    ("method", "days", "sentence"),
    [
        ("transfer", None, "Rp18.000 kami kembalikan"),
        ("transfer", 3, "Anda boleh membatalkannya"),
        ("cod", None, "sekarang Rp64.000"),
    ],
)
def test_the_buyer_is_told_in_words(
    client: FlaskClient, session: Session, method: str, days: int | None, sentence: str
) -> None:
    maker, order = accepted(client, session, method=method)
    later = clock.today() + timedelta(days=days) if days else None
    shorting.shorten(session, order, {order.lines[0].id: 3}, later=later, by=maker.actor)
    told = next(event for event in events.history(session, subject(order)) if event.verb == "short")
    people = recipients.of(session, told).people
    assert [who.text for who in people] == ["buyer_short"]
    with client.application.test_request_context():
        text = render_template("messages/buyer_short.txt", event=told, group=order.group, order=order, who=people[0])
    assert "1 × Amplang Uji 100 g" in text and "Rp64.000" in text and sentence in text
    assert ("kami kembalikan" in text) == (method == "transfer" and later is None)


@pytest.mark.parametrize("seed", range(3))
def test_money_is_never_lost(client: FlaskClient, session: Session, seed: int) -> None:
    """Any sequence of shortages, cancellations and deliveries: what was paid is owed back, earned or the code."""
    dice = Random(seed)
    amplang, sambal = two_makers(session)
    makers = {amplang.producer.id: amplang, sambal.producer.id: sambal}
    method = "transfer" if seed % 3 else "cod"
    group = buy(client, session, {amplang.variant.id: 4, sambal.variant.id: 2}, method)
    for _ in range(14):
        order = dice.choice(orders.by_token(session, group.token).orders)
        maker = makers[order.producer_id].actor
        try:
            with session.begin_nested():
                _something(session, order, maker, dice)
        except Refusal:
            session.expire_all()
        assert books.faults(session) == []
    paid = group.payment.due if method == "transfer" else 0
    back = sum(row.amount for row in owed.waiting(session))
    held = -sum(ledger.balances(session, "order_funds").values())
    earned = -sum(ledger.balances(session, "payable").values()) - sum(
        ledger.balances(session, "producer_cash").values()
    )
    code = -ledger.balances(session, "unique_codes").get("unique_codes", 0)
    assert paid == back + held + earned + code


def _something(session: Session, order: Order, maker, dice: Random) -> None:  # type: ignore[no-untyped-def]
    acts = [
        lambda: fulfilment.accept(session, order, by=maker),
        lambda: fulfilment.accept(session, order, by=maker),
        lambda: fulfilment.make_ready(session, order, by=maker),
        lambda: fulfilment.hand_over(session, order, by=maker),
        lambda: fulfilment.deliver(session, order, by=maker),
        lambda: fulfilment.receive(session, order, by=guest()),
        lambda: fulfilment.cancel(session, order, by=guest()),
        lambda: fulfilment.give_up(session, order, "Habis.", by=maker),
        lambda: shorting.shorten(session, order, {line.id: dice.randint(0, 4) for line in order.lines}, by=maker),
        lambda: shorting.shorten(
            session,
            order,
            {line.id: dice.randint(0, 4) for line in order.lines},
            later=clock.today() + timedelta(days=dice.randint(1, 9)),
            by=maker,
        ),
    ]
    dice.choices(acts, [3, 3, 2, 2, 2, 1, 1, 1, 4, 4])[0]()
