"""What happens to the money of orders on terms, in the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.money.ledger import Leg, post

from .bills import Bill, BillPayment
from .orders import Order, OrderGroup


def invoiced(session: Session, order: Order, *, by: Actor) -> None:
    """Goods were accepted: the organisation owes them, and nobody has earned them yet."""
    legs = [Leg("receivable", order.id, order.total), Leg("order_funds", order.id, -order.total)]
    post(session, f"order:{order.id} invoiced", f"Tagihan tempo {order.number}", legs, by=by)


def paid(session: Session, payment: BillPayment, shares: Iterable[tuple[Bill, int]], over: int, *, by: Actor) -> None:
    """A transfer came: invoices are paid, down payments are held, what is too much is owed back."""
    shares = list(shares)
    legs = [Leg("clearing", payment.account_id, payment.amount)]
    legs += [share_leg(bill, -amount) for bill, amount in shares]
    legs.append(Leg("owed", shares[0][0].group_id, -over))
    memo = f"Pembayaran {payment.organisation.name}" + (f" ({payment.reference})" if payment.reference else "")
    post(session, f"bill_payment:{payment.id} received", memo, legs, by=by)


def share_leg(bill: Bill, amount: int) -> Leg:
    """Where money for a bill lies."""
    if bill.order_id is None:
        return Leg("deposit", bill.group_id, amount)
    return Leg("receivable", bill.order_id, amount)


def deposit_used(session: Session, order: Order, amount: int, *, by: Actor) -> None:
    """A down payment pays part of an invoice."""
    legs = [Leg("deposit", order.group_id, amount), Leg("receivable", order.id, -amount)]
    post(session, f"order:{order.id} deposit", f"Uang muka dipakai {order.number}", legs, by=by)


def deposit_back(session: Session, group: OrderGroup, amount: int, *, by: Actor) -> None:
    """Nothing more comes: what is left of the down payment is owed back."""
    legs = [Leg("deposit", group.id, amount), Leg("owed", group.id, -amount)]
    post(session, f"group:{group.id} deposit back", f"Sisa uang muka {group.number}", legs, by=by)
