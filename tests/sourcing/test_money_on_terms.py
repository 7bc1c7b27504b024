"""Where the money of an order on terms is at every step: the figures of docs/money.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.money import documents, ledger
from marketplace.trade import (
    ageing,
    bill_paying,
    bills,
    books,
    credit,
    dues,
    fulfilment,
    orders,
    owed,
    receivables,
    refunds,
    shorting,
    sweeps,
)  # fmt: skip
from marketplace.trade.bills import Bill
from marketplace.trade.orders import Order, OrderGroup
from tests import buying, cast
from tests.sourcing.terming import deposit_of, pay, place, receive, send

FULL = ("tunai", "dp50", "7", "14", "30", "45")


@pytest.fixture
def ani(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=200, phone="+6281200000901")


@pytest.fixture
def budi(session: Session, ani: cast.Maker) -> cast.Maker:
    return cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=200, phone="+6281200000902")


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session, terms=FULL)


def of(session: Session, order: Order) -> Bill:
    found = bills.of_order(session, order.id)
    assert found is not None
    return found


def money(session: Session, order: Order) -> tuple[int, int, int, int]:
    """receivable, order_funds, payable, owed."""
    codes = (f"receivable:{order.id}", f"order_funds:{order.id}", f"payable:{order.producer_id}",
             f"owed:{order.group_id}")  # fmt: skip
    assert books.faults(session) == []
    return tuple(ledger.balance(session, code) for code in codes)  # type: ignore[return-value]


def receipts(session: Session, group: OrderGroup) -> list[int]:
    """What the kuitansi of a group's orders say, in the order in which they were given."""
    rows = documents.about(session, [f"order:{order.id}" for order in group.orders])
    return [row.total for row in sorted(rows, key=lambda row: row.id) if row.kind == "receipt"]


