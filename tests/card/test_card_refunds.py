"""Debts to whoever paid by card go back by themselves, once, whatever the provider does meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.money import ledger, receiving
from marketplace.trade import fulfilment, returning, shorting
from marketplace.trade.card_refunds import CardRefund
from marketplace.trade.owed import Owed
from tests import cast
from tests.card.till import Till


@pytest.fixture
def paid(till: Till) -> Till:
    """Two packs, paid by card."""
    till.order(packs=2)
    till.pay()
    till.deliver()
    return till


def decline(till: Till) -> Owed:
    """The maker cannot deliver: everything is owed."""
    order = till.group().orders[0]
    fulfilment.decline(till.session, order, "habis", by=maker(till))
    return till.session.scalars(select(Owed).order_by(Owed.id.desc()).limit(1)).one()


def maker(till: Till) -> Actor:
    return Actor("user", "Bu Amplang Uji", producer_ids=frozenset({till.maker.producer.id}))


def refunds(till: Till) -> list[int]:
    return [row["amount"] for row in till.twin.state.all("refunds")]


def test_all_of_it(paid: Till) -> None:
    owed = decline(paid)
    paid.work()
    assert owed.state == "returned" and owed.returned_how == "kartu" and refunds(paid) == [owed.amount * 100]
    assert paid.clearing() == 0 and paid.sound() and paid.deliver() is not None
    assert paid.sound() and paid.cases() == []
    assert "Sudah dikembalikan ke kartu Anda" in paid.read()


def test_a_part_and_then_the_rest(paid: Till) -> None:
    order = paid.group().orders[0]
    fulfilment.accept(paid.session, order, by=maker(paid))
    shorting.shorten(paid.session, order, {order.lines[0].id: 1}, by=maker(paid))
    paid.work()
    assert refunds(paid) == [18_000 * 100] and paid.sound()
    fulfilment.give_up(paid.session, order, "habis", by=maker(paid))
    paid.work()
    assert refunds(paid) == [28_000 * 100, 18_000 * 100] and paid.clearing() == 0 and paid.sound()


@pytest.mark.parametrize("how", ["500_before", "500_after", "drop_before", "drop_after"])
def test_once_although_the_provider_fails(paid: Till, how: str, later: Callable[..., None]) -> None:
    owed = decline(paid)
    paid.twin.switches.fail("POST /v1/refunds", how)
    paid.work()
    assert owed.state == "sending" and paid.sound()
    assert "Sedang kami kirim ke kartu Anda" in paid.read()
    later(minutes=1)
    paid.work()
    assert owed.state == "returned" and refunds(paid) == [owed.amount * 100] and paid.sound()


def test_after_a_long_outage_too(paid: Till, later: Callable[..., None]) -> None:
    owed = decline(paid)
    paid.twin.switches.fail("POST /v1/refunds", "500_before", 100)
    for _ in range(9):
        paid.work()
        later(minutes=11)
    assert owed.state == "sending" and paid.cases() == ["refund_slow"] and paid.sound()
    paid.twin.switches.faults.clear()
    later(minutes=11)
    paid.work()
    assert owed.state == "returned" and refunds(paid) == [owed.amount * 100]


def test_a_clear_no_gives_the_debt_back_to_finance(paid: Till) -> None:
    paid.twin.state.all("charges")[0]["disputed"] = True
    owed = decline(paid)
    paid.work()
    assert owed.state == "owed" and paid.cases() == ["refund"] and paid.sound()
    assert "charged back" in str(paid.case().facts["reason"])


def test_pending_at_the_provider_is_not_returned_yet(paid: Till) -> None:
    paid.twin.switches.pending_refunds = True
    owed = decline(paid)
    paid.work()
    assert owed.state == "sending" and paid.clearing() != 0
    refund = paid.twin.state.all("refunds")[0]
    refund["status"] = "succeeded"
    assert paid.deliver(paid.twin.hooks.tell("refund.updated", refund)) == ["200 returned"]
    assert owed.state == "returned" and paid.clearing() == 0 and paid.sound()


def test_a_refund_that_comes_back_is_owed_anew(paid: Till) -> None:
    owed = decline(paid)
    paid.work()
    paid.twin.acts.refund_fails(paid.twin.state.all("refunds")[0])
    assert paid.deliver(paid.told()[-1]) == ["200 failed"]
    again = paid.session.scalars(select(Owed).order_by(Owed.id.desc()).limit(1)).one()
    assert (owed.state, again.state, again.amount) == ("returned", "owed", owed.amount)
    assert paid.clearing() == owed.amount and paid.cases() == ["refund"] and paid.sound()
    paid.work()
    assert len(refunds(paid)) == 1


def test_what_finance_returns_by_hand_leaves_the_bank_and_may_come_back_there(paid: Till) -> None:
    """The provider sent nothing: its account keeps the money, whatever finance does."""
    paid.twin.state.all("charges")[0]["disputed"] = True
    owed = decline(paid)
    paid.work()
    due, bank = owed.amount, receiving.current(paid.session, "bank")
    assert bank is not None
    returning.give_back(paid.session, owed, how="BCA", proof_key="returns/x.jpg", by=cast.FINANCE)
    assert ledger.balances(paid.session, "clearing") == {f"clearing:{bank.id}": -due}
    assert paid.clearing() == due and paid.sound()
    returning.failed(paid.session, owed, "tutup", by=cast.FINANCE)
    assert ledger.balances(paid.session, "clearing") == {f"clearing:{bank.id}": 0} and paid.clearing() == due
    assert owed.state == "owed" and paid.sound()


def test_whether_a_card_refund_came_back_is_the_providers_to_say(paid: Till) -> None:
    """Otherwise its own message would owe the money a second time."""
    owed = decline(paid)
    paid.work()
    with pytest.raises(NotAllowed):
        returning.failed(paid.session, owed, "tutup", by=cast.FINANCE)
    assert owed.state == "returned" and paid.clearing() == 0 and paid.sound()


def test_never_more_than_was_paid(paid: Till) -> None:
    """Whatever asks for it: the books refuse before the provider is asked."""
    owed = decline(paid)
    order = paid.group().orders[0]
    from marketplace.trade import settlement

    settlement.note_owed(paid.session, order, owed.amount, "stray")
    paid.work()
    assert refunds(paid) == [owed.amount * 100] and paid.cases() == ["refund"]


def test_a_refund_made_elsewhere_is_shown_to_finance(paid: Till) -> None:
    intent = paid.hosted()["payment_intent"]
    paid.twin.acts.refund({"payment_intent": intent, "amount": "100000"})
    assert paid.deliver(paid.told()[-1]) == ["200 foreign"] and paid.cases() == ["foreign_refund"]
    assert paid.sound()


def test_every_call_that_moves_money_has_a_key_of_its_own(paid: Till) -> None:
    owed = decline(paid)
    paid.work()
    name = paid.page().name
    assert set(paid.twin.state.things["keys"]) == {f"pay-{name}", f"owed-{owed.id}"}
    assert paid.session.scalars(select(CardRefund)).one().key == f"owed-{owed.id}"
