"""Lines of a request: added, changed, repeated, and what they cost today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.money.payments import Payment
from marketplace.people import budgets
from marketplace.sourcing import again, request_lines, sheet, spending, wishes
from marketplace.sourcing.requests import PurchaseRequest, RequestDelivery, RequestLine, RequestShare
from marketplace.trade.carts import WrongQuantity
from marketplace.trade.orders import Order, OrderGroup, OrderLine
from tests import cast
from tests.buying import Hotel
from tests.counting import counted


def test_the_same_pack_adds_up_and_reaches_its_tier(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    request_lines.add(session, draft, amplang.variant.id, 4, by=hotel.actor("requester"))
    line = request_lines.add(session, draft, amplang.variant.id, 8, by=hotel.actor("requester"))
    assert (line.quantity, line.unit_price, line.rule) == (12, 16_200, "tier:12")
    assert len(draft.lines) == 1


@pytest.mark.parametrize("quantity", [-1, 0, 5, 9, 10_004])
def test_a_number_that_is_not_sold(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker, quantity: int
) -> None:
    amplang.variant.minimum, amplang.variant.step = 6, 4
    with pytest.raises(WrongQuantity):
        request_lines.add(session, draft, amplang.variant.id, quantity, by=hotel.actor("requester"))


def test_one_wrong_number_changes_nothing(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    pack = cast.goods(session, amplang.producer, "Kerupuk", price=9_000, packs=20)[1]
    good, bad = request_lines.add_many(session, draft, {amplang.variant.id: 2, pack.id: 3}, by=hotel.actor("requester"))
    session.commit()
    with pytest.raises(Invalid) as refused:
        request_lines.change(session, draft, {good.id: 5, bad.id: 99_999}, by=hotel.actor("requester"))
    session.rollback()
    assert list(refused.value.facts["errors"]) == [str(bad.id)]  # type: ignore[call-overload]
    assert [line.quantity for line in draft.lines] == [2, 3]


def test_nothing_takes_a_line_out_and_what_was_divided_is_divided_anew(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    pack = cast.goods(session, amplang.producer, "Kerupuk", price=9_000, packs=20)[1]
    first, second = request_lines.add_many(
        session, draft, {amplang.variant.id: 2, pack.id: 3}, by=hotel.actor("requester")
    )
    shares = [RequestShare(line_id=first.id, quantity=2), RequestShare(line_id=second.id, quantity=3)]
    draft.deliveries.append(RequestDelivery(producer_id=amplang.producer.id, day=clock.today(), shares=shares))
    session.flush()
    request_lines.change(session, draft, {first.id: 4}, by=hotel.actor("requester"))
    session.expire_all()
    assert [share.line_id for share in draft.deliveries[0].shares] == [second.id]
    request_lines.change(session, draft, {first.id: 0, second.id: 0}, by=hotel.actor("requester"))
    session.expire_all()
    assert (draft.lines, draft.deliveries) == ([], [])


def test_a_quoted_line_keeps_its_number(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    draft.lines.append(
        RequestLine(
            producer_id=amplang.producer.id, variant_id=amplang.variant.id, quantity=7, unit_price=12_345,
            rule="quote:9", quote_line_id=9,
        )
    )  # fmt: skip
    session.flush()
    amplang.variant.minimum = 50
    line = sheet.of(session, draft).lines[0]
    assert (line.price.unit, line.price.rule, line.trouble) == (12_345, "quote:9", None)
    with pytest.raises(Invalid):
        request_lines.change(session, draft, {line.line.id: 8}, by=hotel.actor("requester"))


def test_what_waits_for_approval_is_closed(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    draft.state = "pending"
    session.flush()
    with pytest.raises(NotAllowed):
        request_lines.add(session, draft, amplang.variant.id, 1, by=hotel.actor("requester"))


def test_the_sheet_says_what_is_in_the_way(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    request_lines.add(session, draft, amplang.variant.id, 150, by=hotel.actor("requester"))
    clear = sheet.of(session, draft)
    assert clear.ready and clear.lines[0].available == 200
    amplang.variant.step, amplang.variant.price = 100, 17_000
    session.flush()
    line = sheet.of(session, draft).lines[0]
    assert line.trouble == "step" and line.pack.fit(150) == 201
    amplang.product.archived_at = clock.now()
    session.flush()
    assert sheet.of(session, draft).lines[0].trouble == "gone"


def test_a_hundred_lines_cost_no_more_statements_than_three(
    session: Session, hotel: Hotel, draft: PurchaseRequest
) -> None:
    packs = []
    for maker in range(20):
        phone = f"+62812000{maker:05d}"
        first = cast.maker(session, f"Dapur {maker}", f"Roti {maker}", price=9_000, packs=9, phone=phone)
        others = [cast.goods(session, first.producer, f"Kue {maker} {n}", price=9_000, packs=9) for n in range(4)]
        packs += [first.variant.id, *(pack.id for _, pack in others)]
    request_lines.add_many(session, draft, dict.fromkeys(packs[:3], 1), by=hotel.actor("requester"))
    session.expire_all()
    with counted() as few:
        sheet.of(session, draft)
    request_lines.add_many(session, draft, dict.fromkeys(packs[3:], 1), by=hotel.actor("requester"))
    session.expire_all()
    with counted() as many:
        assert len(sheet.of(session, draft).lines) == 100
    assert len(many) == len(few) <= 12


def order(
    session: Session, hotel: Hotel, maker: cast.Maker, packs: int, price: int, day: date | None = None
) -> OrderGroup:
    payment = Payment(method="terms", amount=packs * price, state="on_terms")
    session.add(payment)
    session.flush()
    line = OrderLine(
        variant_id=maker.variant.id, stock_item_id=maker.variant.stock_item_id, name=maker.product.name,
        label="100 g", slug=maker.product.slug, quantity=packs, base_quantity=packs * 100, unit_price=price,
        list_price=price, rule="base",
    )  # fmt: skip
    group = OrderGroup(
        number=f"U-{payment.id}", payment_id=payment.id, name="Hotel Uji", phone="+62812", goods=packs * price,
        delivery=0, organisation_id=hotel.organisation.id, outlet_id=hotel.kitchen.id, terms="30",
        orders=[
            Order(
                number=f"U-{payment.id}-1", producer_id=maker.producer.id, state="placed", goods=packs * price,
                delivery_fee=0, delivery_kind="own", delivery_name="", ready_on=clock.today(), lines=[line],
            )
        ],
    )  # fmt: skip
    session.add(group)
    session.flush()
    return group


def test_an_order_is_repeated_with_its_changes_marked(session: Session, hotel: Hotel, amplang: cast.Maker) -> None:
    group = order(session, hotel, amplang, 10, 17_000)
    draft = again.repeat(session, hotel.desk(session, "requester"), group.public_id, by=hotel.actor("requester"))
    line = sheet.of(session, draft).lines[0]
    assert (draft.outlet_id, draft.terms, line.line.quantity) == (hotel.kitchen.id, "30", 10)
    assert (line.old_price, line.price.unit) == (17_000, 18_000)
    sheet.see(session, draft)
    assert sheet.of(session, draft).changed == []


def test_what_left_the_shop_stays_by_its_name(session: Session, hotel: Hotel, amplang: cast.Maker) -> None:
    group = order(session, hotel, amplang, 10, 17_000)
    amplang.variant.archived_at = clock.now()
    session.flush()
    draft = again.repeat(session, hotel.desk(session, "requester"), group.public_id, by=hotel.actor("requester"))
    assert draft.lines == []
    assert [(one.name, one.packs) for one in wishes.of(session, draft)] == [("Amplang Tenggiri 100 g", 10)]


def test_another_hotels_order_is_not_repeated(session: Session, hotel: Hotel, amplang: cast.Maker) -> None:
    group = order(session, hotel, amplang, 10, 17_000)
    group.organisation_id = None
    session.flush()
    with pytest.raises(NotFound):
        again.repeat(session, hotel.desk(session, "requester"), group.public_id, by=hotel.actor("requester"))


def test_a_budget_counts_what_was_placed_and_what_waits(
    session: Session, hotel: Hotel, draft: PurchaseRequest, amplang: cast.Maker
) -> None:
    budgets.set_amount(session, hotel.kitchen, None, 1_000_000, by=hotel.actor("requester"))
    budgets.set_amount(
        session, hotel.kitchen, hotel.desk(session, "requester").buyer_id, 300_000, by=hotel.actor("requester")
    )
    placed = order(session, hotel, amplang, 10, 18_000)
    gone = order(session, hotel, amplang, 10, 18_000)
    gone.orders[0].state = "cancelled"
    draft.state, draft.goods, draft.delivery = "pending", 90_000, 10_000
    draft.submitted_at, draft.deadline = clock.now(), clock.now() + timedelta(hours=4)
    session.flush()
    outlet, member = (spending.of(session, hotel.kitchen.id, buyer) for buyer in (None, draft.buyer_id))
    assert (outlet.placed, outlet.pending, outlet.left) == (180_000, 100_000, 720_000)
    assert (member.placed, member.pending, member.left) == (0, 100_000, 200_000)
    draft.state, draft.group_id = "ordered", placed.id
    session.flush()
    assert spending.of(session, hotel.kitchen.id, draft.buyer_id).used == 180_000
    assert spending.of(session, hotel.pastry.id).used == 0
