"""From what is due to money on the maker's account: batch, second person, bank file, sent, failed."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults, locks
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.money import bank_accounts, freezes, payouts, receiving
from marketplace.money.ledger import Entry, Posting
from marketplace.money.payouts import Payout, PayoutBatch, PayoutLine
from marketplace.people import identity_checks

from . import dues, settle_payouts
from .dues import Due

AFTER_CLAIM = faults.declare("payout.claimed", "postings are claimed, the ledger does not say so yet")
AFTER_MADE = faults.declare("payout.made", "the batch is posted, nothing is committed")
AFTER_SENT = faults.declare("payout.sent", "the ledger says sent, the payout does not yet")
AFTER_FAILED = faults.declare("payout.failed", "the ledger says failed, the claims still hold")
events.tell("payout", "sent", "failed")


class NothingDue(Refusal):
    """There is nobody to be paid now."""


class NeedsSecondPerson(Refusal):
    """The batch is above the limit and nobody else has approved it; or the same person tried to."""


class PaymentStopped(Refusal):
    """Something changed after the batch was made; facts: why (frozen, unverified, account)."""


class NoBankAccount(Refusal):
    """The operator has no bank account from which to pay."""


def make(session: Session, *, by: Actor, only: int | None = None) -> PayoutBatch:
    """Claim all that is due (or what one maker is due) for a new batch. Raise NothingDue."""
    locks.alone(session, "payouts")
    payable = [due for due in dues.of_all(session, only) if not due.why]
    if not payable:
        raise NothingDue()
    total = sum(due.amount for due in payable)
    state = "waiting" if total > payouts.SECOND_PERSON(session) else "ready"
    batch = PayoutBatch(total=total, state=state, created_by_id=by.user_id, created_by=by.name)
    session.add(batch)
    session.flush()
    for due in payable:
        _claim(session, batch, due, by)
    faults.at(AFTER_MADE)
    events.record(session, f"payout_batch:{batch.id}", "made", by=by, total=total, count=len(payable))
    return batch


def approve(session: Session, batch: PayoutBatch, *, by: Actor) -> None:
    """A second person agrees; the batch is locked by whoever found it. Raise NotAllowed, NeedsSecondPerson."""
    if batch.state != "waiting":
        raise NotAllowed(verb="approve", state=batch.state)
    if by.user_id is None or by.user_id == batch.created_by_id:
        raise NeedsSecondPerson()
    batch.state, batch.approved_at = "ready", clock.now()
    batch.approved_by_id, batch.approved_by = by.user_id, by.name
    session.flush()
    events.record(session, f"payout_batch:{batch.id}", "approved", by=by)


def hand_to_bank(session: Session, batch: PayoutBatch, *, by: Actor) -> list[Payout]:
    """The payouts for the bank's file; from now on the money may be on its way. Raise NeedsSecondPerson."""
    locks.alone(session, "payouts")
    if batch.state != "ready":
        raise NeedsSecondPerson()
    stopped = stopped_in(session, batch)
    going = [payout for payout in batch.payouts if payout.state == "claimed" and payout.id not in stopped]
    for payout in going:
        payout.filed_at = payout.filed_at or clock.now()
    session.flush()
    events.record(session, f"payout_batch:{batch.id}", "filed", by=by, count=len(going))
    return going


def mark_sent(session: Session, payout: Payout, *, proof_key: str | None, by: Actor) -> None:
    """The bank has sent it; the payout is locked by whoever found it. Raise what `may_be_sent` does, NoBankAccount."""
    may_be_sent(session, payout)
    account = receiving.current(session, "bank")
    if account is None:
        raise NoBankAccount()
    settle_payouts.sent(session, payout, account.id, by=by)
    faults.at(AFTER_SENT)
    payout.state, payout.sent_at, payout.sent_by = "sent", clock.now(), by.name
    payout.paid_from_id, payout.proof_key = account.id, proof_key
    session.flush()
    events.record(session, payout.subject, "sent", by=by, amount=payout.amount)


def may_be_sent(session: Session, payout: Payout) -> None:
    """Raise NotAllowed when it was sent or failed already, NeedsSecondPerson, PaymentStopped."""
    if payout.state != "claimed":
        raise NotAllowed(verb="mark_sent", state=payout.state)
    if payout.batch.state != "ready":
        raise NeedsSecondPerson()
    locks.alone(session, "payouts")
    why = stopped_in(session, payout.batch).get(payout.id)
    if why is not None:
        raise PaymentStopped(why=why)


def fail(session: Session, payout: Payout, reason: str, *, by: Actor) -> None:
    """It did not arrive, or must not go: what it claimed is due again. Raise NotAllowed."""
    if payout.state not in {"claimed", "sent"}:
        raise NotAllowed(verb="fail", state=payout.state)
    settle_payouts.failed(session, payout, by=by)
    faults.at(AFTER_FAILED)
    payouts.release(session, payout)
    payout.state, payout.failed_at, payout.failed_by, payout.reason = "failed", clock.now(), by.name, reason
    session.flush()
    events.record(session, payout.subject, "failed", by=by, amount=payout.amount, reason=reason)


def stopped_in(session: Session, batch: PayoutBatch) -> dict[int, str]:
    """Payouts that must not go any more, with the reason; not those that the bank may be sending already."""
    frozen, verified = freezes.frozen(session), identity_checks.verified_ids(session)
    sources: dict[int, list[str]] = {}
    for payout_id, source in session.execute(_held_sources(batch)):
        sources.setdefault(payout_id, []).append(source)
    found = {}
    for payout in batch.payouts:
        if payout.state != "claimed" or payout.filed_at is not None:
            continue
        if any(dues.is_frozen(source, payout.producer_id, frozen) for source in sources.get(payout.id, [])):
            found[payout.id] = "frozen"
        elif payout.producer_id not in verified:
            found[payout.id] = "unverified"
        elif _account_changed(session, payout):
            found[payout.id] = "account"
    return found


def _claim(session: Session, batch: PayoutBatch, due: Due, by: Actor) -> None:
    if due.account is None:
        raise NothingDue()
    payout = Payout(
        batch=batch, producer_id=due.producer_id, bank_account_id=due.account.id, amount=due.amount, state="claimed"
    )
    session.add(payout)
    session.flush()
    payouts.claim(session, payout, due.postings)
    faults.at(AFTER_CLAIM)
    settle_payouts.claimed(session, payout, by=by)


def _account_changed(session: Session, payout: Payout) -> bool:
    now = bank_accounts.of(session, payout.producer_id)
    return now is None or now.id != payout.bank_account_id or now.is_held


def _held_sources(batch: PayoutBatch) -> Select[int, str]:
    return (
        select(Payout.id, Entry.source)
        .join(PayoutLine, PayoutLine.payout_id == Payout.id)
        .join(Posting, Posting.id == PayoutLine.posting_id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Payout.batch_id == batch.id, PayoutLine.released_at.is_(None))
    )
