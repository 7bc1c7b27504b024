"""The provider's messages: forged, malformed, doubled, in every order, at once, and about something else."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.fakes.stripe import hooks
from marketplace.money.card_cases import CardEvent
from tests.card.till import Till

DAY = 24 * 60 * 60


def forgeries(body: str, secret: str) -> dict[str, tuple[str | bytes, str]]:
    """Ten ways to pretend to be the provider: what is sent, and its signature."""
    good, now = hooks.sign(body, secret), int(time.time())
    return {
        "no signature": (body, ""),
        "another secret": (body, hooks.sign(body, "whsec_other")),
        "an empty secret": (body, hooks.sign(body, "")),
        "a changed body": (body.replace('"paid"', '"paid" '), good),
        "a larger sum": (body.replace('"amount_total": ', '"amount_total": 9'), good),
        "an old message": (body, hooks.sign(body, secret, now - DAY)),
        "an old message with a new time": (
            body, f"t={now},{hooks.sign(body, secret, now - DAY).split(',')[1]}",
        ),
        "only the old scheme": (body, good.replace("v1=", "v0=")),
        "half a signature": (body, good[:-32]),
        "a signature of something else": (body, hooks.sign("{}", secret)),
        "no time": (body, good.split(",")[1]),
        "words": (body, "t=kemarin,v1=sah"),
    }  # fmt: skip


def test_what_the_provider_did_not_sign_changes_nothing(till: Till) -> None:
    till.order()
    till.pay()
    body = till.twin.hooks.body(till.told()[-1])
    for name, (sent, signature) in forgeries(body, till.twin.secret).items():
        assert till.post(sent, signature) == "400 refused", name
    assert till.state() == ("waiting", "awaiting_payment") and till.entries() == 0
    assert till.session.scalar(select(func.count()).select_from(CardEvent)) == 0
    assert till.post(body) == "200 paid"


def test_what_is_no_message_is_refused(till: Till) -> None:
    halves = ('{"id": "e"}', '{"id": 1, "type": "x", "data": {"object": {}}}', '{"id": "e", "type": "x", "data": null}')
    for body in ("", "{", "[]", "null", '"x"', "{}", *halves, '{"id": "e", "type": "x", "data": {"object": []}}'):
        assert till.post(body) == "400 refused", body
    assert till.post(b"\xff\xfe\x00", hooks.sign("x", till.twin.secret)) == "400 refused"
    huge = json.dumps({"id": "e", "type": "x", "data": {"object": {"x": "y" * 300_000}}})
    assert till.post(huge).startswith("413")
    assert till.app.test_client().get("/hooks/stripe").status_code == 405


def test_unknown_kinds_are_kept_and_do_nothing(till: Till) -> None:
    body = json.dumps({"id": "evt_x", "type": "customer.created", "data": {"object": {"id": "cus_1"}}})
    assert [till.post(body), till.post(body)] == ["200 ignored", "200 known"]


def test_every_order_of_the_same_messages_ends_alike(till: Till) -> None:
    """Declined, paid, the page complete, the page expired (which the twin never says of a paid page)."""
    till.order()
    till.twin.acts.decline(till.hosted())
    till.pay()
    ended = till.twin.hooks.tell("checkout.session.expired", {**till.hosted(), "status": "expired"})
    ended["data"]["object"]["payment_status"] = "unpaid"
    messages = till.told()
    for n, order in enumerate(itertools.permutations(messages)):
        with till.session.begin_nested() as attempt:
            for event in order:
                _take(till, event)
            assert till.state() == ("paid", "placed") and till.sound(), [event["type"] for event in order]
            assert till.entries() == 1 and till.cases() == []
            attempt.rollback()
        till.session.expire_all()
        assert n < 24


def _take(till: Till, event: dict[str, Any]) -> None:
    from marketplace.money.gateways.provider import Notice
    from marketplace.trade import card_events

    card_events.take(till.session, Notice(event["id"], event["type"], event["data"]["object"]))
    till.session.flush()


def test_the_same_message_over_and_over_acts_once(till: Till) -> None:
    till.order()
    till.pay()
    event = till.told()[-1]
    assert till.deliver(*[event] * 5) == ["200 paid", *["200 known"] * 4]
    assert till.entries() == 1


@pytest.mark.parametrize(
    ("wrong", "case"),
    [
        ({"amount_total": 1}, "amount"),
        ({"amount_total": 2_800_001}, "amount"),
        ({"amount_total": 2_800_100}, "amount"),
        ({"amount_total": -2_800_000}, "amount"),
        ({"amount_total": None}, "amount"),
        ({"currency": "usd"}, "amount"),
        ({"payment_intent": None}, "amount"),
        ({"client_reference_id": "somebody else's"}, "unknown"),
        ({"id": "cs_other"}, "unknown"),
        ({"id": "cs_other", "metadata": {}, "client_reference_id": None}, "unknown"),
    ],
)
@pytest.mark.one_database
def test_money_that_is_not_what_was_asked_is_shown_to_finance(till: Till, wrong: dict[str, Any], case: str) -> None:
    till.order()
    till.pay()
    event = till.told()[-1]
    event["data"]["object"].update(wrong)
    assert till.deliver(event) == [f"200 {'held' if case == 'amount' else 'unknown'}"]
    assert till.state() == ("waiting", "awaiting_payment") and till.entries() == 0
    assert till.cases() == [case] and till.sound()


def test_a_failure_after_the_success_changes_nothing(till: Till) -> None:
    till.order()
    till.pay()
    till.deliver()
    for kind in ("checkout.session.async_payment_failed", "checkout.session.expired", "payment_intent.payment_failed"):
        thing = {**till.hosted(), "payment_status": "unpaid", "status": "expired"}
        till.deliver(till.twin.hooks.tell(kind, thing))
    assert till.state() == ("paid", "placed") and till.entries() == 1 and till.sound()


def test_the_message_may_come_before_our_own_answer(till: Till) -> None:
    """The page was made, the answer was lost, and the buyer of another tab has paid already."""
    till.twin.switches.fail("POST /v1/checkout", "drop_after")
    till.order()
    assert till.page().provider_id is None
    till.pay()
    till.deliver()
    assert till.state() == ("paid", "placed") and till.sound()
    till.errands()
    assert len(till.twin.state.all("sessions")) == 1


def test_two_charges_for_one_order_are_never_kept(till: Till) -> None:
    """The provider would have to break its own rule; the second goes back by itself."""
    group = till.order()
    till.pay()
    till.deliver()
    first = till.hosted()
    first.update(status="open")
    till.pay()
    till.deliver(*till.told()[2:])
    assert till.clearing() == 2 * group.payment.due
    till.work()
    assert till.clearing() == group.payment.due and till.state() == ("paid", "placed") and till.sound()
