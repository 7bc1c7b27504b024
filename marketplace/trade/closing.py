"""Closing a month: what is still open in it, and the step itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import events, faults, jobs
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.events import Event
from marketplace.kernel.jobs import Job
from marketplace.money import periods
from marketplace.money.ledger import Account, Close, Entry, Posting
from marketplace.money.payments import Payment, PaymentProof
from marketplace.money.periods import Month

from . import books
from .owed import Owed

BOOKS_JOB = "check_books"
CHECKED = "period:books"
CLOSED = faults.declare("period.closed", "the month is closed, nothing is committed")


@dataclass(frozen=True)
class Open:
    """What is not settled in a month: how many, and rupiah where it is money."""

    what: str
    count: int
    amount: int = 0


def close(session: Session, month: Month, *, by: Actor) -> Close:
    """Close the month and write down who did. Raise as `periods.close` does."""
    row = periods.close(session, month, by=by)
    events.record(session, f"period:{month.first:%Y-%m}", "close", by=by, entries=row.entries, debit=row.debit)
    faults.at(CLOSED)
    return row


def still_open(session: Session, month: Month) -> list[Open]:
    """Warnings before a month is closed; what is open may be settled in a later month."""
    return [row for look in LOOKS for row in [look(session, month)] if row.count]


def promise_check(session: Session, key: str) -> bool:
    """Have the worker look through the books; a key that is known, or a check that waits, promises nothing."""
    waits = select(Job.id).where(Job.kind == BOOKS_JOB, Job.state.in_(("waiting", "running")))
    if session.scalar(waits.limit(1)) or session.scalar(select(Job.id).where(Job.key == key)):
        return False
    jobs.promise(session, BOOKS_JOB, key)
    return True


def check_books(session: Session, facts: dict[str, Any]) -> None:
    """Look through the books, and write down how much does not agree."""
    events.record(session, CHECKED, "checked", by=SYSTEM, faults=len(books.ledger_faults(session)))


def last_check(session: Session) -> Event | None:
    """When the books were looked through last, and with which outcome."""
    query = select(Event).where(Event.subject == CHECKED).order_by(Event.id.desc()).limit(1)
    return session.scalars(query).first()


def _proofs(session: Session, month: Month) -> Open:
    query = select(func.count(func.distinct(Payment.id))).join(PaymentProof, PaymentProof.payment_id == Payment.id)
    query = query.where(Payment.state == "checking", PaymentProof.sent_at < month.ends_at)
    return Open("proofs", int(session.scalar(query) or 0))


def _debts(session: Session, month: Month) -> Open:
    query = select(func.count(), func.coalesce(func.sum(Owed.amount), 0))
    count, amount = session.execute(query.where(Owed.state == "owed", Owed.created_at < month.ends_at)).one()
    return Open("owed", int(count), int(amount))


def _held(session: Session, month: Month) -> Open:
    """Orders whose money came by then and is still held now."""
    amount = func.sum(Posting.amount)
    held = (
        select(amount.label("amount"), func.min(Entry.at).label("since"))
        .join(Account, Account.id == Posting.account_id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Account.kind == "order_funds")
        .group_by(Account.id)
        .having(amount != 0)
        .subquery()
    )
    query = select(func.count(), func.coalesce(func.sum(held.c.amount), 0)).where(held.c.since < month.ends_at)
    count, total = session.execute(query).one()
    return Open("held", int(count), -int(total))


def _faults(session: Session, month: Month) -> Open:
    found = last_check(session)
    return Open("faults", int(found.facts["faults"]) if found else 0)


LOOKS: list[Callable[[Session, Month], Open]] = [
    _proofs,
    _debts,
    _held,
    _faults,
]
