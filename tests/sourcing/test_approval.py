"""A request goes to an approver with everything held, and becomes orders once, at the prices that were seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import budgets, buyers
from marketplace.sourcing import (
    approvals,
    checks,
    deciding,
    expiring,
    purchase_orders,
    schedules,
    spending,
    submitting,
)
from marketplace.stock.levels import StockLevel
from marketplace.trade import books
from marketplace.trade.credit import CreditExceeded, TermsClosed
from marketplace.trade.orders import OrderGroup
from tests.cast import Maker
from tests.sourcing import requesting
from tests.sourcing.requesting import Hotel, approve, request, rule, submit


@pytest.fixture
def hotel(session: Session) -> Hotel:
    return requesting.hotel(session)


@pytest.fixture
def makers(session: Session) -> list[Maker]:
    return requesting.makers(session)


def held(session: Session, maker: Maker) -> tuple[int, int]:
    level = session.get_one(StockLevel, maker.variant.stock_item_id, populate_existing=True)
    return level.held, level.allocated


def groups(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OrderGroup)) or 0


def sound(session: Session) -> bool:
    return books.faults(session) == [] and purchase_orders.faults(session) == []


def test_without_a_rule_it_is_ordered_at_once(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10), (makers[1], 2)]))
    assert made.state == "ordered" and made.group_id
    orders = session.get_one(OrderGroup, made.group_id).orders
    assert [(order.state, order.goods, order.delivery_fee) for order in orders] == [
        ("placed", 180_000, 10_000), ("placed", 56_000, 10_000),
    ]  # fmt: skip
    pos = purchase_orders.of_request(session, made.id)
    year = clock.today().year
    assert [po.number for po in pos] == [f"PO/{hotel.organisation.id:04d}/{year}/0000{n}" for n in (1, 2)]
    assert pos[0].valid.facts["total"] == 190_000 and pos[0].valid.facts["words"].startswith("Seratus sembilan puluh")
    assert sound(session)


def test_a_rule_makes_it_wait_and_stock_is_held(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    rule(session, hotel, 100_000)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    assert made.state == "pending" and made.deadline is not None and groups(session) == 0
    assert held(session, makers[0]) == (1000, 0)
    group = approve(session, hotel, made)
    assert made.state == "ordered" and made.group_id == group.id
    assert held(session, makers[0]) == (0, 1000)
    facts = purchase_orders.of_request(session, made.id)[0].valid.facts
    assert (facts["requested_by"], facts["approved_by"]) == ("Sari", "Gm")
    assert sound(session)


@pytest.mark.parametrize(("packs", "asks"), [(4, False), (6, True)])
def test_rules_look_at_sum_category_and_outlet(
    session: Session, hotel: Hotel, makers: list[Maker], packs: int, asks: bool
) -> None:
    owner, desk = hotel.actors["pemilik"], hotel.desk(session, "pemilik")
    category = makers[0].product.category
    approvals.add(session, desk, from_sum=100_000, outlet=hotel.outlet, category=category, by=owner)
    plan = schedules.plan(session, request(session, hotel, [(makers[0], packs)]))
    assert bool(approvals.asked_by(session, plan)) is asks


def test_only_an_owner_edits_rules(session: Session, hotel: Hotel) -> None:
    with pytest.raises(NotFound):
        approvals.add(session, hotel.desk(session, "gm"), from_sum=1, outlet=None, category=None, by=hotel.actors["gm"])
    made = rule(session, hotel, 5)
    with pytest.raises(Invalid):
        rule(session, hotel, 5)
    approvals.end(session, hotel.desk(session, "pemilik"), made.id, by=hotel.actors["pemilik"])
    assert approvals.rules(session, hotel.organisation.id) == []


@pytest.mark.parametrize(("verb", "state"), [("refuse", "refused"), ("send_back", "sent_back")])
def test_turned_down_frees_everything(
    session: Session, hotel: Hotel, makers: list[Maker], verb: str, state: str
) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    act = getattr(deciding, verb)
    with pytest.raises(Invalid):
        act(session, hotel.desk(session, "gm"), made, " ", by=hotel.actors["gm"])
    act(session, hotel.desk(session, "gm"), made, "Terlalu banyak", by=hotel.actors["gm"])
    assert (made.state, made.reason) == (state, "Terlalu banyak")
    assert held(session, makers[0]) == (0, 0) and sound(session)
    with pytest.raises(deciding.AlreadyDecided) as told:
        approve(session, hotel, made, who="fnb")
    assert told.value.facts["who"] == "Gm"


def test_taken_back_it_can_be_sent_again(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    submitting.withdraw(session, hotel.desk(session, "sari"), made, by=hotel.actors["sari"])
    assert made.state == "draft" and held(session, makers[0]) == (0, 0)
    assert submit(session, hotel, made).state == "pending"


def test_after_the_deadline_nobody_approves_and_the_sweep_frees(
    session: Session, hotel: Hotel, makers: list[Maker], later: Callable[..., None]
) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    assert made.deadline is not None and made.deadline <= clock.now() + timedelta(hours=24)
    later(hours=25)
    with pytest.raises(deciding.TimeOver):
        approve(session, hotel, made)
    assert made.state == "pending" and spending.of(session, hotel.outlet.id).pending == 0
    assert expiring.expire_next(session) and not expiring.expire_next(session)
    assert made.state == "expired" and held(session, makers[0]) == (0, 0) and sound(session)


def test_a_price_that_changed_asks_again_and_places_nothing(
    session: Session, hotel: Hotel, makers: list[Maker]
) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    plan = schedules.plan(session, made)
    seen = plan.total, checks.marks(plan)
    makers[0].variant.price = 20_000
    session.flush()
    with pytest.raises(checks.PricesChanged) as told:
        deciding.approve(
            session, hotel.desk(session, "gm"), made, seen=seen[0], seen_marks=seen[1], by=hotel.actors["gm"]
        )
    assert told.value.facts == {"seen": 190_000, "now": 210_000}
    assert made.state == "pending" and groups(session) == 0 and made.lines[0].unit_price == 18_000
    assert approve(session, hotel, made).goods == 200_000


def test_one_s_own_request_is_for_somebody_else_unless_the_owner_allows_it(
    session: Session, hotel: Hotel, makers: list[Maker]
) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)], who="both"), who="both")
    with pytest.raises(deciding.OwnRequest):
        approve(session, hotel, made, who="both")
    approvals.allow_own(session, hotel.desk(session, "pemilik"), True, by=hotel.actors["pemilik"])
    assert approve(session, hotel, made, who="both").orders


def test_a_requester_does_not_approve(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    with pytest.raises(NotFound):
        approve(session, hotel, made, who="sari")


def test_nobody_who_may_approve_is_said_before_anything_is_held(
    session: Session, hotel: Hotel, makers: list[Maker]
) -> None:
    rule(session, hotel)
    made = request(session, hotel, [(makers[0], 10)])
    owner = hotel.actors["pemilik"]
    for buyer in buyers.members(session, hotel.organisation):
        if buyer.user.name in ("Gm", "Fnb", "Both"):
            buyers.remove(session, buyer, by=owner)
    submit_as_owner = request(session, hotel, [(makers[0], 1)], who="pemilik")
    with pytest.raises(submitting.NobodyApproves):
        submit(session, hotel, submit_as_owner, who="pemilik")
    assert held(session, makers[0]) == (0, 0)
    assert submit(session, hotel, made).state == "pending"


def test_a_suspended_maker_stops_the_approval_as_a_whole(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10), (makers[1], 5)]))
    makers[1].producer.suspended_at = clock.now()
    session.flush()
    with pytest.raises(checks.RequestTroubled) as told:
        approve(session, hotel, made)
    assert [one.kind for one in told.value.facts["troubles"]] == ["closed"]  # type: ignore[attr-defined]
    assert made.state == "pending" and groups(session) == 0 and held(session, makers[0]) == (1000, 0)


def test_a_requester_who_left_is_replaced_by_the_approver_as_contact(
    session: Session, hotel: Hotel, makers: list[Maker]
) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    sari = next(one for one in buyers.members(session, hotel.organisation) if one.user.name == "Sari")
    buyers.remove(session, sari, by=hotel.actors["pemilik"])
    group = approve(session, hotel, made)
    assert (group.courier_note, group.phone) == ("Gm", "+6281277700002")


def test_an_approver_who_was_removed_decides_nothing(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    rule(session, hotel)
    made = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    desk = hotel.desk(session, "gm")
    gm = next(one for one in buyers.members(session, hotel.organisation) if one.user.name == "Gm")
    buyers.remove(session, gm, by=hotel.actors["pemilik"])
    plan = schedules.plan(session, made)
    with pytest.raises(NotFound):
        deciding.approve(session, desk, made, seen=plan.total, seen_marks=checks.marks(plan), by=hotel.actors["gm"])
    assert groups(session) == 0


def test_budgets_count_what_was_placed_and_what_waits(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    budgets.set_amount(session, hotel.outlet, None, 400_000, by=hotel.actors["pemilik"])
    submit(session, hotel, request(session, hotel, [(makers[0], 5)]))
    rule(session, hotel)
    waiting = submit(session, hotel, request(session, hotel, [(makers[0], 10)]))
    use = spending.of(session, hotel.outlet.id)
    assert (use.placed, use.pending, use.left) == (100_000, 190_000, 110_000)
    with pytest.raises(spending.BudgetExceeded) as told:
        submit(session, hotel, request(session, hotel, [(makers[1], 4)]))
    assert told.value.facts["used"] == 290_000
    budgets.set_amount(session, hotel.outlet, waiting.buyer_id, 150_000, by=hotel.actors["pemilik"])
    with pytest.raises(spending.BudgetExceeded) as told:
        approve(session, hotel, waiting)
    assert told.value.facts["whose"] == "member" and waiting.state == "pending"


def test_credit_and_terms_are_checked_before_anything_is_held(
    session: Session, hotel: Hotel, makers: list[Maker]
) -> None:
    hotel.organisation.credit_limit = 100_000
    made = request(session, hotel, [(makers[0], 10)])
    with pytest.raises(CreditExceeded):
        submit(session, hotel, made)
    made.terms = "45"
    with pytest.raises(TermsClosed):
        submit(session, hotel, made)
    assert made.state == "draft" and held(session, makers[0]) == (0, 0)


def test_what_is_not_there_is_not_held(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    made = request(session, hotel, [(makers[0], 40)])
    made.lines[0].quantity = 51
    with pytest.raises(checks.RequestTroubled):
        submit(session, hotel, made)
    assert made.state == "draft"


def test_a_decided_request_is_not_taken_back(session: Session, hotel: Hotel, makers: list[Maker]) -> None:
    made = submit(session, hotel, request(session, hotel, [(makers[0], 1)]))
    with pytest.raises(NotAllowed):
        submitting.withdraw(session, hotel.desk(session, "sari"), made, by=hotel.actors["sari"])
