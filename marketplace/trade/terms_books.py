"""The books of bills on terms: rows against orders, invoices, transfers and the ledger."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.money import ledger
from marketplace.money.payments import Payment

from .bills import Bill, BillPayment, BillShare
from .orders import Order, OrderGroup


def faults(session: Session) -> list[str]:
    """What does not agree; empty when all is well."""
    rows = list(session.scalars(select(Bill).options(joinedload(Bill.document)).order_by(Bill.id)))
    return _issued(session, rows) + _sums(session, rows) + _accounts(session, rows) + _transfers(session)


def _issued(session: Session, rows: list[Bill]) -> list[str]:
    """Every completed order on terms has one bill, of what its invoice says; no other order has one."""
    due = set(
        session.scalars(
            select(Order.id)
            .join(OrderGroup, OrderGroup.id == Order.group_id)
            .join(Payment, Payment.id == OrderGroup.payment_id)
            .where(Payment.method == "terms", Order.state == "completed")
        )
    )
    billed = {row.order_id for row in rows if row.order_id is not None}
    found = [f"order {number}: {'no bill' if number in due else 'a bill too much'}" for number in sorted(due ^ billed)]
    for row in rows:
        if row.kind == "invoice" and (row.document is None or row.document.total != row.amount):
            found.append(f"bill {row.number}: {row.amount}, its invoice {row.document and row.document.total}")
        if bool(row.settled_at) != (not row.open):
            found.append(f"bill {row.number}: {row.open} open, {'' if row.settled_at else 'not '}settled")
    return found


def _sums(session: Session, rows: list[Bill]) -> list[str]:
    """What was paid of a bill = its shares of transfers and what it took of the down payment."""
    came = {
        int(bill): int(total)
        for bill, total in session.execute(
            select(BillShare.bill_id, func.sum(BillShare.amount)).group_by(BillShare.bill_id)
        )
    }
    found = []
    for row in rows:
        expected = came.get(row.id, 0) + (row.used if row.kind == "invoice" else 0)
        if row.paid != expected:
            found.append(f"bill {row.number}: paid {row.paid}, transfers and down payment {expected}")
    return found


def _accounts(session: Session, rows: list[Bill]) -> list[str]:
    """An organisation owes what is open of its invoices; of a down payment is held what nothing used."""
    expected: dict[str, int] = {}
    for row in rows:
        if row.order_id is not None:
            expected[f"receivable:{row.order_id}"] = row.open
        else:
            expected[f"deposit:{row.group_id}"] = row.used - row.paid
    books = {**ledger.balances(session, "receivable"), **ledger.balances(session, "deposit")}
    return [
        f"{code}: bills say {expected.get(code, 0)}, the ledger {books.get(code, 0)}"
        for code in sorted({*expected, *books})
        if expected.get(code, 0) != books.get(code, 0)
    ]


def _transfers(session: Session) -> list[str]:
    """A transfer is what it pays and what was too much."""
    total = func.coalesce(func.sum(BillShare.amount), 0)
    rows = session.execute(
        select(BillPayment.id, BillPayment.amount, BillPayment.surplus, total)
        .outerjoin(BillShare, BillShare.payment_id == BillPayment.id)
        .group_by(BillPayment.id, BillPayment.amount, BillPayment.surplus)
        .having(total + BillPayment.surplus != BillPayment.amount)
    )
    return [
        f"transfer {number}: {amount}, it pays {sums} and {over} is too much" for number, amount, over, sums in rows
    ]
