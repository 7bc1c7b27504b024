"""A maker's month: what was open before, every order and payout, what is open after. All from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Text, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.payouts import Payout

from . import earnings
from .orders import Order


@dataclass(frozen=True)
class Line:
    """One entry: `amount` is positive when the operator owes her more; `cash` she took at the door herself."""

    at: datetime
    memo: str
    order: Order | None
    earned: int
    cash: int
    paid: int

    @property
    def amount(self) -> int:
        """What it changes."""
        return self.earned - self.cash - self.paid


@dataclass(frozen=True)
class Statement:
    """`opening` + all lines = `closing`, rupiah that the operator owes the maker (below zero: she owes)."""

    month: date
    opening: int
    lines: list[Line]
    closing: int

    @property
    def earned(self) -> int:
        """Earned in the month."""
        return sum(line.earned for line in self.lines)

    @property
    def cash(self) -> int:
        """Taken at the door in the month, less what was handed over."""
        return sum(line.cash for line in self.lines)

    @property
    def paid(self) -> int:
        """Paid out in the month."""
        return sum(line.paid for line in self.lines)


def read(text: str) -> date | None:
    """`2027-01` as the first day of the month; nothing for anything else and for the future."""
    try:
        first = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return first if first is not None and first.year >= 2020 and first <= clock.today() else None


def statement(session: Session, producer_id: int, month: date) -> Statement:
    """One month of one maker."""
    starts, ends = clock.midnight(month), clock.midnight(following(month))
    return Statement(
        month=month,
        opening=balance(session, producer_id, starts),
        lines=_lines(session, producer_id, starts, ends),
        closing=balance(session, producer_id, ends),
    )


def months(session: Session, producer_id: int) -> list[date]:
    """The months in which something happened, newest first."""
    first = session.scalar(
        select(func.min(Entry.at))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(_hers(producer_id))
    )
    if first is None:
        return []
    month, found = clock.local(first).date().replace(day=1), []
    while month <= clock.today():
        found.append(month)
        month = following(month)
    return found[::-1]


def balance(session: Session, producer_id: int, before: datetime) -> int:
    """What the operator owed her just before an instant (UTC)."""
    query = (
        select(func.coalesce(func.sum(Posting.amount), 0))
        .join(Account, Account.id == Posting.account_id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(_hers(producer_id), Entry.at < before)
    )
    return -int(session.scalar(query) or 0)


def following(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _hers(producer_id: int) -> ColumnElement[bool]:
    """Her accounts, and those of her payouts."""
    mine = select(literal("payout:") + cast(Payout.id, Text)).where(Payout.producer_id == producer_id)
    return or_(Account.code.in_([f"payable:{producer_id}", f"producer_cash:{producer_id}"]), Account.code.in_(mine))


def _lines(session: Session, producer_id: int, starts: datetime, ends: datetime) -> list[Line]:
    rows = session.execute(
        select(Entry.id, Entry.at, Entry.source, Entry.memo, Account.kind, func.sum(Posting.amount))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(_hers(producer_id), Entry.at >= starts, Entry.at < ends)
        .group_by(Entry.id, Entry.at, Entry.source, Entry.memo, Account.kind)
        .order_by(Entry.at, Entry.id)
    ).all()
    entries: dict[int, tuple[datetime, str, str, dict[str, int]]] = {}
    for number, at, source, memo, kind, amount in rows:
        entries.setdefault(number, (at, source, memo, {}))[3][kind] = int(amount)
    found = [row for row in entries.values() if sum(row[3].values()) or not row[1].startswith("payout:")]
    orders = earnings.orders_of(session, [source for _, source, _, _ in found])
    return [_line(row, orders.get(row[1])) for row in found]


def _line(row: tuple[datetime, str, str, dict[str, int]], order: Order | None) -> Line:
    at, source, memo, sums = row
    if source.startswith("payout:"):
        return Line(at, memo, None, 0, 0, sum(sums.values()))
    return Line(at, memo, order, -sums.get("payable", 0), sums.get("producer_cash", 0), 0)
