"""A line of a statement as an organisation's transfer: for its bills, for one written down by hand, or one too many."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel import changed, events, faults, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.money.ledger import Leg, post
from marketplace.money.statements import StatementLine
from marketplace.people.organisations import Organisation

from . import bill_paying, settlement
from .bill_guesses import Guess
from .bill_paying import Transfer
from .bills import Bill, BillPayment
from .line_claims import NotHisMoney, OtherAccount, PaymentTaken, claim, name_of, note_entry

AFTER_BILL_CLAIMED = faults.declare("statement.bill_claimed", "a line is a hotel's, its transfer is not written")


def settle(session: Session, line: StatementLine, guess: Guess, *, by: Actor) -> None:
    """Do what a guess beyond doubt says. Raise as the verbs below do."""
    if guess.payment is not None:
        link(session, line, guess.payment, "auto", by=by)
    else:
        pay(session, line, guess.bills[0].organisation, list(guess.bills), "auto", by=by)


def pay(
    session: Session,
    line: StatementLine,
    organisation: Organisation,
    bills: list[Bill],
    how: str,
    *,
    surplus_back: bool = False,
    by: Actor,
) -> BillPayment:
    """This line paid these bills, the oldest due day first; what is too much is owed back once that was said.

    Raise LineDecided, Invalid, BillOver, TooMuch.
    """
    _claim_money(session, line, how, by)
    faults.at(AFTER_BILL_CLAIMED)
    transfer = Transfer(
        line.amount, line.on, line.text, f"line:{line.public_id}", line_id=line.id, account_id=line.account_id
    )
    shares = bill_paying.spread(bills, line.amount)
    payment = bill_paying.take(session, organisation, transfer, shares, surplus_back=surplus_back, by=by)
    note_entry(session, line, f"bill_payment:{payment.id} received")
    numbers = ", ".join(share.bill.number for share in payment.shares)
    events.record(session, line.subject, "match", by=by, bills=numbers, how=how)
    return payment


def link(session: Session, line: StatementLine, payment: BillPayment, how: str, *, by: Actor) -> None:
    """Finance wrote this transfer down before: it only gets its line, nothing is posted.

    Raise LineDecided, PaymentTaken, OtherAccount, NotHisMoney.
    """
    if payment.account_id != line.account_id:
        raise OtherAccount(number=payment.organisation.name)
    if payment.amount != line.amount:
        raise NotHisMoney(number=payment.organisation.name)
    _claim_money(session, line, how, by)
    free = update(BillPayment).where(BillPayment.id == payment.id, BillPayment.line_id.is_(None))
    try:
        with session.begin_nested():
            taken = changed.rows(session, free.values(line_id=line.id))
    except IntegrityError:
        taken = 0
    if not taken:
        raise PaymentTaken(line=line.id)
    session.refresh(payment)
    note_entry(session, line, f"bill_payment:{payment.id} received")
    events.record(session, line.subject, "match", by=by, organisation=payment.organisation.name, how=how)


def owe_back(session: Session, line: StatementLine, bill: Bill, *, by: Actor) -> None:
    """The bill asks for nothing any more: all of the line's money goes back. Raise LineDecided, NotHisMoney."""
    session.refresh(bill, with_for_update=True)
    if bill.open or line.amount <= 0:
        raise NotHisMoney(number=bill.number)
    claim(session, line, by, extra_of=bill.group.payment_id, how="owed", reason="paid_twice")
    legs = [Leg("clearing", line.account_id, line.amount), Leg("owed", bill.group_id, -line.amount)]
    memo = f"Dikembalikan ke {bill.organisation.name}, {bill.number} ({name_of(line)})"
    post(session, f"{line.subject} owed", memo, legs, by=by)
    settlement.note_owed(session, bill.order or bill.group.orders[0], line.amount, "paid_twice")
    note_entry(session, line, f"{line.subject} owed")
    events.record(session, line.subject, "owe_back", by=by, bill=bill.number)


def _claim_money(session: Session, line: StatementLine, how: str, by: Actor) -> None:
    if line.amount <= 0:
        raise NotFound(line=ids.public_id())
    claim(session, line, by, how=how)
