"""A purchase order changes only with the maker's consent; what both had before stays readable."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.sourcing import amending, purchase_orders
from marketplace.sourcing.amending import Wish
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.stock.levels import StockLevel
from marketplace.trade import books, fulfilment
from tests.cast import Maker
from tests.sourcing import requesting
from tests.sourcing.requesting import Hotel, request, submit


@pytest.fixture
def hotel(session: Session) -> Hotel:
    return requesting.hotel(session)


@pytest.fixture
def maker(session: Session) -> Maker:
    return requesting.makers(session)[0]


@pytest.fixture
def po(session: Session, hotel: Hotel, maker: Maker) -> PurchaseOrder:
    made = submit(session, hotel, request(session, hotel, [(maker, 10)]))
    return purchase_orders.of_request(session, made.id)[0]


def ask(session: Session, hotel: Hotel, po: PurchaseOrder, wish: Wish) -> int:
    desk, by = hotel.desk(session, "sari"), hotel.actors["sari"]
    return amending.propose(session, desk, po, wish, "Tamu berkurang", by=by).version


def test_with_consent_day_and_packs_change_and_the_first_version_stays(
    session: Session, hotel: Hotel, maker: Maker, po: PurchaseOrder
) -> None:
    order = po.orders[0]
    time = amending.times(session, po)[order.number][2]
    packs = {order.lines[0].id: 7}
    version = ask(session, hotel, po, Wish({order.number: time}, packs, hotel_number="H-77"))
    assert (version, po.valid.version, order.lines[0].going) == (2, 1, 10)
    with pytest.raises(NotAllowed):
        ask(session, hotel, po, Wish(hotel_number="H-78"))
    amending.accept(session, po, 2, by=maker.actor)
    assert (order.promised_on, order.lines[0].going, order.total) == (time.day, 7, 136_000)
    assert [one.state for one in po.versions] == ["replaced", "valid"]
    assert (po.versions[0].facts["total"], po.valid.facts["total"]) == (190_000, 136_000)
    assert po.valid.facts["hotel_number"] == "H-77" and po.valid.facts["deliveries"][0]["day"] == time.day.isoformat()
    level = session.get_one(StockLevel, maker.variant.stock_item_id, populate_existing=True)
    assert (level.allocated, level.free) == (700, 4300)
    assert books.faults(session) == [] and purchase_orders.faults(session) == []
    with pytest.raises(NotAllowed):
        amending.accept(session, po, 2, by=maker.actor)


def test_without_consent_nothing_changes(session: Session, hotel: Hotel, maker: Maker, po: PurchaseOrder) -> None:
    packs = {po.orders[0].lines[0].id: 7}
    ask(session, hotel, po, Wish(packs=packs))
    with pytest.raises(Invalid):
        amending.decline(session, po, 2, "", by=maker.actor)
    amending.decline(session, po, 2, "Sudah dibeli bahannya", by=maker.actor)
    assert po.valid.version == 1 and po.orders[0].lines[0].going == 10
    ask(session, hotel, po, Wish(packs=packs))
    amending.withdraw(session, hotel.desk(session, "sari"), po, by=hotel.actors["sari"])
    assert [one.state for one in po.versions] == ["valid", "refused", "withdrawn"]


def test_strangers_neither_ask_nor_answer(session: Session, hotel: Hotel, po: PurchaseOrder) -> None:
    other = requesting.cast.maker(session, "Lain", "Lain", price=5_000, packs=5, phone="+6281200000999")
    ask(session, hotel, po, Wish(hotel_number="A"))
    with pytest.raises(NotFound):
        amending.accept(session, po, 2, by=other.actor)
    with pytest.raises(NotFound):
        purchase_orders.of_maker(session, po.public_id, by=other.actor)


@pytest.mark.parametrize(("packs", "refusal"), [(11, Invalid), (0, Invalid), (10, amending.NothingChanged)])
def test_more_none_or_the_same_is_refused(
    session: Session, hotel: Hotel, po: PurchaseOrder, packs: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ask(session, hotel, po, Wish(packs={po.orders[0].lines[0].id: packs}))


def test_goods_that_are_ready_are_not_changed(session: Session, hotel: Hotel, maker: Maker, po: PurchaseOrder) -> None:
    ask(session, hotel, po, Wish(packs={po.orders[0].lines[0].id: 7}))
    fulfilment.accept(session, po.orders[0], by=maker.actor)
    fulfilment.make_ready(session, po.orders[0], by=maker.actor)
    with pytest.raises(NotAllowed):
        amending.accept(session, po, 2, by=maker.actor)


def test_words_that_were_touched_are_found(session: Session, po: PurchaseOrder) -> None:
    """Negative control of the check."""
    po.valid.facts = {**po.valid.facts, "total": 1}
    session.flush()
    assert purchase_orders.faults(session) == [f"{po.number} version 1: its words differ"]
