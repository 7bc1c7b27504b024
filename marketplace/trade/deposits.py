"""Half before, half after (dp50): the down payment of a group, and how its invoices use it up."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, rupiah, settings
from marketplace.kernel.actor import Actor

from . import settle_terms, settlement
from .bills import Bill
from .orders import ENDED, Order, OrderGroup

DAYS = settings.declare("terms.deposit_days", 3, "Hari untuk membayar uang muka 50 %", settings.at_least(1))


def half(amount: int) -> int:
    """Half of a sum, rounded up to a whole rupiah."""
    return -(-amount // 2)


def ask(session: Session, group: OrderGroup, *, by: Actor) -> Bill:
    """The bill for half of what was ordered; the makers are asked when it is paid."""
    today = clock.today()
    bill = Bill(
        kind="deposit",
        organisation_id=group.organisation_id,
        outlet_id=group.outlet_id,
        group_id=group.id,
        number=f"UM-{group.number}",
        terms=group.terms,
        amount=half(group.goods + group.delivery),
        credited=0,
        paid=0,
        used=0,
        issued_on=today,
        due_on=today + timedelta(days=DAYS(session)),
    )
    session.add(bill)
    session.flush()
    events.record(session, bill.subject, "issued", by=by, amount=bill.amount, due_on=bill.due_on.isoformat())
    return bill


def parts(deposit: Bill) -> list[tuple[Order, int]]:
    """What of a paid down payment each maker's order stands for, by value."""
    orders = [order for order in deposit.group.orders if order.state not in ENDED]
    shares = rupiah.split(deposit.paid, [order.total for order in orders])
    return [(order, share) for order, share in zip(orders, shares, strict=True) if share]


def use(session: Session, bill: Bill, *, by: Actor) -> None:
    """Pay part of an invoice from the group's down payment: in proportion, the last invoice takes what is left."""
    deposit = _locked(session, bill.group_id)
    if deposit is None or bill.order is None:
        return
    left = deposit.paid - deposit.used
    group = deposit.group
    share = rupiah.part(deposit.paid, bill.amount, group.goods + group.delivery)
    part = min(bill.open, left if _is_last(session, bill.order) else min(left, share))
    if not part:
        return
    settle_terms.deposit_used(session, bill.order, part, by=by)
    deposit.used += part
    bill.used += part
    bill.paid += part
    session.flush()


def lower(session: Session, order: Order, *, by: Actor) -> None:
    """The order's half of a down payment that is not paid is asked for no longer."""
    deposit = _locked(session, order.group_id)
    if deposit is not None and deposit.open:
        deposit.credited += min(deposit.open, half(order.total))
        if not deposit.open:
            deposit.settled_at = clock.now()
        session.flush()
        events.record(session, deposit.subject, "lowered", by=by, open=deposit.open)


def end(session: Session, group: OrderGroup, *, by: Actor) -> None:
    """Nothing more comes: nothing more is asked for, and what no invoice has used is owed back."""
    deposit = _locked(session, group.id)
    if deposit is None:
        return
    if deposit.open:
        deposit.credited += deposit.open
        deposit.settled_at = clock.now()
    left = deposit.paid - deposit.used
    if left:
        settle_terms.deposit_back(session, group, left, by=by)
        settlement.note_owed(session, group.orders[0], left, "deposit")
        deposit.used += left
    session.flush()


def _locked(session: Session, group_id: int) -> Bill | None:
    query = select(Bill).where(Bill.group_id == group_id, Bill.kind == "deposit").with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).first()


def _is_last(session: Session, order: Order) -> bool:
    query = select(Order.id).where(Order.group_id == order.group_id, Order.id != order.id, Order.state.not_in(ENDED))
    return session.scalars(query.limit(1)).first() is None
