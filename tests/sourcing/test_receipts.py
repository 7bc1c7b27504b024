"""Receiving by count: what is accepted, rejected and missing, what is refused, and who may do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.money import ledger
from marketplace.sourcing import contests, receipts
from marketplace.sourcing.receipts import Count, LifeTooShort, MoreThanOrdered, NotOnItsWay, Signature
from marketplace.trade import bills, books, disputes, fulfilment
from tests import buying, cast
from tests.sourcing.terming import pay, place, receive, send


@pytest.fixture
def ani(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=200, phone="+6281200000901")


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


def test_what_was_counted_is_kept_and_only_what_was_accepted_is_invoiced(
    session: Session, hotel: buying.Hotel, ani: cast.Maker
) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
    line = order.lines[0]
    day = clock.today() + timedelta(days=60)
    counts = {line.id: Count(6, 3, "damaged", "basah", lot="A1", best_before=day, temperature=-185)}
    desk, by = hotel.desk(session, "receiver"), hotel.actor("receiver")
    receipt = receipts.sign(session, desk, order.number, counts, Signature("Joko", driver="Pak Udin"), by=by)
    row = receipt.lines[0]
    assert (row.expected, row.delivered, row.accepted, row.rejected, row.missing) == (10, 9, 6, 3, 1)
    assert sorted((short.kind, short.quantity) for short in line.shortages) == [("missing", 1), ("rejected", 3)]
    bill = bills.of_order(session, order.id)
    assert bill is not None and bill.amount == 6 * 18_000 + 10_000 and order.state == "completed"
    assert books.faults(session) == []


@pytest.mark.parametrize(
    ("count", "refused"),
    [
        (Count(11), MoreThanOrdered),
        (Count(6, 5, "damaged"), MoreThanOrdered),
        (Count(-1), Invalid),
        (Count(9, 1), Invalid),
        (Count(9, 1, "other"), Invalid),
        (Count(10, temperature=5000), Invalid),
        (Count(10, best_before=clock.today() - timedelta(days=1)), LifeTooShort),
    ],
)
@pytest.mark.one_database
def test_what_cannot_be_counted(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, count: Count, refused: type[Exception]
) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
    desk, by = hotel.desk(session, "receiver"), hotel.actor("receiver")
    with pytest.raises(refused):
        receipts.sign(session, desk, order.number, {order.lines[0].id: count}, Signature("Joko"), by=by)
    assert order.state == "shipped" and receipts.of_order(session, order.id) is None


@pytest.mark.parametrize(("days", "ok"), [(29, False), (30, True), (None, False)])
@pytest.mark.one_database
def test_the_agreed_life_is_asked_for(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, days: int | None, ok: bool
) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)], shelf_days=30).orders[0])
    best = None if days is None else clock.today() + timedelta(days=days)
    desk, by = hotel.desk(session, "receiver"), hotel.actor("receiver")
    counts = {order.lines[0].id: Count(10, best_before=best)}
    if ok:
        receipts.sign(session, desk, order.number, counts, Signature("Joko"), by=by)
    else:
        with pytest.raises((LifeTooShort, Invalid)):
            receipts.sign(session, desk, order.number, counts, Signature("Joko"), by=by)
        rejected = {order.lines[0].id: Count(0, 10, "short_life", best_before=best)}
        receipts.sign(session, desk, order.number, rejected, Signature("Joko"), by=by)
        assert order.state == "declined"


def test_only_receivers_of_the_outlet_and_only_once(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    order = place(session, hotel, [(ani, 10, 18_000)]).orders[0]
    counts = {order.lines[0].id: Count(10)}
    for role in ("requester", "finance", "approver", "chef"):
        with pytest.raises(NotFound):
            desk = hotel.desk(session, role)
            receipts.sign(session, desk, order.number, counts, Signature("X"), by=hotel.actor(role))
    desk, by = hotel.desk(session, "receiver"), hotel.actor("receiver")
    with pytest.raises(NotOnItsWay):
        receipts.sign(session, desk, order.number, counts, Signature("Joko"), by=by)
    send(session, ani, order)
    with pytest.raises(NotAllowed):
        fulfilment.receive(session, order, by=by)
    with pytest.raises(Invalid):
        receipts.sign(session, desk, order.number, counts, Signature("  "), by=by)
    receive(session, hotel, order)
    with pytest.raises(NotOnItsWay):
        receive(session, hotel, order)


def test_the_maker_contests_and_is_right(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    """docs/money.md, 'A count that was wrong'."""
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
    receipt = receive(session, hotel, order, accepted=7, rejected=2)
    first = bills.of_order(session, order.id)
    assert first is not None and first.amount == 136_000
    pay(session, hotel, {first: 136_000})
    assert order.group.payment.state == "settled"
    contests.contest(session, receipt, "Kardus utuh, ada fotonya.", by=ani.actor)
    assert contests.waiting(session) == [receipt]
    with pytest.raises(NotFound):
        contests.decide(session, receipt, "overrule", "benar", by=hotel.actor("finance"))
    contests.decide(session, receipt, "overrule", "Foto menunjukkan kardus utuh.", by=cast.FINANCE)
    rest = receipt.rest
    assert rest is not None and rest.state == "completed" and receipt.state == "overruled"
    second = bills.of_order(session, rest.id)
    assert second is not None and second.amount == 36_000
    assert ledger.balance(session, f"receivable:{rest.id}") == 36_000 and books.faults(session) == []
    pay(session, hotel, {second: 36_000}, key="2")
    assert ledger.balance(session, f"payable:{ani.producer.id}") == -172_000 and books.faults(session) == []


def test_a_whole_delivery_turned_away_wrongly(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
    receipt = receive(session, hotel, order, accepted=0, rejected=10)
    contests.contest(session, receipt, "Barang baik.", by=ani.actor)
    contests.decide(session, receipt, "overrule", "Benar.", by=cast.FINANCE)
    bill = bills.of_order(session, order.id)
    assert bill is not None and bill.amount == 190_000 and order.state == "completed"
    assert books.faults(session) == []


def test_contests_that_cannot_be(
    session: Session, hotel: buying.Hotel, ani: cast.Maker, later: Callable[..., None]
) -> None:
    whole = receive(session, hotel, send(session, ani, place(session, hotel, [(ani, 5, 18_000)]).orders[0]))
    with pytest.raises(NotAllowed):
        contests.contest(session, whole, "tetap salah", by=ani.actor)
    order = send(session, ani, place(session, hotel, [(ani, 5, 18_000)]).orders[0])
    receipt = receive(session, hotel, order, accepted=4, rejected=1)
    with pytest.raises(NotFound):
        contests.contest(session, receipt, "bukan saya", by=hotel.actor("receiver"))
    with pytest.raises(Invalid):
        contests.contest(session, receipt, " ", by=ani.actor)
    contests.contest(session, receipt, "salah", by=ani.actor)
    contests.decide(session, receipt, "uphold", "Foto menunjukkan basah.", by=cast.FINANCE)
    with pytest.raises(NotAllowed):
        contests.decide(session, receipt, "overrule", "berubah", by=cast.FINANCE)
    later(hours=disputes.OPEN_HOURS(session) + 1)
    assert not contests.may_contest(session, receipt) and books.faults(session) == []


def test_what_did_not_come_is_not_invoiced_after_all(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
    receipt = receive(session, hotel, order, accepted=0, rejected=7)
    assert order.state == "declined" and books.faults(session) == []
    contests.contest(session, receipt, "Barang baik.", by=ani.actor)
    contests.decide(session, receipt, "overrule", "Benar.", by=cast.FINANCE)
    bill = bills.of_order(session, order.id)
    assert bill is not None and bill.amount == 7 * 18_000 + 10_000 and order.state == "completed"
    assert books.faults(session) == []


def test_what_was_turned_away_does_not_count_as_sold(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> None:
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
    receipt = receive(session, hotel, order, accepted=0, rejected=10)
    session.refresh(ani.product)
    assert ani.product.sold_count == 0
    contests.contest(session, receipt, "Barang baik.", by=ani.actor)
    contests.decide(session, receipt, "overrule", "Benar.", by=cast.FINANCE)
    session.refresh(ani.product)
    assert ani.product.sold_count == 10
