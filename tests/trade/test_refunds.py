"""Refunds: ledger, stock and debt go together, never more than was paid, and each once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.kernel import crypto, settings
from marketplace.kernel.actor import SYSTEM, guest
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.money import ledger
from marketplace.stock import levels
from marketplace.stock.lots import Lot, Movement
from marketplace.trade import books, fulfilment, refund_accounts, refund_rows, refunds, returning
from marketplace.trade.orders import Order
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund
from marketplace.trade.refunds import Part
from tests import cast
from tests.trade.ordering import two_makers
from tests.trade.payees import finance_person, pay_out
from tests.trade.refunding import FIRST, SECOND, balance, bought


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return two_makers(session)[0]


def sound(session: Session) -> None:
    session.flush()
    assert books.faults(session) == []


def packs(order: Order, quantity: Any, restock: bool = False) -> list[Part]:
    return [Part(order.lines[0].id, quantity, restock)]


def test_before_earning_the_held_money_goes_back(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker, until="shipped")
    refund = refunds.give(session, order, packs(order, 2), fee=10_000, reason="late", words="Terlambat.", by=FIRST)
    assert (refund.state, refund.amount, order.refunded, order.kept) == ("given", 46_000, 46_000, 54_000)
    assert balance(session, f"order_funds:{order.id}") == -54_000
    assert balance(session, f"owed:{order.group_id}") == -46_000
    debt = session.scalars(select(Owed)).one()
    assert (debt.id, debt.amount, debt.reason) == (refund.owed_id, 46_000, "refund")
    sound(session)
    fulfilment.deliver(session, order, by=maker.actor)
    fulfilment.finish(session, order, by=SYSTEM)
    assert balance(session, f"payable:{order.producer_id}") == -54_000
    sound(session)


def test_after_earning_the_producer_owes_what_was_paid_out(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    order = bought(client, session, maker)
    assert pay_out(session, maker.producer, by=finance_person(session, "Rina")) == 100_000
    refunds.give(session, order, packs(order, 5), fee=10_000, reason="quality", by=FIRST)
    assert order.kept == 0 and balance(session, f"payable:{order.producer_id}") == 100_000
    sound(session)
    with pytest.raises(refunds.NotRefundable):
        refunds.give(session, order, packs(order, 1), fee=0, reason="quality", by=FIRST)


def test_everything_goes_back_before_earning_and_nothing_is_earned(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    order = bought(client, session, maker, until="arrived")
    refunds.give(session, order, packs(order, 5), fee=10_000, reason="wrong", by=FIRST)
    fulfilment.finish(session, order, by=SYSTEM)
    assert order.state == "completed" and balance(session, f"payable:{order.producer_id}") == 0
    sound(session)


def test_cash_is_refunded_after_it_was_collected(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    maker.producer.takes_cod = True
    order = bought(client, session, maker, packs=2, method="cod", until="shipped")
    with pytest.raises(refunds.NotRefundable):
        refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=FIRST)
    fulfilment.deliver(session, order, by=maker.actor)
    refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=FIRST)
    assert balance(session, f"payable:{order.producer_id}") == -28_000
    assert balance(session, f"producer_cash:{order.producer_id}") == 46_000
    sound(session)
    returning.give_back(session, session.scalars(select(Owed)).one(), how="BCA", proof_key="x", by=FIRST)
    assert sum(ledger.balances(session, "clearing").values()) == -18_000, "it leaves the operator's bank account"
    assert ledger.balances(session, "card_clearing") == {}
    sound(session)


def test_nothing_is_refunded_that_has_not_left(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    for until in ("placed", "accept", "ready"):
        order = bought(client, session, maker, packs=1, until=until)
        with pytest.raises(refunds.NotRefundable) as refused:
            refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=FIRST)
        assert refused.value.facts == {"why": "not_sent"}


@pytest.mark.parametrize("quantity", [-1, 6, 10**9, None, "2", True, "NaN"])
def test_impossible_packs_are_refused(
    client: FlaskClient, session: Session, maker: cast.Maker, quantity: object
) -> None:
    order = bought(client, session, maker)
    with pytest.raises(refunds.RefundPacks) as refused:
        refunds.give(session, order, packs(order, quantity), fee=0, reason="damaged", by=FIRST)
    assert refused.value.facts["most"] == 5
    sound(session)


@pytest.mark.parametrize("fee", [-1, 10_001, 10**9, None, "1"])
@pytest.mark.one_database
def test_impossible_fees_are_refused(client: FlaskClient, session: Session, maker: cast.Maker, fee: Any) -> None:
    order = bought(client, session, maker)
    with pytest.raises(refunds.RefundFee):
        refunds.give(session, order, [], fee=fee, reason="late", by=FIRST)
    with pytest.raises(refunds.NothingToRefund):
        refunds.give(session, order, packs(order, 0), fee=0, reason="late", by=FIRST)


def test_one_key_six_times_is_one_refund(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker)
    made = {
        refunds.give(session, order, packs(order, 3), fee=0, reason="damaged", key="k" * 20, by=FIRST).id
        for _ in range(6)
    }
    assert len(made) == 1 and order.refunded == 54_000
    with pytest.raises(refunds.RefundPacks):
        refunds.give(session, order, packs(order, 3), fee=0, reason="damaged", key="m" * 20, by=FIRST)
    sound(session)


def test_good_packs_go_back_to_their_lot(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker)
    item = maker.variant.stock_item_id
    before = levels.free(session, item)
    refunds.give(session, order, packs(order, 2, restock=True), fee=0, reason="goodwill", by=FIRST)
    assert levels.free(session, item) == before + 200
    moved = session.scalars(select(Movement).where(Movement.cause == "returned")).one()
    assert (moved.quantity, moved.reference) == (200, order.lines[0].reference)
    refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=FIRST)
    assert levels.free(session, item) == before + 200
    sound(session)


def test_a_recalled_lot_takes_nothing_back(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker)
    item = maker.variant.stock_item_id
    session.execute(update(Lot).where(Lot.stock_item_id == item).values(state="recalled"))
    session.execute(update(levels.StockLevel).values(stopped=levels.StockLevel.on_hand))
    session.expire_all()
    refund = refunds.give(session, order, packs(order, 2, restock=True), fee=0, reason="quality", by=FIRST)
    assert refund.lines[0].put_back == 0 and refund.amount == 36_000


def test_goods_made_to_order_do_not_come_back(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    product, variant = cast.goods(session, maker.producer, "Kue Uji", price=9_000, packs=0)
    product.made_to_order, product.lead_days = True, 2
    session.get_one(levels.StockLevel, variant.stock_item_id).weekly_capacity = 5_000
    order = bought(client, session, cast.Maker(maker.producer, product, variant), packs=3)
    refund = refunds.give(session, order, packs(order, 3, restock=True), fee=0, reason="wrong", by=FIRST)
    assert refund.lines[0].put_back == 0 and levels.free(session, variant.stock_item_id) == 0
    sound(session)


def test_above_the_limit_a_second_person_agrees(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker)
    settings.change(session, "refund.second_person_above", 40_000, by=SYSTEM)
    small = refunds.give(session, order, packs(order, 2), fee=0, reason="damaged", by=FIRST)
    assert small.state == "given"
    large = refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=FIRST)
    assert large.state == "asked" and order.refunded == 36_000, "two small ones do not go round the rule"
    with pytest.raises(refunds.RefundWaits):
        refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=SECOND)
    with pytest.raises(refunds.SamePerson):
        refunds.approve(session, large, by=FIRST)
    with pytest.raises(NotFound):
        refunds.approve(session, large, by=maker.actor)
    refunds.approve(session, large, by=SECOND)
    assert (large.state, large.approved_by, order.refunded) == ("given", "Keuangan Dua", 54_000)
    with pytest.raises(NotAllowed):
        refunds.approve(session, large, by=SECOND)
    sound(session)


def test_a_refused_refund_moves_nothing(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker)
    settings.change(session, "refund.second_person_above", 0, by=SYSTEM)
    asked = refunds.give(session, order, packs(order, 2), fee=0, reason="damaged", by=maker.actor)
    refunds.refuse(session, asked, "Belum jelas.", by=SECOND)
    assert asked.state == "refused" and order.refunded == 0 and session.scalars(select(Owed)).all() == []
    again = refunds.give(session, order, packs(order, 2), fee=0, reason="damaged", by=maker.actor)
    assert again.state == "asked"
    sound(session)


def test_a_producer_gives_back_only_her_own(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker)
    assert refunds.order_for(session, order.number, by=maker.actor) is order
    stranger = cast.maker(session, "Lain Uji", "Lain Uji", price=1_000, packs=0, phone="+6281200000903")
    for who in (stranger.actor, SYSTEM):
        with pytest.raises(NotFound):
            refunds.order_for(session, order.number, by=who)
        with pytest.raises(NotFound):
            refunds.give(session, order, packs(order, 1), fee=0, reason="goodwill", by=who)
    assert refunds.left(session, order, by=maker.actor).fee == 10_000
    order.delivery_kind = "courier"
    assert refunds.left(session, order, by=maker.actor).fee == 0
    assert refunds.left(session, order, by=FIRST).fee == 10_000


def test_a_transfer_that_comes_back_is_owed_again(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker)
    refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=FIRST)
    debt = session.scalars(select(Owed)).one()
    for round_ in range(3):
        returning.give_back(session, debt, how="BCA", proof_key="x", by=FIRST)
        with pytest.raises(NotAllowed):
            returning.give_back(session, debt, how="BCA", proof_key="x", by=FIRST)
        assert balance(session, f"owed:{order.group_id}") == 0
        sound(session)
        if round_ < 2:
            returning.failed(session, debt, "Nama tidak cocok.", by=FIRST)
            assert balance(session, f"owed:{order.group_id}") == -18_000 and debt.proof_key is None
            sound(session)


def test_the_table_of_the_documentation(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    """The worked example of “Refunds” in docs/money.md, line by line."""
    order = bought(client, session, maker, until="shipped")
    code, payment = order.group.payment.code, order.group.payment

    def line() -> list[int]:
        funds, owed = balance(session, f"order_funds:{order.id}"), balance(session, f"owed:{order.group_id}")
        clearing = balance(session, f"clearing:{payment.account_id}") - code
        return [funds, owed, balance(session, f"payable:{order.producer_id}"), clearing, order.refunded]

    seen = [line()]
    refunds.give(session, order, packs(order, 2), fee=5_000, reason="damaged", by=FIRST)
    seen.append(line())
    fulfilment.receive(session, order, by=SYSTEM)
    seen.append(line())
    assert pay_out(session, maker.producer, by=finance_person(session, "Rina")) == 59_000
    seen.append(line())
    refunds.give(session, order, packs(order, 1), fee=0, reason="damaged", by=FIRST)
    seen.append(line())
    for debt in session.scalars(select(Owed)).all():
        returning.give_back(session, debt, how="BCA", proof_key=None, by=FIRST)
    seen.append(line())
    assert seen == [
        [-100_000, 0, 0, 100_000, 0],
        [-59_000, -41_000, 0, 100_000, 41_000],
        [0, -41_000, -59_000, 100_000, 41_000],
        [0, -41_000, 0, 41_000, 41_000],
        [0, -59_000, 18_000, 41_000, 59_000],
        [0, 0, 18_000, -18_000, 59_000],
    ]
    sound(session)


def test_the_books_see_what_does_not_agree(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    """Negative control of every check."""
    order = bought(client, session, maker)
    refund = refunds.give(session, order, packs(order, 2, restock=True), fee=0, reason="damaged", by=FIRST)
    sound(session)
    for change, word in (
        (update(Order).values(refunded=1), "refunded 1"),
        (update(Refund).values(fee=5), "its lines"),
        (update(Refund).values(owed_id=None), "owed None"),
        (update(refund_rows.RefundLine).values(put_back=0), "came back"),
        (update(refund_rows.RefundLine).values(quantity=9), "9 packs refunded"),
        (update(Refund).values(state="asked"), "(asked)"),
    ):
        trial = session.begin_nested()
        session.execute(change.execution_options(synchronize_session=False))
        session.expire_all()
        assert any(word in fault for fault in books.faults(session)), word
        trial.rollback()
        session.expire_all()
    sound(session)
    assert refund.state == "given"


def test_an_account_that_cannot_be_read_any_more_is_asked_for_again(
    client: FlaskClient, session: Session, maker: cast.Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = bought(client, session, maker).group
    account = refund_accounts.put(session, group, "BCA", "1234567890", "Ani", by=guest("Ani"))
    monkeypatch.setattr(crypto, "_secrets", ["baru" * 10])
    assert not account.is_usable and account.number == ""
    again = refund_accounts.put(session, group, "BCA", "1234567890", "Ani", by=guest("Ani"))
    assert again is not account and again.is_usable