def test_the_life_of_an_order_on_fourteen_days(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    """docs/money.md, 'On terms': 20 packs at Rp18.000 and delivery of Rp10.000, two packs rejected."""
    order = place(session, hotel, [(ani, 20, 18_000)]).orders[0]
    assert money(session, order) == (0, 0, 0, 0)
    send(session, ani, order)
    assert money(session, order) == (0, 0, 0, 0)
    assert documents.about(session, [f"order:{order.id}"]) == []
    receive(session, hotel, order, accepted=18, rejected=2)
    bill = of(session, order)
    assert (bill.amount, bill.due_on) == (334_000, clock.today() + timedelta(days=14))
    assert money(session, order) == (334_000, -334_000, 0, 0)
    assert not [due for due in dues.of_all(session) if due.amount]
    pay(session, hotel, {bill: 100_000}, key="1")
    assert money(session, order) == (234_000, -334_000, 0, 0)
    pay(session, hotel, {bill: 234_000}, over=1_000, key="2")
    assert money(session, order) == (0, 0, -334_000, -1_000)
    assert [due.amount for due in dues.of_all(session)] == [334_000]
    assert [row.kind for row in documents.about(session, [f"order:{order.id}"])] == ["invoice", "receipt"]
    assert order.group.payment.state == "settled"
    assert [row.reason for row in owed.waiting(session)] == ["overpaid"]


@pytest.mark.parametrize(("on", "days"), [("tunai", 0), ("dp50", 0), ("7", 7), ("14", 14), ("30", 30), ("45", 45)])
def test_the_due_day_of_every_term(session: Session, hotel: buying.Hotel, ani: cast.Maker, on: str, days: int) -> None:
    group = place(session, hotel, [(ani, 5, 18_000)], on=on)
    if on == "dp50":
        deposit = deposit_of(session, group)
        assert deposit is not None and deposit.amount == 50_000
        pay(session, hotel, {deposit: 50_000})
    order = send(session, ani, group.orders[0])
    receive(session, hotel, order)
    assert of(session, order).due_on == clock.today() + timedelta(days=days)


def test_days_from_the_complete_invoice(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, later: Callable[..., None]
) -> None:
    hotel.organisation.due_from = "papers"
    order = send(session, ani, place(session, hotel, [(ani, 5, 18_000)]).orders[0])
    receive(session, hotel, order)
    bill, received = of(session, order), clock.today()
    assert bill.due_on == received + timedelta(days=7 + 14)
    later(days=2)
    receivables.papers_complete(session, bill, clock.today(), by=hotel.actor("finance"))
    assert bill.due_on == received + timedelta(days=2 + 14)
    with pytest.raises(NotAllowed):
        receivables.papers_complete(session, bill, clock.today(), by=hotel.actor("finance"))


def test_half_before_and_half_after(session: Session, hotel: buying.Hotel, ani: cast.Maker, budi: cast.Maker) -> None:
    """docs/money.md, 'Half before': Rp100.000 and Rp66.000, of the second a pack is missing."""
    group = place(session, hotel, [(ani, 5, 18_000), (budi, 2, 28_000)], on="dp50")
    first, second = group.orders
    assert {order.state for order in group.orders} == {"awaiting_payment"}
    with pytest.raises(NotFound):
        orders.of_producer(session, first.number, by=ani.actor)
    deposit = deposit_of(session, group)
    assert deposit is not None and deposit.amount == 83_000
    pay(session, hotel, {deposit: 40_000}, key="1")
    assert first.state == "awaiting_payment" and ledger.balance(session, f"deposit:{group.id}") == -40_000
    pay(session, hotel, {deposit: 43_000}, key="2")
    assert {order.state for order in group.orders} == {"placed"} and books.faults(session) == []
    assert receipts(session, group) == [50_000, 33_000]
    receive(session, hotel, send(session, ani, first))
    assert money(session, first) == (50_000, -100_000, 0, 0)
    invoice = of(session, first).document
    assert invoice is not None and invoice.data["advance"]["total"] == 50_000
    assert ledger.balance(session, f"deposit:{group.id}") == -33_000
    receive(session, hotel, send(session, budi, second), accepted=1)
    assert money(session, second) == (5_000, -38_000, 0, 0)
    assert ledger.balance(session, f"deposit:{group.id}") == 0
    pay(session, hotel, {of(session, first): 50_000, of(session, second): 5_000}, key="3")
    assert money(session, first)[2] == -100_000 and money(session, second)[2] == -38_000
    assert group.payment.state == "settled" and receipts(session, group) == [50_000, 33_000, 50_000, 5_000]


def test_a_down_payment_goes_back_with_orders_that_end(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, budi: cast.Maker
) -> None:
    group = place(session, hotel, [(ani, 5, 18_000), (budi, 2, 28_000)], on="dp50")
    deposit = deposit_of(session, group)
    assert deposit is not None
    pay(session, hotel, {deposit: 83_000})
    fulfilment.decline(session, group.orders[0], "mesin rusak", by=ani.actor)
    fulfilment.accept(session, group.orders[1], by=budi.actor)
    assert money(session, group.orders[1])[3] == 0
    fulfilment.give_up(session, group.orders[1], "bahan habis", by=budi.actor)
    assert money(session, group.orders[0]) == (0, 0, 0, -83_000)
    assert group.payment.state == "cancelled" and credit.of(session, hotel.organisation).used == 0
    account = ageing.month(session, hotel.organisation, clock.today().replace(day=1))
    assert [(move.kind, move.amount) for move in account.moves] == [("payment", -83_000), ("deposit_back", 83_000)]
    assert account.after == 0


def test_a_down_payment_that_does_not_come_frees_everything(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, later: Callable[..., None]
) -> None:
    group = place(session, hotel, [(ani, 5, 18_000)], on="dp50")
    deposit = deposit_of(session, group)
    assert deposit is not None
    pay(session, hotel, {deposit: 20_000})
    later(days=4)
    while any(step(session) for step in sweeps.steps()):
        pass
    assert group.orders[0].state == "expired" and deposit.open == 0
    assert money(session, group.orders[0]) == (0, 0, 0, -20_000)


def test_cancelled_before_the_down_payment(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    group = place(session, hotel, [(ani, 5, 18_000)], on="dp50")
    fulfilment.cancel(session, group.orders[0], by=hotel.actor("requester"))
    deposit = deposit_of(session, group)
    assert deposit is not None and deposit.state == "cancelled" and books.faults(session) == []


@pytest.mark.parametrize("end", ["decline", "give_up", "cancel", "grant_cancel", "turn_away"])
def test_every_way_to_end_before_the_invoice(session: Session, hotel: buying.Hotel, ani: cast.Maker, end: str) -> None:
    order = place(session, hotel, [(ani, 5, 18_000)]).orders[0]
    if end == "decline":
        fulfilment.decline(session, order, "tutup", by=ani.actor)
    elif end == "cancel":
        fulfilment.cancel(session, order, by=hotel.actor("requester"))
    elif end == "turn_away":
        receipt = receive(session, hotel, send(session, ani, order), accepted=0, rejected=5)
        assert receipt.accepted_nothing
    else:
        fulfilment.accept(session, order, by=ani.actor)
        if end == "give_up":
            fulfilment.give_up(session, order, "habis", by=ani.actor)
        else:
            fulfilment.ask_cancel(session, order, "acara batal", by=hotel.actor("requester"))
            fulfilment.grant_cancel(session, order, by=ani.actor)
    assert money(session, order) == (0, 0, 0, 0)
    assert bills.of_order(session, order.id) is None and order.group.payment.state == "cancelled"
    assert credit.of(session, hotel.organisation).left == 50_000_000


def test_silence_accepts_everything(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, later: Callable[..., None]
) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 5, 18_000)]).orders[0])
    later(days=4)
    fulfilment.deliver(session, order, by=SYSTEM)
    later(days=3)
    while any(step(session) for step in sweeps.steps()):
        pass
    assert order.state == "completed" and money(session, order) == (100_000, -100_000, 0, 0)


