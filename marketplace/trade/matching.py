"""From a line of a statement to the payment it is: decided once, by itself or by finance, and never twice."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel import changed, clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.money.ledger import Entry
from marketplace.money.statements import UNDECIDED, StatementLine, StatementProposal

from . import near_misses, paying, settlement
from .candidates import Book
from .near_misses import Rules
from .orders import OrderGroup
from .proof_queue import FINDABLE

AFTER_CLAIMED = faults.declare("statement.claimed", "a line has its payment, the payment is not yet confirmed")
AFTER_CONFIRMED = faults.declare("statement.confirmed", "the payment of a line is confirmed, nothing is committed")
AFTER_OWED = faults.declare("statement.owed", "the money of a line is owed back, nothing is committed")
MATCHER = Actor("system", "Pencocokan mutasi")


class LineDecided(Refusal):
    """The line was decided before."""


class PaymentTaken(Refusal):
    """Another line has paid this payment."""


class OtherAccount(Refusal):
    """The payment belongs to another account than the line."""


class NotHisMoney(Refusal):
    """The order takes no money that a line could bring."""


def settle_all(session: Session, lines: list[StatementLine], book: Book, rules: Rules) -> None:
    """Match those that are exactly one payment; note what each of the others might be."""
    left = [line for line in lines if not _settled(session, line, book, rules)]
    propose(session, left, book, rules)


def propose(session: Session, lines: list[StatementLine], book: Book, rules: Rules) -> None:
    """Write down what these lines might be; what was written before goes."""
    session.execute(delete(StatementProposal).where(StatementProposal.line_id.in_([line.id for line in lines])))
    rows = []
    for line in lines:
        found = near_misses.find(line, book, rules)
        line.state = "proposed" if found else "open"
        rows += [
            {"line_id": line.id, "payment_id": one.payment_id, "why": why, "rank": rank}
            for rank, (one, why) in enumerate(found)
        ]
    session.flush()
    if rows:
        session.execute(insert(StatementProposal), rows)


def _settled(session: Session, line: StatementLine, book: Book, rules: Rules) -> bool:
    one = near_misses.exact(line, book, rules)
    if one is None:
        return line.state not in UNDECIDED
    try:
        with session.begin_nested():
            assign(session, line, session.get_one(OrderGroup, one.group_id), "auto", by=MATCHER)
    except Refusal:
        session.refresh(line)
        return line.state not in UNDECIDED
    one.is_taken, one.state, one.paid_on = True, "paid", one.paid_on or clock.today()
    return True


def assign(session: Session, line: StatementLine, group: OrderGroup, how: str, *, by: Actor) -> None:
    """This line paid this group. A payment confirmed by hand before only gets its line; nothing is posted.

    Raise LineDecided, PaymentTaken, OtherAccount, TooLittle, NotAllowed.
    """
    if group.payment.account_id != line.account_id:
        raise OtherAccount(number=group.number)
    _claim(session, line, by, payment_id=group.payment_id, how=how)
    faults.at(AFTER_CLAIMED)
    session.refresh(group.payment, with_for_update=True)
    if group.payment.state != "paid":
        paying.confirm(session, group, by=by, received=line.amount, source=_name(line))
        faults.at(AFTER_CONFIRMED)
    elif group.payment.due != line.amount:
        raise NotHisMoney(number=group.number)
    _note_entry(session, line, f"group:{group.id} paid")
    events.record(session, line.subject, "match", by=by, group=group.number, how=how)


def owe_back(session: Session, line: StatementLine, group: OrderGroup, *, by: Actor) -> None:
    """The order was paid or cancelled before: the line's money goes back to its buyer.

    Raise LineDecided, OtherAccount, NotHisMoney.
    """
    if group.payment.account_id != line.account_id:
        raise OtherAccount(number=group.number)
    session.refresh(group.payment, with_for_update=True)
    if group.payment.state not in {"paid", "cancelled"}:
        raise NotHisMoney(number=group.number)
    reason = "paid_twice" if group.payment.state == "paid" else "after_cancel"
    _claim(session, line, by, extra_of=group.payment_id, how="owed", reason=reason)
    settlement.unexpected(session, group, line.amount, reason, line.id, _name(line), by=by)
    faults.at(AFTER_OWED)
    _note_entry(session, line, f"statement_line:{line.id} owed")
    events.record(session, line.subject, "owe_back", by=by, group=group.number)


def accept(session: Session, line: StatementLine, group: OrderGroup, *, by: Actor) -> None:
    """Finance says that this line is the money of this group: confirmed, linked or owed back, as the group stands."""
    taken = session.scalar(select(StatementLine.id).where(StatementLine.payment_id == group.payment_id))
    state = group.payment.state
    if state in FINDABLE or (state == "paid" and taken is None and group.payment.due == line.amount):
        assign(session, line, group, "hand", by=by)
    else:
        owe_back(session, line, group, by=by)


def ignore(session: Session, line: StatementLine, reason: str, *, by: Actor) -> None:
    """Finance says that this line pays no order. Raise LineDecided."""
    _claim(session, line, by, state="ignored", reason=reason[:200], how="hand")
    events.record(session, line.subject, "ignore", by=by, reason=reason[:200])


def reopen(session: Session, line: StatementLine, book: Book, rules: Rules, *, by: Actor) -> None:
    """Take back that it pays no order; raise NotAllowed when money was posted for it, or it is open anyway."""
    if line.state != "ignored":
        raise NotAllowed(verb="reopen", state=line.state)
    line.decided_by = line.decided_at = None
    line.how = line.reason = ""
    propose(session, [line], book, rules)
    events.record(session, line.subject, "reopen", by=by)


def rules(session: Session) -> Rules:
    """The settings as they stand."""
    return Rules(near_misses.NEAR(session), timedelta(days=near_misses.LATE_DAYS(session)))


def _claim(session: Session, line: StatementLine, by: Actor, *, state: str = "matched", **facts: object) -> None:
    """Decide about a line if nobody has done so; the database says who was first."""
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


def _note_entry(session: Session, line: StatementLine, source: str) -> None:
    line.entry_id = session.scalar(select(Entry.id).where(Entry.source == source))
    session.flush()


def _name(line: StatementLine) -> str:
    """How a ledger entry names its line."""
    return f"mutasi {line.statement.name}, baris {line.row}"
