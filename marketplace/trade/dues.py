"""What is due to every maker now, and in one word why it is not paid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import bank_accounts, freezes, payouts
from marketplace.money.bank_accounts import BankAccount
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.payouts import PayoutLine
from marketplace.people import identity_checks

KINDS = ("payable", "producer_cash")
PAYOUTS = "payout:%"


@dataclass
class Due:
    """What one maker has earned (`earned`) and has in her hand (`cash`), rupiah that nothing has claimed.

    `frozen` is earned, but kept back. `why` is empty when it can be paid: else frozen, owes, unverified,
    no_account, unapproved, held or below.
    """

    producer_id: int
    earned: int = 0
    cash: int = 0
    frozen: int = 0
    oldest: datetime | None = None
    postings: list[int] = field(default_factory=list)
    account: BankAccount | None = None
    why: str = ""

    @property
    def amount(self) -> int:
        """Rupiah to be paid; below zero she owes the operator."""
        return self.earned - self.cash


def of_all(session: Session, only: int | None = None) -> list[Due]:
    """Every maker for whom something is open, by id."""
    frozen = freezes.frozen(session)
    found = _collected(session, frozen, only)
    accounts, verified = bank_accounts.current(session), identity_checks.verified_ids(session)
    minimum = payouts.MINIMUM(session)
    for due in found.values():
        due.account = accounts.get(due.producer_id)
        due.why = _why(due, frozen, verified, minimum)
    return [found[key] for key in sorted(found) if found[key].amount or found[key].frozen]


def unclaimed() -> ColumnElement[bool]:
    """Of postings: nothing holds them, and they are no payout's own."""
    held = exists().where(PayoutLine.posting_id == Posting.id, PayoutLine.released_at.is_(None))
    return ~held & Entry.source.not_like(PAYOUTS)


def is_frozen(source: str, producer_id: int, frozen: set[str]) -> bool:
    """Whether an entry speaks of something whose money is kept back."""
    return source.partition(" ")[0] in frozen or f"producer:{producer_id}" in frozen


def _collected(session: Session, frozen: set[str], only: int | None) -> dict[int, Due]:
    found: dict[int, Due] = {}
    for posting, amount, code, source, at in session.execute(_open_postings(only)):
        kind, _, owner = code.partition(":")
        due = found.setdefault(int(owner), Due(int(owner)))
        if is_frozen(source, due.producer_id, frozen):
            due.frozen -= amount
            continue
        due.postings.append(posting)
        due.oldest = due.oldest or at
        if kind == "payable":
            due.earned -= amount
        else:
            due.cash += amount
    return found


def _open_postings(only: int | None) -> Select[int, int, str, str, datetime]:
    query = (
        select(Posting.id, Posting.amount, Account.code, Entry.source, Entry.at)
        .join(Account, Account.id == Posting.account_id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Account.kind.in_(KINDS), unclaimed(), Entry.at <= clock.now())
        .order_by(Posting.id)
    )
    return query if only is None else query.where(Account.code.in_([f"{kind}:{only}" for kind in KINDS]))


def _why(due: Due, frozen: set[str], verified: set[int], minimum: int) -> str:
    account = due.account
    reasons = {
        "frozen": f"producer:{due.producer_id}" in frozen or (due.amount == 0 and due.frozen != 0),
        "owes": due.amount <= 0,
        "unverified": due.producer_id not in verified,
        "no_account": account is None,
        "unapproved": account is not None and account.state == "waiting",
        "held": account is not None and account.is_held,
        "below": due.amount < minimum,
    }
    return next((why for why, holds in reasons.items() if holds), "")
