"""Bills of organisations: issued for what was accepted, lowered by refunds, and what it means when they are settled."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.money import documents, payments
from marketplace.people.organisations import Organisation

from . import bills, deposits, invoicing, settle_terms, settlement
from .bills import Bill
from .orders import ENDED, Order, OrderGroup

PAPERS_DAYS = settings.declare(
    "terms.papers_days",
    7,
    "Hari setelah barang diterima, tempo dihitung walau hotel belum menyatakan fakturnya lengkap",
    settings.at_least(0),
)
AFTER_BILL = faults.declare("bill.issued", "the bill is written, the down payment is not used yet")
AFTER_SETTLED = faults.declare("bill.settled", "the maker has earned, the kuitansi is not written")


def invoice(session: Session, order: Order, *, by: Actor) -> Bill:
    """What was accepted is owed from now on: ledger, invoice and bill; a down payment is used at once."""
    settle_terms.invoiced(session, order, by=by)
    group, today = order.group, clock.today()
    organisation = session.get_one(Organisation, group.organisation_id)
    due_on = due_day(session, organisation, group.terms, today)
    document = invoicing.issue_invoice(session, order, by=by, due_on=due_on)
    bill = Bill(
        kind="invoice",
        organisation_id=organisation.id,
        outlet_id=group.outlet_id,
        group_id=group.id,
        order_id=order.id,
        document_id=document.id,
        number=document.number,
        terms=group.terms,
        amount=order.total,
        credited=0,
        paid=0,
        used=0,
        issued_on=today,
        due_on=due_on,
    )
    session.add(bill)
    session.flush()
    events.record(session, bill.subject, "issued", by=by, amount=bill.amount, due_on=bill.due_on.isoformat())
    faults.at(AFTER_BILL)
    deposits.use(session, bill, by=by)
    after_change(session, bill, by=by)
    return bill


def due_day(session: Session, organisation: Organisation, terms: str, received: date) -> date:
    """When it is due: at once for cash and the second half, otherwise the days of the terms later."""
    if not terms.isdigit():
        return received
    wait = PAPERS_DAYS(session) if organisation.due_from == "papers" else 0
    return received + timedelta(days=int(terms) + wait)


def papers_complete(session: Session, bill: Bill, on: date, *, by: Actor) -> None:
    """The buyer has the complete invoice since this day: the days count from there, never from later than before.

    Raise NotAllowed when the days count from receipt, the day lies outside, or it was said before.
    """
    session.refresh(bill, with_for_update=True)
    counts = bill.terms.isdigit() and bill.organisation.due_from == "papers"
    if not counts or bill.papers_on is not None or not bill.issued_on <= on <= clock.today():
        raise NotAllowed(verb="papers", state=bill.state)
    bill.papers_on = on
    bill.due_on = min(bill.due_on, on + timedelta(days=int(bill.terms)))
    session.flush()
    events.record(session, bill.subject, "papers", by=by, on=on.isoformat(), due_on=bill.due_on.isoformat())


def lower(session: Session, order: Order, amount: int) -> int:
    """Take a refund off an unpaid bill; returns what is left to be owed back. The order's lock is held."""
    bill = locked(session, order.id)
    part = min(bill.open, amount)
    bill.credited += part
    session.flush()
    return amount - part


def is_settled(session: Session, order: Order) -> bool:
    """Whether the order's bill asks for nothing any more; nobody pays it until the end of the transaction."""
    return not locked(session, order.id).open


def locked(session: Session, order_id: int) -> Bill:
    """The bill of an order, kept until the end of the transaction."""
    query = select(Bill).where(Bill.order_id == order_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def after_change(session: Session, bill: Bill, *, by: Actor) -> None:
    """When nothing is open any more the maker has earned it, and a kuitansi says what was paid."""
    if bill.open or bill.settled_at is not None:
        return
    bill.settled_at = clock.now()
    session.flush()
    if bill.order is not None:
        session.refresh(bill.order)
        settlement.earned(session, bill.order, by=by)
        faults.at(AFTER_SETTLED)
        _receipt(session, bill, bill.order, by)
    elif bill.paid:
        for order, part in deposits.parts(bill):
            invoicing.issue_deposit_receipt(session, order, part, bill.number, by=by)
    events.record(session, bill.subject, "settled", by=by, paid=bill.paid)
    close(session, bill.group, by=by)


def _receipt(session: Session, bill: Bill, order: Order, by: Actor) -> None:
    """What was paid of an invoice; what a down payment paid of it has a kuitansi already."""
    before = documents.of_source(session, invoicing.deposit_source(order.id))
    total = bill.paid - (bill.used if before is not None else 0)
    if total:
        invoicing.issue_receipt(session, order, by=by, total=total)


def close(session: Session, group: OrderGroup, *, by: Actor) -> None:
    """End the payment of a group of which nothing is under way; what is left of a down payment goes back."""
    payment = group.payment
    session.refresh(payment, with_for_update=True)
    states = set(session.scalars(select(Order.state).where(Order.group_id == group.id)))
    if payment.state != "on_terms" or not states <= set(ENDED):
        return
    deposits.end(session, group, by=by)
    if "completed" not in states:
        payments.move(session, payment, "cancel", "system")
    elif not session.scalar(select(Bill.id).where(Bill.group_id == group.id, bills.is_open()).limit(1)):
        payments.move(session, payment, "settle", "system")


def not_delivered(session: Session, order: Order, *, by: Actor) -> None:
    """An order on terms ended before it was invoiced: its half of an open down payment is asked for no longer."""
    deposits.lower(session, order, by=by)
    close(session, order.group, by=by)
