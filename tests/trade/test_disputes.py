"""Disputes: in time, with both sides heard, the money frozen meanwhile, and decided once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM, guest
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.money import freezes
from marketplace.trade import approving, books, dispute_queue, disputes, fulfilment, refund_rows, refunds, sweeps
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.disputes import Complaint
from marketplace.trade.orders import Order, subject
from marketplace.trade.refunds import Part
from tests import cast
from tests.trade.ordering import two_makers
from tests.trade.refunding import FIRST, SECOND, balance, bought

BUYER = guest("Ani")


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return two_makers(session)[0]


@pytest.fixture
def order(client: FlaskClient, session: Session, maker: cast.Maker) -> Order:
    return bought(client, session, maker, until="arrived")


def opened(session: Session, order: Order, packs: int = 2, want: str = "money", **said: Any) -> Dispute:
    told = {"kind": "damaged", "words": "Dua bungkus pecah.", "want": want, **said}
    return disputes.open_(session, order, Complaint(packs={order.lines[0].id: packs}, **told), by=BUYER)


def sound(session: Session) -> None:
    session.flush()
    assert books.faults(session) == []


def told(session: Session, order: Order) -> list[str]:
    return [event.verb for event in events.history(session, subject(order))]


def test_an_open_dispute_freezes_and_stops_the_clock(
    session: Session, order: Order, later: Callable[..., None]
) -> None:
    opened(session, order, photos=("a.jpg", "b.jpg"))
    assert freezes.frozen(session) == {subject(order)} and order.deadline is None
    sound(session)
    later(days=30)
    assert not sweeps.overdue_order(session) and order.state == "arrived"
    with pytest.raises(disputes.CannotDispute) as refused:
        opened(session, order)
    assert refused.value.facts == {"why": "open"}


@pytest.mark.parametrize(("hours", "why"), [(0, ""), (47, ""), (49, "over")])
def test_a_problem_is_told_within_two_days(
    session: Session, order: Order, later: Callable[..., None], hours: int, why: str
) -> None:
    later(hours=hours)
    assert disputes.why_not(session, order) == why


def test_what_has_not_arrived_is_no_dispute(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = bought(client, session, maker, until="shipped")
    with pytest.raises(disputes.CannotDispute) as refused:
        opened(session, order)
    assert refused.value.facts == {"why": "not_received"}


def test_the_maker_agrees_and_the_refund_is_made_at_once(session: Session, order: Order, maker: cast.Maker) -> None:
    dispute = opened(session, order, want="money_fee")
    assert disputes.may_agree(session, dispute, by=maker.actor)
    refund = disputes.agree(session, dispute, by=maker.actor)
    assert (dispute.state, refund.amount, order.state) == ("agreed", 46_000, "completed")
    assert balance(session, f"payable:{order.producer_id}") == -54_000 and freezes.frozen(session) == set()
    assert [verb for verb in told(session, order) if "dispute" in verb] == ["dispute", "dispute_agree"]
    sound(session)
    with pytest.raises(NotAllowed):
        disputes.agree(session, dispute, by=maker.actor)
    with pytest.raises(disputes.CannotDispute):
        opened(session, order)


def test_a_fee_that_is_not_hers_and_new_goods_she_cannot_give(
    session: Session, order: Order, maker: cast.Maker
) -> None:
    order.delivery_kind = "courier"
    dispute = opened(session, order, want="money_fee")
    assert not disputes.may_agree(session, dispute, by=maker.actor)
    dispute.want = "replace"
    assert not disputes.may_agree(session, dispute, by=maker.actor)


@pytest.mark.parametrize(
    ("decision", "parts", "fee", "amount"), [("refund", 0, 0, 36_000), ("part", 1, 5_000, 23_000), ("none", 0, 0, 0)]
)
def test_finance_decides(
    session: Session, order: Order, maker: cast.Maker, decision: str, parts: int, fee: int, amount: int
) -> None:
    dispute = opened(session, order)
    disputes.answer(session, dispute, "Saya kirim dalam keadaan baik.", ["c.jpg"], by=maker.actor)
    assert [photo.file_key for photo in dispute.photos_of("producer")] == ["c.jpg"]
    chosen = [Part(order.lines[0].id, parts)]
    disputes.decide(session, dispute, decision, "Fotonya jelas.", parts=chosen, fee=fee, by=FIRST)
    assert (dispute.state, order.refunded, order.state) == ("decided", amount, "completed")
    assert balance(session, f"payable:{order.producer_id}") == amount - 100_000
    assert freezes.frozen(session) == set()
    sound(session)
    with pytest.raises(NotAllowed):
        disputes.decide(session, dispute, "none", "Lagi.", by=SECOND)


def test_a_decision_needs_words(session: Session, order: Order) -> None:
    dispute = opened(session, order)
    for words, decision in (("  ", "none"), ("Ya.", "perhaps")):
        with pytest.raises(Invalid):
            disputes.decide(session, dispute, decision, words, by=FIRST)


def test_silence_is_shown_and_not_decided(session: Session, order: Order, later: Callable[..., None]) -> None:
    dispute = opened(session, order)
    assert dispute_queue.backlog(session)[0] == 0
    later(hours=disputes.ANSWER_HOURS(session) + 1)
    assert dispute.is_late and dispute_queue.backlog(session) == (1, dispute.opened_at, True)
    for step in sweeps.steps():
        step(session)
    assert dispute.state == "open" and dispute_queue.undecided(session) == [dispute]
    disputes.decide(session, dispute, "refund", "Penjual tidak menjawab.", by=FIRST)
    sound(session)


def test_a_large_decision_waits_frozen_for_the_second_person(session: Session, order: Order, maker: cast.Maker) -> None:
    settings.change(session, "refund.second_person_above", 20_000, by=SYSTEM)
    dispute = opened(session, order)
    refund = disputes.decide(session, dispute, "refund", "Jelas.", by=FIRST)
    assert refund is not None and (dispute.state, refund.state) == ("approving", "asked")
    assert freezes.frozen(session) == {subject(order)} and order.refunded == 0
    approving.refuse(session, refund, "Terlalu banyak.", by=SECOND)
    assert dispute.state == "answered" and dispute.is_open
    sound(session)
    refund = disputes.decide(session, dispute, "refund", "Sudah dibicarakan.", by=FIRST)
    assert refund is not None
    approving.approve(session, refund, by=SECOND)
    assert (dispute.state, order.refunded, freezes.frozen(session)) == ("decided", 36_000, set())
    sound(session)


def test_the_buyer_takes_it_back_and_the_order_ends_in_its_time(
    session: Session, order: Order, later: Callable[..., None]
) -> None:
    dispute = opened(session, order)
    disputes.withdraw(session, dispute, by=BUYER)
    assert dispute.state == "withdrawn" and freezes.frozen(session) == set()
    later(hours=fulfilment.FINISH_HOURS(session) + 1)
    assert sweeps.overdue_order(session) and order.state == "completed"
    sound(session)


def test_what_was_refunded_meanwhile_is_not_refunded_again(session: Session, order: Order) -> None:
    dispute = opened(session, order, packs=4)
    refunds.give(session, order, [Part(order.lines[0].id, 3)], fee=0, reason="damaged", by=FIRST)
    assert disputes.asked_amount(session, dispute) == 36_000
    disputes.decide(session, dispute, "refund", "Sisanya.", by=FIRST)
    assert order.refunded == 90_000 and len(refund_rows.of_orders(session, [order.id])) == 2
    sound(session)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "bad"}, {"words": " \n "}, {"words": "x" * 1001}, {"want": ""}, {"photos": ("a", "b", "c", "d")},
    ],
)  # fmt: skip
@pytest.mark.one_database
def test_half_a_complaint_is_refused(session: Session, order: Order, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        opened(session, order, **wrong)
    for packs in (-1, 6, 10**9):
        with pytest.raises(refunds.RefundPacks):
            opened(session, order, packs=packs)
    with pytest.raises(refunds.NothingToRefund):
        opened(session, order, packs=0)


def test_the_books_see_a_freeze_without_a_dispute(session: Session, order: Order) -> None:
    """Negative control."""
    dispute = opened(session, order)
    dispute.closed_at = clock.now()
    session.flush()
    assert books.faults(session) == [f"{subject(order)}: frozen without a dispute"]
    dispute.closed_at = None
    freezes.lift(session, subject(order), disputes.FROZEN_BY, by=FIRST)
    assert books.faults(session) == [f"{subject(order)}: disputed and not frozen"]
    assert dispute.answer_by > dispute.opened_at + timedelta(hours=1)
