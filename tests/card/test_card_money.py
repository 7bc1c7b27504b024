"""Disputes, the provider's ledger against ours, money that reaches the bank, transfers to makers."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.money import card_money, freezes, ledger
from marketplace.money.card_money import CardCheck
from marketplace.money.gateways import card, stripe_transfers
from marketplace.money.gateways.provider import ProviderAway, ProviderRefused
from marketplace.money.receiving import ReceivingAccount
from marketplace.trade import card_disputes
from tests import cast
from tests.card.till import Till


@pytest.fixture
def paid(till: Till) -> Till:
    till.order()
    till.pay()
    till.deliver()
    return till


def disputed(till: Till) -> dict[str, object]:
    return till.twin.acts.dispute(till.hosted()["payment_intent"])


def test_a_dispute_keeps_the_money_back_until_it_is_won(paid: Till) -> None:
    dispute = disputed(paid)
    assert paid.deliver(paid.told()[-1]) == ["200 frozen"]
    order = paid.group().orders[0]
    assert freezes.frozen(paid.session) == {f"order:{order.id}"} and paid.cases() == ["dispute"]
    paid.twin.acts.decide(dispute, "won")
    assert paid.deliver(paid.told()[-1]) == ["200 won"]
    assert freezes.frozen(paid.session) == set() and paid.cases() == [] and paid.sound()


def test_a_lost_dispute_is_written_off_once(paid: Till) -> None:
    due = paid.group().payment.due
    dispute = disputed(paid)
    paid.deliver(paid.told()[-1])
    paid.twin.acts.decide(dispute, "lost")
    assert paid.deliver(paid.told()[-1]) == ["200 lost"] and paid.clearing() == due
    case = paid.case()
    assert case.facts["status"] == "lost"
    card_disputes.accept_loss(paid.session, case, by=cast.FINANCE)
    assert paid.clearing() == 0 and ledger.balances(paid.session, "write_off") == {"write_off": due}
    assert freezes.frozen(paid.session) == set() and paid.sound()
    with pytest.raises(NotAllowed):
        card_disputes.accept_loss(paid.session, case, by=cast.FINANCE)


def test_the_end_of_a_dispute_may_come_before_its_beginning(paid: Till) -> None:
    dispute = disputed(paid)
    paid.twin.acts.decide(dispute, "won")
    began, ended = paid.told()[-2:]
    began["data"]["object"]["status"] = "needs_response"
    assert paid.deliver(ended, began) == ["200 won", "200 known"]
    assert freezes.frozen(paid.session) == set() and paid.cases() == []


def check(till: Till, later: Callable[..., None]) -> CardCheck:
    till.session.execute(delete(CardCheck))
    later(minutes=90)
    till.work()
    return till.session.scalars(select(CardCheck).order_by(CardCheck.id.desc()).limit(1)).one()


def test_both_ledgers_agree(paid: Till, later: Callable[..., None]) -> None:
    found = check(paid, later)
    assert found.done_at is not None and (found.compared, found.differences) == (1, 0) and paid.cases() == []


@pytest.mark.parametrize("seed", ["unknown charge", "other amount", "missing charge", "foreign refund"])
@pytest.mark.one_database
def test_a_seeded_difference_is_told_within_one_run(paid: Till, later: Callable[..., None], seed: str) -> None:
    charges, moves = paid.twin.state.things["charges"], paid.twin.state.things["transactions"]
    if seed == "unknown charge":
        paid.twin.acts.pay(paid.twin.acts.new_session(_foreign()))
    elif seed == "other amount":
        next(iter(moves.values()))["amount"] += 100
    elif seed == "missing charge":
        moves.clear()
        charges.clear()
    else:
        paid.twin.acts.refund({"payment_intent": paid.hosted()["payment_intent"], "amount": "500000"})
    found = check(paid, later)
    kind = "differs_refund" if seed == "foreign refund" else "differs_charge"
    assert found.differences == 1 and paid.cases() == [kind], seed
    assert paid.sound()


def _foreign() -> dict[str, object]:
    price = {"unit_amount": "7700000", "currency": "idr", "product_data": {"name": "lain"}}
    return {"mode": "payment", "success_url": "http://x/", "line_items": {"0": {"quantity": "1", "price_data": price}}}


def test_the_comparison_is_made_up_for_after_an_outage(paid: Till, later: Callable[..., None]) -> None:
    paid.twin.switches.fail("GET /v1/balance", "500_before", 2)
    assert check(paid, later).done_at is None
    later(hours=1)
    paid.work()
    later(hours=1)
    paid.work()
    found = paid.session.scalars(select(CardCheck)).all()
    assert [row.done_at is not None for row in found] == [True] * len(found)


def test_card_money_that_reached_the_bank(paid: Till) -> None:
    due = paid.group().payment.due
    account = paid.session.scalars(select(ReceivingAccount)).one()
    card_money.settle(paid.session, "po_1", due, 1_200, account, by=cast.FINANCE)
    assert paid.clearing() == 0 and ledger.balances(paid.session, "fees") == {"fees": 1_200}
    assert ledger.balances(paid.session, "clearing") == {f"clearing:{account.id}": due - 1_200}
    with pytest.raises(NotAllowed):
        card_money.settle(paid.session, "po_1", due, 1_200, account, by=cast.FINANCE)
    for gross, fee in ((1, 0), (0, 0), (-5, 0), (10**9, 1)):
        with pytest.raises(Invalid):
            card_money.settle(paid.session, "po_2", gross, fee, account, by=cast.FINANCE)
    assert paid.sound()


def test_a_transfer_to_a_maker_is_made_once(paid: Till) -> None:
    provider = card.provider()
    account = paid.twin.acts.new_account({"country": "ID"})["id"]
    with pytest.raises(ProviderRefused):
        stripe_transfers.send(paid.session, provider, account=account, amount=10_000, payout="7")
    settings.change(paid.session, "card.connect", True, by=SYSTEM)
    paid.session.commit()
    paid.twin.switches.fail("POST /v1/transfers", "drop_after")
    with pytest.raises(ProviderAway):
        stripe_transfers.send(paid.session, provider, account=account, amount=10_000, payout="7")
    sent = stripe_transfers.send(paid.session, provider, account=account, amount=10_000, payout="7")
    assert [row["id"] for row in paid.twin.state.all("transfers")] == [sent.id]
    assert paid.twin.state.all("transfers")[0]["amount"] == 1_000_000


@pytest.mark.one_database
def test_what_a_transfer_cannot_do(paid: Till) -> None:
    settings.change(paid.session, "card.connect", True, by=SYSTEM)
    paid.session.commit()
    abroad = paid.twin.acts.new_account({"country": "SG"})["id"]
    home = paid.twin.acts.new_account({"country": "ID"})["id"]
    for account, amount in ((abroad, 10_000), (home, 10_000_000), (home, 0), (home, -1), ("acct_none", 10_000)):
        with pytest.raises(ProviderRefused):
            stripe_transfers.send(paid.session, card.provider(), account=account, amount=amount, payout="8")
    assert paid.twin.state.all("transfers") == []


@pytest.mark.one_database
def test_the_twin_refuses_what_the_library_does_not_know(till: Till) -> None:
    import urllib.error
    import urllib.request

    for body in ("mode=payment&payment_method_types[0]=card", "line_items[0][price_data][colour]=red"):
        call = urllib.request.Request(
            f"{till.twin.url}/v1/checkout/sessions", body.encode(), {"Authorization": "Bearer sk_1"}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(call)
        assert refused.value.code == 400 and "unknown parameter" in json.loads(refused.value.read())["error"]["message"]


@pytest.mark.one_database
def test_a_key_with_other_parameters_is_refused(till: Till) -> None:
    provider = card.provider()
    assert provider is not None
    till.order()
    till.pay()
    intent = till.hosted()["payment_intent"]
    first = provider.refund(intent, 1_000, "1", "same")
    assert provider.refund(intent, 1_000, "1", "same").id == first.id
    with pytest.raises(ProviderRefused):
        provider.refund(intent, 2_000, "1", "same")