def test_a_shortage_of_the_maker_and_its_rest_are_two_bills(
    session: Session, hotel: buying.Hotel, ani: cast.Maker
) -> None:
    order = place(session, hotel, [(ani, 5, 18_000)]).orders[0]
    fulfilment.accept(session, order, by=ani.actor)
    tomorrow = clock.today() + timedelta(days=1)
    rest = shorting.shorten(session, order, {order.lines[0].id: 3}, later=tomorrow, by=ani.actor)
    assert rest is not None
    for one in (order, rest):
        fulfilment.make_ready(session, one, by=ani.actor)
        fulfilment.hand_over(session, one, by=ani.actor)
        receive(session, hotel, one)
    assert (of(session, order).amount, of(session, rest).amount) == (64_000, 36_000)
    assert books.faults(session) == []


def test_a_refund_lowers_what_is_not_paid_and_is_owed_for_the_rest(
    session: Session, hotel: buying.Hotel, ani: cast.Maker
) -> None:
    """docs/money.md, 'Refunds of bills'."""
    order = send(session, ani, place(session, hotel, [(ani, 5, 18_000)]).orders[0])
    receive(session, hotel, order)
    bill, part = of(session, order), [refunds.Part(order.lines[0].id, 1)]
    refunds.give(session, order, part, fee=0, reason="quality", key="a", by=cast.FINANCE)
    assert money(session, order) == (82_000, -82_000, 0, 0) and bill.credited == 18_000
    pay(session, hotel, {bill: 72_000}, key="1")
    refunds.give(session, order, part, fee=0, reason="quality", key="b", by=cast.FINANCE)
    assert money(session, order) == (0, 0, -64_000, -8_000)
    refunds.give(session, order, part, fee=0, reason="quality", key="c", by=cast.FINANCE)
    assert money(session, order) == (0, 0, -46_000, -26_000)
    kinds = [row.kind for row in documents.about(session, [f"order:{order.id}"])]
    assert kinds == ["invoice", "credit_note", "credit_note", "receipt", "credit_note"]


