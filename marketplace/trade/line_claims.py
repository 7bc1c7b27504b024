"""A line of a statement is decided about once; the database says who was first."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel import changed, clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal
from marketplace.money.ledger import Entry
from marketplace.money.statements import UNDECIDED, StatementLine

MATCHER = Actor("system", "Pencocokan mutasi")


class LineDecided(Refusal):
    """The line was decided before."""


class PaymentTaken(Refusal):
    """Another line has paid this payment."""


class OtherAccount(Refusal):
    """The payment belongs to another account than the line."""


class NotHisMoney(Refusal):
    """The order or the bill takes no money that a line could bring."""


def claim(session: Session, line: StatementLine, by: Actor, *, state: str = "matched", **facts: object) -> None:
    """Decide about a line if nobody has done so. Raise LineDecided, PaymentTaken."""
    statement = update(StatementLine).where(StatementLine.id == line.id, StatementLine.state.in_(UNDECIDED))
    statement = statement.values(state=state, decided_by=by.name, decided_at=clock.now(), **facts)
    try:
        with session.begin_nested():
            decided = changed.rows(session, statement)
    except IntegrityError:
        raise PaymentTaken(line=line.id) from None
    if not decided:
        raise LineDecided(line=line.id)
    session.refresh(line)


def note_entry(session: Session, line: StatementLine, source: str) -> None:
    """The entry that counts this line's money."""
    line.entry_id = session.scalar(select(Entry.id).where(Entry.source == source))
    session.flush()


def name_of(line: StatementLine) -> str:
    """How a ledger entry names its line."""
    return f"mutasi {line.statement.name}, baris {line.row}"
