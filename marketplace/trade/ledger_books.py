"""Does the ledger agree with itself? Each function returns its faults in words."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.money import ledger
from marketplace.money.freezes import Freeze
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.receiving import ReceivingAccount
from marketplace.people.producers import Producer

from .orders import Order, OrderGroup

OWNERS = {
    "clearing": ReceivingAccount.id,
    "receivable": Order.id,
    "deposit": OrderGroup.id,
    "order_funds": Order.id,
    "owed": OrderGroup.id,
    "payable": Producer.id,
    "producer_cash": Producer.id,
}


def balanced(session: Session) -> list[str]:
    """Every entry adds up to zero."""
    return [f"entry {source} does not add up to zero" for source in ledger.unbalanced(session)]


def sealed(session: Session) -> list[str]:
    """Every entry is complete."""
    return [f"entry {source} is not sealed" for source in ledger.unsealed(session)]


def total(session: Session) -> list[str]:
    """All accounts together add up to zero."""
    amount = int(session.scalar(select(func.coalesce(func.sum(Posting.amount), 0))) or 0)
    return [f"all accounts together are {amount} rupiah, not zero"] if amount else []


def accounts(session: Session) -> list[str]:
    """Every account is of a known kind and belongs to something that there is."""
    found = []
    there: dict[str, set[int]] = {}
    for code, kind in session.execute(select(Account.code, Account.kind).order_by(Account.id)):
        name, colon, owner = code.partition(":")
        if name != kind or kind not in ledger.KINDS or (colon and not owner.isdigit()):
            found.append(f"account {code} is of no known kind")
        elif kind in OWNERS:
            if kind not in there:
                there[kind] = set(session.scalars(select(OWNERS[kind])))
            if not owner or int(owner) not in there[kind]:
                found.append(f"account {code} belongs to nothing")
    return found


def reversals(session: Session) -> list[str]:
    """A reversal is the mirror of what it names."""
    found = []
    for entry in session.scalars(select(Entry).where(Entry.source.like("entry:%"))):
        number = entry.source.removeprefix("entry:").removesuffix(" reversed")
        first = session.get(Entry, int(number)) if number.isdigit() else None
        if first is None:
            found.append(f"entry {entry.source} reverses nothing")
        elif _legs(entry, -1) != _legs(first, 1):
            found.append(f"entry {entry.source} is not the mirror of {first.source}")
    return found


def freezes_are_sound(session: Session) -> list[str]:
    """What is frozen is there, and what was lifted says by whom, not before it was frozen."""
    found = []
    orders = {f"order:{number}" for number in session.scalars(select(Order.id))} if _any(session) else set()
    for row in session.scalars(select(Freeze).order_by(Freeze.id)):
        if row.subject.startswith("order:") and row.subject not in orders:
            found.append(f"freeze {row.id} keeps back {row.subject}, which is not there")
        if (row.lifted_at is None) != (row.lifted_by is None) or (row.lifted_at and row.lifted_at < row.at):
            found.append(f"freeze {row.id} of {row.subject} was not lifted in good order")
    return found


def _any(session: Session) -> bool:
    return session.scalar(select(Freeze.id).limit(1)) is not None


def _legs(entry: Entry, sign: int) -> list[tuple[int, int]]:
    return sorted((row.account_id, sign * row.amount) for row in entry.postings)
