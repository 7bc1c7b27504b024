"""Payouts: what is claimed, left out, sent, failed; nothing twice, and the ledger agrees."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.money import bank_accounts, freezes, ledger, payouts
from marketplace.money.payouts import Payout, PayoutBatch, PayoutLine
from marketplace.people import identity_checks
from marketplace.trade import cash_debts, dues, paying_out, payout_books
from tests.trade.payees import OFFICER, collect, earn, finance_person, payee


@pytest.fixture
def by(session: Session) -> Actor:
    return finance_person(session, "Nurul")


def why(session: Session, producer_id: int) -> str:
    return next(due.why for due in dues.of_all(session) if due.producer_id == producer_id)


def only(batch: PayoutBatch) -> Payout:
    (payout,) = batch.payouts
    return payout


def balance(session: Session, kind: str, code: str) -> int:
    return ledger.balances(session, kind).get(code, 0)


def test_a_batch_claims_all_that_is_due_and_once(session: Session, by: Actor) -> None:
    makers = [payee(session, name) for name in ("Satu", "Dua")]
    for maker in makers:
        earn(session, maker, 60_000)
        earn(session, maker, 40_000)
    batch = paying_out.make(session, by=by)
    assert [payout.amount for payout in batch.payouts] == [100_000, 100_000] and batch.state == "ready"
    with pytest.raises(paying_out.NothingDue):
        paying_out.make(session, by=by)
    earn(session, makers[0], 30_000)
    assert only(paying_out.make(session, by=by)).amount == 30_000
    assert payout_books.faults(session) == []


def test_cash_in_her_hand_is_netted(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    earn(session, maker, 100_000)
    collect(session, maker, 50_000, fee=5_000)
    assert only(paying_out.make(session, by=by)).amount == 95_000
    assert balance(session, "producer_cash", f"producer_cash:{maker.id}") == 0
    assert balance(session, "payable", f"payable:{maker.id}") == 0
    assert payout_books.faults(session) == []


def test_who_owes_carries_on_until_she_has_earned_it(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    collect(session, maker, 200_000, fee=20_000)
    assert why(session, maker.id) == "owes"
    debt = cash_debts.of(session, maker.id)
    assert debt is not None and debt.amount == 20_000
    earn(session, maker, 70_000)
    assert cash_debts.of(session, maker.id) is None
    assert only(paying_out.make(session, by=by)).amount == 50_000


def test_what_is_left_out_and_why(session: Session, by: Actor) -> None:
    cases = {
        "unverified": payee(session, "Satu", verified=False),
        "no_account": payee(session, "Dua", account=False),
        "unapproved": payee(session, "Tiga", account=False),
        "held": payee(session, "Empat"),
        "below": payee(session, "Lima"),
        "frozen": payee(session, "Enam"),
    }
    enter(session, cases["unapproved"].id, "7770001")
    held = enter(session, cases["held"].id, "7770002")
    bank_accounts.approve(session, held, by=by)
    for name, maker in cases.items():
        subject = earn(session, maker, 19_999 if name == "below" else 50_000)
        if name == "frozen":
            freezes.freeze(session, subject, "dispute", by=by)
    assert {name: why(session, maker.id) for name, maker in cases.items()} == {name: name for name in cases}
    with pytest.raises(paying_out.NothingDue):
        paying_out.make(session, by=by)


def enter(session: Session, producer_id: int, number: str) -> bank_accounts.BankAccount:
    return bank_accounts.enter(session, producer_id, holder="Bu Uji", bank="BRI", number=number, by=SYSTEM)


def test_a_frozen_order_stays_and_its_neighbours_go(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    earn(session, maker, 30_000, order=9)
    earn(session, maker, 50_000, order=91)
    freezes.freeze(session, "order:9", "dispute", by=by)
    assert only(paying_out.make(session, by=by)).amount == 50_000
    freezes.lift(session, "order:9", "dispute", by=by)
    assert only(paying_out.make(session, by=by)).amount == 30_000


def test_sent_leaves_the_operators_account_once(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    earn(session, maker, 50_000)
    payout = only(paying_out.make(session, by=by))
    before = sum(ledger.balances(session, "clearing").values())
    paying_out.mark_sent(session, payout, proof_key="p/1.jpg", by=by)
    with pytest.raises(NotAllowed):
        paying_out.mark_sent(session, payout, proof_key="p/2.jpg", by=by)
    assert sum(ledger.balances(session, "clearing").values()) == before - 50_000
    assert balance(session, "payout", f"payout:{payout.id}") == 0 and payout.proof_key == "p/1.jpg"
    assert payout_books.faults(session) == []


@pytest.mark.parametrize("sent", [False, True])
def test_a_failed_payout_is_due_again(session: Session, by: Actor, sent: bool) -> None:
    maker = payee(session, "Satu")
    earn(session, maker, 100_000)
    collect(session, maker, 30_000)
    payout = only(paying_out.make(session, by=by))
    clearing = sum(ledger.balances(session, "clearing").values())
    if sent:
        paying_out.mark_sent(session, payout, proof_key=None, by=by)
    paying_out.fail(session, payout, "Rekening ditutup", by=by)
    with pytest.raises(NotAllowed):
        paying_out.fail(session, payout, "Rekening ditutup", by=by)
    assert sum(ledger.balances(session, "clearing").values()) == clearing
    assert balance(session, "producer_cash", f"producer_cash:{maker.id}") == 30_000
    assert payouts.failed(session) == [payout] and payout_books.faults(session) == []
    again = only(paying_out.make(session, by=by, only=maker.id))
    assert again.amount == payout.amount and payouts.failed(session) == []
    assert payout_books.faults(session) == []


def test_a_large_batch_needs_somebody_else(session: Session, by: Actor) -> None:
    settings.change(session, "payout.second_person_above", 99_999, by=SYSTEM)
    maker = payee(session, "Satu")
    earn(session, maker, 100_000)
    batch = paying_out.make(session, by=by)
    with pytest.raises(paying_out.NeedsSecondPerson):
        paying_out.hand_to_bank(session, batch, by=by)
    with pytest.raises(paying_out.NeedsSecondPerson):
        paying_out.mark_sent(session, only(batch), proof_key=None, by=by)
    with pytest.raises(paying_out.NeedsSecondPerson):
        paying_out.approve(session, batch, by=by)
    paying_out.approve(session, batch, by=finance_person(session, "Dewi"))
    assert paying_out.hand_to_bank(session, batch, by=by) == batch.payouts
    paying_out.mark_sent(session, only(batch), proof_key=None, by=by)


@pytest.mark.parametrize("change", ["frozen", "unverified", "account"])
def test_what_changes_after_the_batch_stops_the_payout(session: Session, by: Actor, change: str) -> None:
    maker = payee(session, "Satu")
    subject = earn(session, maker, 50_000)
    batch = paying_out.make(session, by=by)
    if change == "frozen":
        freezes.freeze(session, subject, "dispute", by=by)
    elif change == "unverified":
        identity_checks.withdraw(session, maker, by=OFFICER)
    else:
        enter(session, maker.id, "8880001")
    assert paying_out.hand_to_bank(session, batch, by=by) == []
    with pytest.raises(paying_out.PaymentStopped) as stopped:
        paying_out.mark_sent(session, only(batch), proof_key=None, by=by)
    assert stopped.value.facts["why"] == change


def test_what_the_bank_has_already_can_still_be_told_as_sent(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    subject = earn(session, maker, 50_000)
    batch = paying_out.make(session, by=by)
    paying_out.hand_to_bank(session, batch, by=by)
    freezes.freeze(session, subject, "dispute", by=by)
    paying_out.mark_sent(session, only(batch), proof_key=None, by=by)
    assert only(batch).state == "sent"


def test_the_database_lets_nobody_claim_twice(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    earn(session, maker, 50_000)
    payout = only(paying_out.make(session, by=by))
    held = session.query(PayoutLine).filter_by(payout_id=payout.id).one()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(PayoutLine(payout_id=payout.id, posting_id=held.posting_id))
        session.flush()


def test_verify_tells_what_does_not_hold(session: Session, by: Actor) -> None:
    """Negative control: each kind of damage is told."""
    maker = payee(session, "Satu")
    earn(session, maker, 50_000)
    payout = only(paying_out.make(session, by=by))
    for damage, word in (({"amount": 49_000}, "pays"), ({"state": "sent"}, "holds")):
        good = {name: getattr(payout, name) for name in damage}
        session.execute(update(Payout).values(**damage))
        assert any(word in fault for fault in payout_books.faults(session))
        session.execute(update(Payout).values(**good))
    session.execute(update(PayoutLine).values(released_at=payout.created_at))
    assert any("unclaimed" in fault for fault in payout_books.faults(session))


def test_cash_handed_over_counts_once(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    collect(session, maker, 200_000, fee=20_000)
    for _ in range(2):
        cash_debts.record_deposit(session, maker.id, 20_000, key="a", proof_key=None, by=by)
    assert cash_debts.of(session, maker.id) is None and cash_debts.in_hand(session, maker.id) == 180_000
    with pytest.raises(Invalid):
        cash_debts.record_deposit(session, maker.id, 180_001, key="b", proof_key=None, by=by)
    assert payout_books.faults(session) == []


def test_cash_is_closed_above_the_limit_and_after_the_day(session: Session, by: Actor) -> None:
    maker = payee(session, "Satu")
    collect(session, maker, 900_000, fee=500_001)
    assert not cash_debts.blocks(session, [maker.id])
    for day, closed in (("2999-01-01", False), ("2026-01-01", True)):
        settings.change(session, "cod.debt_block_from", day, by=SYSTEM)
        assert cash_debts.blocks(session, [maker.id]) is closed
    cash_debts.record_deposit(session, maker.id, 1, key="a", proof_key=None, by=by)
    assert not cash_debts.blocks(session, [maker.id])
