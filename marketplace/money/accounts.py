"""The ledger read by day: trial balance, the card of an account, sums of kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock

from .ledger import KINDS, Account, Entry, Posting

DEBIT_KINDS = ("clearing", "card_clearing", "receivable", "producer_cash", "fees", "write_off")
PAGE = 50


@dataclass(frozen=True)
class Row:
    """An account over a period, in rupiah: `before` and `after` are debit less credit."""

    code: str
    kind: str
    before: int
    debit: int
    credit: int

    @property
    def after(self) -> int:
        return self.before + self.debit - self.credit


@dataclass(frozen=True)
class Line:
    """One posting on a card, with the balance after it (debit less credit)."""

    entry_id: int
    source: str
    memo: str
    at: datetime
    code: str
    amount: int
    balance: int


@dataclass(frozen=True)
class JournalLine:
    """One posting of the journal; debit is positive."""

    entry_id: int
    at: datetime
    source: str
    memo: str
    by_name: str
    code: str
    amount: int


@dataclass(frozen=True)
class Card:
    """One page of an account or of a kind of accounts, newest first; `balance` is the present one."""

    lines: list[Line]
    count: int
    balance: int


def natural(kind: str, amount: int) -> int:
    """A balance as people say it: what is on a bank account and what is owed are both positive."""
    return amount if kind in DEBIT_KINDS else -amount


def by_kind(session: Session) -> dict[str, int]:
    """The natural balance of each kind of account."""
    query = select(Account.kind, func.sum(Posting.amount)).join(Posting, Posting.account_id == Account.id)
    return {kind: natural(kind, int(total)) for kind, total in session.execute(query.group_by(Account.kind))}


def trial(session: Session, first: date, last: date) -> list[Row]:
    """Every account that was touched up to the end of `last`, with what it had when `first` began."""
    start, end = clock.midnight(first), clock.midnight(last + timedelta(days=1))
    before = Entry.at < start
    query = (
        select(
            Account.code,
            Account.kind,
            _sum(before, Posting.amount),
            _sum(~before & (Posting.amount > 0), Posting.amount),
            _sum(~before & (Posting.amount < 0), -Posting.amount),
        )
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Entry.at < end)
        .group_by(Account.id, Account.code, Account.kind)
    )
    rows = [
        Row(code, kind, int(was), int(debit), int(credit)) for code, kind, was, debit, credit in session.execute(query)
    ]
    return sorted(rows, key=lambda row: _order(row.code))


def card(session: Session, code: str, page: int = 1) -> Card:
    """The postings of an account (`payable:17`) or of all accounts of a kind (`payable`)."""
    running = func.sum(Posting.amount).over(order_by=(Entry.at, Posting.id)).label("balance")
    inner = (
        select(
            Entry.id, Entry.source, Entry.memo, Entry.at, Account.code, Posting.amount, running, Posting.id.label("n")
        )
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(_which(code))
        .subquery()
    )
    query = select(inner).order_by(inner.c.at.desc(), inner.c.n.desc()).limit(PAGE).offset((page - 1) * PAGE)
    lines = [
        Line(row.id, row.source, row.memo, row.at, row.code, int(row.amount), int(row.balance))
        for row in session.execute(query)
    ]
    count, balance = session.execute(
        select(func.count(), func.coalesce(func.sum(Posting.amount), 0)).join(Account).where(_which(code))
    ).one()
    return Card(lines, int(count), int(balance))


def parts(session: Session, kind: str, limit: int = 40) -> tuple[list[Row], int]:
    """The accounts of a kind that are not empty, the largest first, and how many there are."""
    total = func.sum(Posting.amount)
    query = (
        select(Account.code, total, func.count().over())
        .join(Posting, Posting.account_id == Account.id)
        .where(Account.kind == kind)
        .group_by(Account.code)
        .having(total != 0)
        .order_by(func.abs(total).desc(), Account.code)
        .limit(limit)
    )
    rows = session.execute(query).all()
    found = [Row(code, kind, int(amount), 0, 0) for code, amount, _ in rows]
    return found, int(rows[0][2]) if rows else 0


def kind_of(session: Session, code: str) -> str | None:
    """The kind of an account or the kind itself; nothing when there never was such an account."""
    return session.scalar(select(Account.kind).where(_which(code)).limit(1))


def journal(session: Session, first: date, last: date) -> list[JournalLine]:
    """Every posting from the beginning of `first` to the end of `last`, in the order of the books."""
    query = (
        select(Entry.id, Entry.at, Entry.source, Entry.memo, Entry.by_name, Account.code, Posting.amount)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Entry.at >= clock.midnight(first), Entry.at < clock.midnight(last + timedelta(days=1)))
        .order_by(Entry.at, Entry.id, Posting.id)
    )
    return [JournalLine(*row) for row in session.execute(query)]


def _which(code: str) -> ColumnElement[bool]:
    return Account.code == code if ":" in code else Account.kind == code


def _sum(condition: ColumnElement[bool], value: object) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, value), else_=0)), 0)  # type: ignore[arg-type]


def _order(code: str) -> tuple[int, int, str]:
    kind, _, owner = code.partition(":")
    kinds = list(KINDS)
    return kinds.index(kind) if kind in kinds else len(kinds), int(owner) if owner.isdigit() else 0, code
