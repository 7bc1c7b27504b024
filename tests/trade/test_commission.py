"""What the operator, the courier and the tax office get of a sale; the terms are those of the day of the sale."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from marketplace.catalog import categories
from marketplace.kernel import clock, rupiah, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.money import commission, courier_bills, ledger, receiving, tax_handed_on, withholding
from marketplace.trade import books, dealing, fulfilment, refunds, shorting
from marketplace.trade.orders import Order, OrderLine
from tests import cast
from tests.properties.profiles import few
from tests.trade.ordering import buy, two_makers

TODAY_RULE = {"by": cast.FINANCE}


def balance(session: Session, kind: str) -> int:
    return sum(ledger.balances(session, kind).values())


def deliver(session: Session, order: Order) -> Order:
    maker = Actor("user", "Maker", producer_ids=frozenset({order.producer_id}))
    for verb in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
        verb(session, order, by=maker)
    if order.state == "shipped":
        fulfilment.deliver(session, order, by=maker)
    if order.state == "arrived":
        fulfilment.receive(session, order, by=Actor("guest", "Ani"))
    return order


@given(
    st.integers(0, 10**9), st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any)
)  # fmt: skip
@few(examples=200)
def test_parts_add_up_to_all_and_never_to_more(amount: int, steps: list[int]) -> None:
    whole, done, given_back = sum(steps), 0, 0
    for step in steps:
        given_back += rupiah.part(amount, done + step, whole) - rupiah.part(amount, done, whole)
        done += step
        assert 0 <= given_back <= amount
    assert given_back == amount


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 90_000), st.integers(0, 3_000)), min_size=1, max_size=4),
    st.integers(0, 50_000),
    st.sampled_from(["producer", "courier"]),
    st.integers(0, 1_000),
    st.randoms(use_true_random=False),
)
@few(examples=300)
def test_refunds_in_any_pieces_give_back_what_everybody_got(lines, fee, fee_to, withheld, chance) -> None:  # type: ignore[no-untyped-def]
    order = Order(delivery_fee=fee, fee_to=fee_to, withheld_rate=withheld, goods=0, shorted=0)
    for number, (packs, price, rate) in enumerate(lines, start=1):
        line = OrderLine(id=number, quantity=packs, base_quantity=packs, unit_price=price, commission_rate=rate)
        line.commission = rupiah.share(line.total, rate)
        line.shortages = []
        order.lines.append(line)
    full = now = dealing.of(order, {}, 0)
    assert full.kept == sum(line.total for line in order.lines) + fee
    gone = {line.id: 0 for line in order.lines}
    while any(gone[line.id] < line.quantity for line in order.lines):
        line = chance.choice([line for line in order.lines if gone[line.id] < line.quantity])
        gone[line.id] += chance.randint(1, line.quantity - gone[line.id])
        then = dealing.of(order, gone, 0)
        assert then.commission <= now.commission and then.tax <= now.tax and then.kept < now.kept
        now = then
    assert dealing.of(order, gone, fee) == dealing.Deal(0, 0, 0, 0)


def test_the_most_specific_rule_wins_and_then_the_newest(session: Session) -> None:
    one, two = two_makers(session)
    [snack, *_] = categories.listed(session)
    today = clock.today()
    commission.add(session, 300, today, **TODAY_RULE)
    commission.add(session, 500, today, category=snack, **TODAY_RULE)
    commission.add(session, 100, today, producer=one.producer, **TODAY_RULE)
    commission.add(session, 200, today, producer=one.producer, **TODAY_RULE)
    commission.add(session, 50, today + timedelta(days=1), producer=one.producer, category=snack, **TODAY_RULE)
    rates = commission.Rates(session, today, [one.producer.id, two.producer.id])
    assert rates.of(two.producer.id, "KIN") == 300
    assert rates.of(two.producer.id, snack.code) == 500
    assert rates.of(one.producer.id, snack.code) == 200
    tomorrow = commission.Rates(session, today + timedelta(days=1), [one.producer.id])
    assert tomorrow.of(one.producer.id, snack.code) == 50


def test_without_a_rule_nothing_is_kept(client: FlaskClient, session: Session) -> None:
    one, _ = two_makers(session)
    [order] = buy(client, session, {one.variant.id: 4}).orders
    deliver(session, order)
    assert (balance(session, "payable"), balance(session, "commission")) == (-order.total, 0)


def test_a_rule_of_the_day_is_frozen_on_the_line(client: FlaskClient, session: Session) -> None:
    one, _ = two_makers(session)
    rule = commission.add(session, 250, clock.today(), **TODAY_RULE)
    [order] = buy(client, session, {one.variant.id: 5}).orders
    [line] = order.lines
    assert (line.commission_rate, line.commission) == (250, 2_250)
    commission.end(session, rule, by=cast.FINANCE)
    commission.add(session, 1_000, clock.today(), **TODAY_RULE)
    deliver(session, order)
    assert balance(session, "commission") == -2_250
    assert balance(session, "payable") == -(order.total - 2_250)
    assert books.ledger_faults(session) == []


def test_commission_goes_back_with_the_line(client: FlaskClient, session: Session) -> None:
    one, _ = two_makers(session)
    commission.add(session, 333, clock.today(), **TODAY_RULE)
    [order] = buy(client, session, {one.variant.id: 4}).orders
    deliver(session, order)
    [line] = order.lines
    for packs in (1, 1, 2):
        refunds.give(session, order, [refunds.Part(line.id, packs)], fee=0, reason="quality", by=cast.FINANCE)
        assert books.ledger_faults(session) == []
    assert balance(session, "commission") == 0


def test_packs_that_were_not_sent_take_none(client: FlaskClient, session: Session) -> None:
    one, _ = two_makers(session)
    commission.add(session, 1_000, clock.today(), **TODAY_RULE)
    [order] = buy(client, session, {one.variant.id: 4}).orders
    maker = Actor("user", "Maker", producer_ids=frozenset({order.producer_id}))
    fulfilment.accept(session, order, by=maker)
    shorting.shorten(session, order, {order.lines[0].id: 1}, by=maker)
    session.expire(order.lines[0])
    for verb in (fulfilment.make_ready, fulfilment.hand_over, fulfilment.deliver):
        if order.state != "arrived":
            verb(session, order, by=maker)
    fulfilment.receive(session, order, by=Actor("guest", "Ani"))
    assert balance(session, "commission") == -1_800
    assert books.ledger_faults(session) == []


def test_cash_leaves_the_commission_in_the_makers_hand(client: FlaskClient, session: Session) -> None:
    one, _ = two_makers(session)
    one.producer.takes_cod = True
    commission.add(session, 500, clock.today(), **TODAY_RULE)
    [order] = buy(client, session, {one.variant.id: 2}, method="cod").orders
    deliver(session, order)
    owes = balance(session, "producer_cash") + balance(session, "payable")
    assert owes == 1_800 == -balance(session, "commission")
    assert books.ledger_faults(session) == []


def test_tax_is_withheld_only_while_it_is_on_and_not_from_the_exempt(client: FlaskClient, session: Session) -> None:
    one, two = two_makers(session)
    settings.change(session, "pph22.active", True, by=cast.FINANCE)
    withholding.exempt(session, two.producer, clock.today().year, "skb", "SKB-1", by=cast.FINANCE)
    group = buy(client, session, {one.variant.id: 3, two.variant.id: 1})
    for order in group.orders:
        deliver(session, order)
    assert balance(session, "tax") == -270
    assert books.ledger_faults(session) == []


def test_withheld_tax_is_handed_on_once_and_a_mistake_is_reversed(client: FlaskClient, session: Session) -> None:
    maker = two_makers(session)[0]
    settings.change(session, "pph22.active", True, by=cast.FINANCE)
    deliver(session, buy(client, session, {maker.variant.id: 3}).orders[0])
    account, month = receiving.current(session, "bank"), clock.today()
    assert account is not None
    paid = [
        tax_handed_on.hand_on(session, month, 200, "NTPN1", "x.jpg", account=account, key="one", by=cast.FINANCE)
        for _ in range(2)
    ]
    assert paid[0] is paid[1] and tax_handed_on.due(session) == 70
    with pytest.raises(Invalid):
        tax_handed_on.hand_on(session, month, 71, "NTPN2", "x.jpg", account=account, key="two", by=cast.FINANCE)
    this = tax_handed_on.by_month(session)[0]
    assert (this.first, this.withheld, this.handed_on) == (month.replace(day=1), 270, 200)
    tax_handed_on.take_back(session, paid[0], "Salah bulan", by=cast.FINANCE)
    assert tax_handed_on.due(session) == tax_handed_on.by_month(session)[0].due == 270
    assert books.faults(session) == []
    with pytest.raises(ledger.NotReversible):
        tax_handed_on.take_back(session, paid[0], "Lagi", by=cast.FINANCE)


def test_the_courier_is_paid_from_its_fees(session: Session) -> None:
    cast.finance(session)
    account = receiving.current(session, "bank")
    assert account is not None
    for _ in range(2):
        courier_bills.pay(session, 12_000, "JNE November", "x.jpg", account=account, key="one", by=cast.FINANCE)
    assert courier_bills.due(session) == -12_000
    assert books.ledger_faults(session) == []
    with pytest.raises(Invalid):
        courier_bills.pay(session, 0, "", "x.jpg", account=account, key="two", by=cast.FINANCE)


def test_rules_are_not_made_for_the_past_nor_ended_twice(session: Session) -> None:
    for rate, day in ((3_001, clock.today()), (-1, clock.today()), (100, clock.today() - timedelta(days=1))):
        with pytest.raises(Invalid):
            commission.add(session, rate, day, **TODAY_RULE)
    rule = commission.add(session, 100, clock.today(), **TODAY_RULE)
    commission.end(session, rule, by=cast.FINANCE)
    with pytest.raises(NotAllowed):
        commission.end(session, rule, by=cast.FINANCE)


def test_the_example_of_the_handbook() -> None:
    order = Order(delivery_fee=12_000, fee_to="courier", withheld_rate=50, goods=90_000, shorted=0)
    line = OrderLine(id=1, quantity=5, base_quantity=5, unit_price=18_000, commission_rate=250, commission=2_250)
    line.shortages = []
    order.lines.append(line)
    steps = [dealing.of(order, {}, 0), dealing.of(order, {1: 2}, 0), dealing.of(order, {1: 5}, 12_000)]
    assert steps[0] == dealing.Deal(87_300, 2_250, 12_000, 450)
    assert steps[0].less(steps[1]) == dealing.Deal(34_920, 900, 0, 180)
    assert steps[1].less(steps[2]) == dealing.Deal(52_380, 1_350, 12_000, 270)
