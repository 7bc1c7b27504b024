"""From a line of a statement to the payment it is: decided once, by itself or by finance, and never twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.money.statements import UNDECIDED, StatementLine, StatementProposal

from . import bill_guesses, bill_matching, near_misses, paying, settlement
from .bill_guesses import BillBook
from .candidates import Book
from .line_claims import MATCHER, NotHisMoney, OtherAccount, claim, name_of, note_entry
from .near_misses import Rules
from .orders import OrderGroup
from .proof_queue import FINDABLE

AFTER_CLAIMED = faults.declare("statement.claimed", "a line has its payment, the payment is not yet confirmed")
AFTER_CONFIRMED = faults.declare("statement.confirmed", "the payment of a line is confirmed, nothing is committed")
AFTER_OWED = faults.declare("statement.owed", "the money of a line is owed back, nothing is committed")


def settle_all(session: Session, lines: list[StatementLine], book: Book, rules: Rules) -> None:
    """Match those that are exactly one payment or bill; note what each of the others might be."""
    owing = bill_guesses.load(session, lines)
    left = [line for line in lines if not _settled(session, line, book, owing, rules)]
    propose(session, left, book, rules, owing)


def propose(
    session: Session, lines: list[StatementLine], book: Book, rules: Rules, owing: BillBook | None = None
) -> None:
    """Write down what these lines might be; what was written before goes. Bills are looked up when shown."""
    owing = owing or bill_guesses.load(session, lines)
    session.execute(delete(StatementProposal).where(StatementProposal.line_id.in_([line.id for line in lines])))
    rows = []
    for line in lines:
        found = near_misses.find(line, book, rules)
        line.state = "proposed" if found or bill_guesses.find(line, owing) else "open"
        rows += [
            {"line_id": line.id, "payment_id": one.payment_id, "why": why, "rank": rank}
            for rank, (one, why) in enumerate(found)
        ]
    session.flush()
    if rows:
        session.execute(insert(StatementProposal), rows)


def _settled(session: Session, line: StatementLine, book: Book, owing: BillBook, rules: Rules) -> bool:
    one, guess = near_misses.exact(line, book, rules), bill_guesses.exact(line, owing)
    if guess is not None and not (one is not None and guess.payment is not None):
        return _tried(session, line, lambda: bill_matching.settle(session, line, guess, by=MATCHER))
    if one is None or guess is not None or owing.asks(line):
        return line.state not in UNDECIDED
    if not _tried(session, line, lambda: _confirm(session, line, one.group_id)):
        return False
    one.is_taken, one.state, one.paid_on = True, "paid", one.paid_on or clock.today()
    return True


def _tried(session: Session, line: StatementLine, decide: Callable[[], object]) -> bool:
    """Whether the line is decided after this try."""
    try:
        with session.begin_nested():
            decide()
    except Refusal:
        session.refresh(line)
    return line.state not in UNDECIDED


def _confirm(session: Session, line: StatementLine, group_id: int) -> None:
    assign(session, line, session.get_one(OrderGroup, group_id), "auto", by=MATCHER)


def assign(session: Session, line: StatementLine, group: OrderGroup, how: str, *, by: Actor) -> None:
    """This line paid this group. A payment confirmed by hand before only gets its line; nothing is posted.

    Raise LineDecided, PaymentTaken, OtherAccount, TooLittle, NotAllowed.
    """
    if group.payment.account_id != line.account_id:
        raise OtherAccount(number=group.number)
    claim(session, line, by, payment_id=group.payment_id, how=how)
    faults.at(AFTER_CLAIMED)
    session.refresh(group.payment, with_for_update=True)
    if group.payment.state != "paid":
        paying.confirm(session, group, by=by, received=line.amount, source=name_of(line))
        faults.at(AFTER_CONFIRMED)
    elif group.payment.due != line.amount:
        raise NotHisMoney(number=group.number)
    note_entry(session, line, f"group:{group.id} paid")
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
    claim(session, line, by, extra_of=group.payment_id, how="owed", reason=reason)
    settlement.unexpected(session, group, line.amount, reason, line.id, name_of(line), by=by)
    faults.at(AFTER_OWED)
    note_entry(session, line, f"statement_line:{line.id} owed")
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
    claim(session, line, by, state="ignored", reason=reason[:200], how="hand")
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
