"""Double entry, append-only: entries whose postings add up to zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, upsert
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal

KINDS = {
    "clearing": "money received on one of the operator's accounts (asset)",
    "card_clearing": "money that the card provider holds for the operator (asset)",
    "receivable": "what an organisation owes for the invoice of one order (asset)",
    "deposit": "down payment of one order group that no invoice has used (liability)",
    "order_funds": "prepaid money held for one order (liability)",
    "unique_codes": "the few rupiah by which a transfer is recognised (liability)",
    "owed": "money to be returned to the buyer of one order group (liability)",
    "payable": "what a producer has earned (liability)",
    "producer_cash": "cash a producer collected at the door (asset)",
    "payout": "money claimed for one payout and not yet sent (liability)",
    "courier": "delivery fees that the operator owes its courier (liability)",
    "commission": "what the operator keeps of sales (income)",
    "tax": "tax withheld or collected, to be handed on, by kind (liability)",
    "fees": "what gateways and banks charge the operator (expense)",
    "write_off": "differences the operator bears or keeps (expense)",
}


class Unbalanced(Refusal):
    """The legs do not add up to zero; facts: total."""


class PeriodClosed(Refusal):
    """The month of this instant is closed; facts: until (UTC)."""


class NotReversible(Refusal):
    """The entry was reversed before, or is itself a reversal; facts: source."""


class Account(Base):
    """One account: a kind from KINDS, and whose it is (`clearing:3`, `payable:17`)."""

    __tablename__ = "ledger_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)


class Entry(Base):
    """One thing that happened to money. `source` names it (`order:17 paid`) and is unique."""

    __tablename__ = "ledger_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(unique=True)
    memo: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    by_name: Mapped[str]

    postings: Mapped[list[Posting]] = relationship(order_by="Posting.id")


class Posting(Base):
    """Rupiah on one account: positive is debit, negative is credit."""

    __tablename__ = "ledger_postings"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_accounts.id"), index=True)
    amount: Mapped[int]

    account: Mapped[Account] = relationship()


class Seal(Base):
    """The entry is complete. The database refuses a seal that does not balance, and postings after it."""

    __tablename__ = "ledger_seals"

    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entries.id"), primary_key=True, autoincrement=False)


class Close(Base):
    """A closed month: before `ends_at` (UTC) there are `entries` with `debit` rupiah in all, for ever."""

    __tablename__ = "ledger_closes"

    month: Mapped[date] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
    entries: Mapped[int]
    debit: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    @property
    def last(self) -> date:
        """The last day of the month."""
        return clock.local(self.ends_at).date() - timedelta(days=1)


@dataclass(frozen=True)
class Leg:
    """`amount` rupiah on the account `kind:owner`; positive is debit, negative is credit."""

    kind: str
    owner: int | None
    amount: int

    @property
    def code(self) -> str:
        return self.kind if self.owner is None else f"{self.kind}:{self.owner}"


def post(session: Session, source: str, memo: str, legs: Iterable[Leg], *, by: Actor) -> Entry:
    """Write and seal one balanced entry; raise Unbalanced or PeriodClosed.

    The same `source` twice is refused by the database.
    """
    legs = [leg for leg in legs if leg.amount]
    total = sum(leg.amount for leg in legs)
    if total != 0 or not legs:
        raise Unbalanced(source=source, total=total)
    postings = [Posting(account_id=_account(session, leg), amount=leg.amount) for leg in legs]
    return _write(session, Entry(source=source, memo=memo, by_name=_who(by), postings=postings))


def reverse(session: Session, entry: Entry, memo: str, *, by: Actor) -> Entry:
    """Write the mirror of an entry; its source names what it reverses. Raise NotReversible or PeriodClosed."""
    source = reversal_source(entry)
    if entry.source.endswith(" reversed") or by_source(session, source) is not None:
        raise NotReversible(source=entry.source)
    postings = [Posting(account_id=row.account_id, amount=-row.amount) for row in entry.postings]
    return _write(session, Entry(source=source, memo=memo, by_name=_who(by), postings=postings))


def reversal_source(entry: Entry) -> str:
    """The source of the entry that reverses this one; it is unique, so there is at most one."""
    return f"entry:{entry.id} reversed"


def by_source(session: Session, source: str) -> Entry | None:
    """The entry of one happening, if it was posted."""
    return session.scalars(select(Entry).where(Entry.source == source)).first()


def closed_until(session: Session) -> datetime | None:
    """Nothing is posted before this instant (UTC)."""
    return session.scalar(select(func.max(Close.ends_at)))


def balances(session: Session, kind: str) -> dict[str, int]:
    """Balance of every account of a kind by its code."""
    query = (
        select(Account.code, func.sum(Posting.amount))
        .join(Posting, Posting.account_id == Account.id)
        .where(Account.kind == kind)
        .group_by(Account.code)
    )
    return {code: int(total) for code, total in session.execute(query)}


def balance(session: Session, code: str) -> int:
    """Balance of one account; zero when there is none."""
    query = select(func.coalesce(func.sum(Posting.amount), 0)).join(Account).where(Account.code == code)
    return int(session.scalar(query) or 0)


def unbalanced(session: Session) -> list[str]:
    """Sources of entries that do not add up to zero; must be empty."""
    sums = select(Posting.entry_id).group_by(Posting.entry_id).having(func.sum(Posting.amount) != 0).scalar_subquery()
    return list(session.scalars(select(Entry.source).where(Entry.id.in_(sums))))


def unsealed(session: Session) -> list[str]:
    """Sources of entries that were never completed; must be empty."""
    sealed = select(Seal.entry_id)
    return list(session.scalars(select(Entry.source).where(Entry.id.not_in(sealed)).order_by(Entry.id)))


def _who(by: Actor) -> str:
    """Entries never change, so that they carry the name of nobody but the operator's own people."""
    return by.name if by.roles or by.kind == "system" or by.user_id is None else f"{by.kind}:{by.user_id}"


def _write(session: Session, entry: Entry) -> Entry:
    entry.at = clock.now()
    until = closed_until(session)
    if until is not None and entry.at < until:
        raise PeriodClosed(until=until)
    session.add(entry)
    session.flush()
    session.add(Seal(entry_id=entry.id))
    session.flush()
    return entry


def _account(session: Session, leg: Leg) -> int:
    found = session.scalar(select(Account.id).where(Account.code == leg.code))
    if found is not None:
        return found
    session.execute(upsert.insert(session, Account).values(code=leg.code, kind=leg.kind).on_conflict_do_nothing())
    return session.scalars(select(Account.id).where(Account.code == leg.code)).one()