def test_everything_refunded_before_it_was_paid(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 5, 18_000)]).orders[0])
    receive(session, hotel, order)
    parts = [refunds.Part(order.lines[0].id, 5)]
    refunds.give(session, order, parts, fee=10_000, reason="quality", key="a", by=cast.FINANCE)
    assert money(session, order) == (0, 0, 0, 0)
    assert of(session, order).state == "cancelled" and order.group.payment.state == "settled"


def test_one_transfer_for_several_bills(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, budi: cast.Maker
) -> None:
    group: OrderGroup = place(session, hotel, [(ani, 5, 18_000), (budi, 2, 28_000)])
    for maker, order in zip((ani, budi), group.orders, strict=True):
        receive(session, hotel, send(session, maker, order))
    found = bills.open_of(session, hotel.organisation.id)
    assert bill_paying.spread(found, 120_000) == {found[0].id: 100_000, found[1].id: 20_000}
    pay(session, hotel, {found[0]: 100_000, found[1]: 20_000})
    pay(session, hotel, {found[0]: 100_000, found[1]: 20_000})  # the same key again
    assert [bill.open for bill in found] == [0, 46_000]
    assert money(session, group.orders[0])[2] == -100_000 and money(session, group.orders[1])[2] == 0


def test_payments_that_cannot_be(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 5, 18_000)]).orders[0])
    receive(session, hotel, order)
    bill = of(session, order)
    other = buying.hotel(session, name="Hotel Lain", first_phone=81266600200)
    day = clock.today()
    for refused, transfer, shares, whose in (
        (bill_paying.BillOver, bill_paying.Transfer(200_000, day, "", "1"), {bill.id: 100_001}, hotel),
        (bill_paying.TooMuch, bill_paying.Transfer(200_000, day, "", "2"), {bill.id: 100_000}, hotel),
        (Invalid, bill_paying.Transfer(99_999, day, "", "3"), {bill.id: 100_000}, hotel),
        (Invalid, bill_paying.Transfer(0, day, "", "4"), {bill.id: 1}, hotel),
        (Invalid, bill_paying.Transfer(5, day + timedelta(days=1), "", "5"), {bill.id: 5}, hotel),
        (Invalid, bill_paying.Transfer(5, day, "", "6"), {}, hotel),
        (NotFound, bill_paying.Transfer(5, day, "", "7"), {bill.id: 5}, other),
    ):
        with pytest.raises(refused):
            bill_paying.record(session, whose.organisation, transfer, shares, by=cast.FINANCE)
    with pytest.raises(NotFound):
        transfer = bill_paying.Transfer(5, day, "", "8")
        bill_paying.record(session, hotel.organisation, transfer, {bill.id: 5}, by=hotel.actor("finance"))
    assert bill.paid == 0 and books.faults(session) == []


def test_credit_counts_open_orders_and_open_bills(
    session: Session, ani: cast.Maker, later: Callable[..., None]
) -> None:
    small = buying.hotel(session, name="Hotel Kecil", credit=150_000, first_phone=81266600300)
    order = send(session, ani, place(session, small, [(ani, 5, 18_000)]).orders[0])
    with pytest.raises(credit.CreditExceeded):
        place(session, small, [(ani, 3, 18_000)])
    receive(session, small, order)
    with pytest.raises(credit.CreditExceeded):
        place(session, small, [(ani, 3, 18_000)])
    pay(session, small, {of(session, order): 100_000})
    second = send(session, ani, place(session, small, [(ani, 3, 18_000)]).orders[0])
    receive(session, small, second)
    later(days=14 + 14)
    assert not credit.stopped(session, small.organisation)
    later(days=1)
    with pytest.raises(credit.TermsClosed) as refused:
        place(session, small, [(ani, 1, 18_000)], on="tunai")
    assert refused.value.facts["why"] == "overdue"
    pay(session, small, {of(session, second): 64_000}, key="2")
    place(session, small, [(ani, 1, 18_000)])
