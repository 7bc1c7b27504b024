"""Months of the books: each is closed once, in order, and nothing lands in it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal

from .ledger import Close, Entry, Posting, unsealed


class AlreadyClosed(Refusal):
    """This month was closed before; facts: month."""


class OutOfOrder(Refusal):
    """Another month comes first; facts: month, first."""


class NotOver(Refusal):
    """The month is not over yet; facts: month."""


class Unsealed(Refusal):
    """Entries are not sealed; facts: sources."""


@dataclass(frozen=True)
class Month:
    """A month as Balikpapan counts it, by its first day."""

    first: date

    @property
    def following(self) -> Month:
        return Month((self.first + timedelta(days=32)).replace(day=1))

    @property
    def last(self) -> date:
        return self.following.first - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        return clock.midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        return clock.midnight(self.following.first)

    @property
    def is_over(self) -> bool:
        return clock.now() >= self.ends_at


def of(day: date) -> Month:
    """The month of a day."""
    return Month(day.replace(day=1))


def closed(session: Session) -> list[Close]:
    """Closed months, the newest first."""
    return list(session.scalars(select(Close).order_by(Close.month.desc())))


def due(session: Session) -> Month:
    """The month that is closed next: after the last closed one, else that of the first entry."""
    last = session.scalar(select(func.max(Close.month)))
    if last is not None:
        return Month(last).following
    first = session.scalar(select(func.min(Entry.at)))
    return of(clock.local(first).date()) if first else of(clock.today())


def close(session: Session, month: Month, *, by: Actor) -> Close:
    """Close a month for ever. Raise AlreadyClosed, OutOfOrder, NotOver or Unsealed."""
    _wait_for_postings(session)
    if session.get(Close, month.first) is not None:
        raise AlreadyClosed(month=month.first)
    first = due(session)
    if month != first:
        raise OutOfOrder(month=month.first, first=first.first)
    if not month.is_over:
        raise NotOver(month=month.first)
    if open_entries := unsealed(session):
        raise Unsealed(sources=open_entries)
    entries, debit = totals(session, month.ends_at)
    row = Close(month=month.first, ends_at=month.ends_at, entries=entries, debit=debit, by_name=by.name)
    session.add(row)
    session.flush()
    return row


def totals(session: Session, until: datetime) -> tuple[int, int]:
    """How many entries there are before an instant (UTC), and the rupiah of their debits."""
    debit = func.coalesce(func.sum(case((Posting.amount > 0, Posting.amount), else_=0)), 0)
    query = select(func.count(func.distinct(Entry.id)), debit).join(Posting, Posting.entry_id == Entry.id)
    entries, amount = session.execute(query.where(Entry.at < until)).one()
    return int(entries), int(amount)


def faults(session: Session) -> list[str]:
    """Closed months that do not follow each other, or in which something landed afterwards."""
    found = []
    rows = list(reversed(closed(session)))
    for row, after in zip(rows, rows[1:], strict=False):
        if Month(row.month).following.first != after.month:
            found.append(f"month {after.month:%Y-%m} is closed, but not the one before it")
    for row in rows:
        entries, debit = totals(session, row.ends_at)
        if (entries, debit) != (row.entries, row.debit):
            found.append(
                f"month {row.month:%Y-%m} was closed with {row.entries} entries of {row.debit} rupiah,"
                f" now there are {entries} of {debit}"
            )
    return found


def _wait_for_postings(session: Session) -> None:
    """Entries being written at this instant come first; later ones see that the month is closed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE ledger_entries IN SHARE ROW EXCLUSIVE MODE"))
