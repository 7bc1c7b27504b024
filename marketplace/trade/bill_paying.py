"""Recording an organisation's transfer: one or several bills, part of one, or more than was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.money import receiving
from marketplace.people.organisations import Organisation

from . import fulfilment, receivables, settle_terms, settlement
from .bills import Bill, BillPayment, BillShare
from .orders import Order

LARGEST = 100_000_000_000
LONGEST = 100
AFTER_POSTED = faults.declare("bill.paid", "the transfer is posted, nobody has earned yet")


class BillOver(Refusal):
    """More than a bill still asks for; facts: number, open."""


class TooMuch(Refusal):
    """The transfer is more than the chosen bills ask for; facts: surplus."""


class CameByStatement(Refusal):
    """A statement of the bank has brought this very transfer; facts: reference."""


@dataclass(frozen=True)
class Transfer:
    """What arrived: rupiah, the day, the bank's words. `key` makes sending a form twice harmless.

    A line of a statement says on which account; by hand it is the one in use.
    """

    amount: int
    arrived_on: date
    reference: str
    key: str
    proof_key: str | None = None
    line_id: int | None = None
    account_id: int | None = None


def spread(bills: Sequence[Bill], amount: int) -> dict[int, int]:
    """Rupiah by bill id, the oldest due day first, each as much as it asks for."""
    shares = {}
    for bill in sorted(bills, key=lambda bill: (bill.due_on, bill.id)):
        part = min(bill.open, amount)
        if part > 0:
            shares[bill.id] = part
            amount -= part
    return shares


def record(
    session: Session,
    organisation: Organisation,
    transfer: Transfer,
    shares: Mapping[int, int],
    *,
    surplus_back: bool = False,
    by: Actor,
) -> BillPayment:
    """Finance writes down a transfer by hand.

    Raise NotFound (not finance, another's bill), Invalid, BillOver, TooMuch, CameByStatement, NoAccount.
    """
    if not by.has("finance"):
        raise NotFound(public_id=organisation.public_id)
    return take(session, organisation, transfer, shares, surplus_back=surplus_back, by=by)


def take(
    session: Session,
    organisation: Organisation,
    transfer: Transfer,
    shares: Mapping[int, int],
    *,
    surplus_back: bool = False,
    by: Actor,
) -> BillPayment:
    """Write the transfer and what it pays; what is too much is owed back, once that was said."""
    before = _recorded(session, transfer)
    if before is not None:
        return before
    _check(transfer, shares)
    bills = _locked(session, organisation, list(shares))
    before = _recorded(session, transfer)
    if before is not None:
        return before
    if transfer.line_id is None:
        _refuse_again(session, organisation, transfer)
    for bill in bills:
        if shares[bill.id] > bill.open:
            raise BillOver(number=bill.number, open=bill.open)
    over = transfer.amount - sum(shares.values())
    if over and not surplus_back:
        raise TooMuch(surplus=over)
    payment = _write(session, organisation, transfer, shares, over, by)
    settle_terms.paid(session, payment, [(bill, shares[bill.id]) for bill in bills], over, by=by)
    faults.at(AFTER_POSTED)
    if over:
        settlement.note_owed(session, bills[0].order or bills[0].group.orders[0], over, "overpaid")
    for bill in bills:
        bill.paid += shares[bill.id]
        session.flush()
        _done(session, bill, by)
    return payment


def _recorded(session: Session, transfer: Transfer) -> BillPayment | None:
    """The same form sent before, or at the same instant by a second tap."""
    return session.scalars(select(BillPayment).where(BillPayment.key == transfer.key)).first()


def _refuse_again(session: Session, organisation: Organisation, transfer: Transfer) -> None:
    """By hand nobody writes down what a statement brought; the bills are locked, so a line cannot come between."""
    query = select(BillPayment.reference).where(
        BillPayment.organisation_id == organisation.id, BillPayment.line_id.is_not(None),
        BillPayment.amount == transfer.amount, BillPayment.arrived_on == transfer.arrived_on,
    )  # fmt: skip
    found = session.scalars(query.limit(1)).first()
    if found is not None:
        raise CameByStatement(reference=found)


def _check(transfer: Transfer, shares: Mapping[int, int]) -> None:
    wrong = {}
    if type(transfer.amount) is not int or not 0 < transfer.amount <= LARGEST:
        wrong["amount"] = "amount"
    if transfer.arrived_on > clock.today():
        wrong["arrived_on"] = "future"
    if not shares or any(type(part) is not int or part <= 0 for part in shares.values()):
        wrong["bills"] = "none"
    elif sum(shares.values()) > transfer.amount:
        wrong["amount"] = "less"
    if wrong:
        raise Invalid(errors=wrong)


def _locked(session: Session, organisation: Organisation, ids: list[int]) -> list[Bill]:
    """The bills, kept one after the other; before a down payment its orders, as whoever cancels one does."""
    mine = select(Bill.group_id).where(Bill.id.in_(ids), Bill.kind == "deposit")
    session.scalars(select(Order).where(Order.group_id.in_(mine)).order_by(Order.id).with_for_update()).all()
    query = select(Bill).where(Bill.id.in_(ids), Bill.organisation_id == organisation.id).order_by(Bill.id)
    found = list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))
    if len(found) != len(ids):
        raise NotFound(bills=ids)
    return found


def _write(
    session: Session, organisation: Organisation, transfer: Transfer, shares: Mapping[int, int], over: int, by: Actor
) -> BillPayment:
    payment = BillPayment(
        key=transfer.key,
        organisation_id=organisation.id,
        account_id=transfer.account_id or _account(session),
        line_id=transfer.line_id,
        amount=transfer.amount,
        surplus=over,
        arrived_on=transfer.arrived_on,
        reference=" ".join(transfer.reference.split())[:LONGEST],
        proof_key=transfer.proof_key,
        by_name=by.name,
        shares=[BillShare(bill_id=bill, amount=part) for bill, part in sorted(shares.items())],
    )
    session.add(payment)
    session.flush()
    events.record(session, f"bill_payment:{payment.id}", "received", by=by, amount=payment.amount, surplus=over)
    return payment


def _account(session: Session) -> int:
    account = receiving.current(session, "bank")
    if account is None:
        raise settlement.NoAccount()
    return account.id


def _done(session: Session, bill: Bill, by: Actor) -> None:
    events.record(session, bill.subject, "paid", by=by, paid=bill.paid, open=bill.open)
    receivables.after_change(session, bill, by=by)
    if bill.kind == "deposit" and not bill.open:
        for order in bill.group.orders:
            if order.state == "awaiting_payment":
                fulfilment.move(session, order, "pay", "finance", by=by)
