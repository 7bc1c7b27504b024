"""The books of what was earned: each order's frozen terms against the ledger."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.money.courier_bills import CourierBill
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.tax_handed_on import TaxHandedOn

from . import bills, dealing, refund_rows
from .orders import Order, OrderGroup

EARNED = ("order:% earned", "order:% collected", "refund:% given")


def faults(session: Session) -> list[str]:
    """What does not agree; empty when all is well."""
    expected: dict[str, int] = defaultdict(int)
    bills_paid = bills.settled_orders(session)
    packs, fees = refund_rows.all_packs(session), refund_rows.all_fees(session)
    for order in session.scalars(_orders()):
        if settled(order, bills_paid):
            for leg in dealing.of(order, packs, fees.get(order.id, 0)).legs(order.producer_id):
                expected[leg.code] += leg.amount
    posted = _posted(session)
    posted["courier"] = posted.get("courier", 0)
    codes = sorted({code for code, amount in expected.items() if amount} | {code for code in posted if posted[code]})
    return [
        f"{code}: sales say {expected.get(code, 0)}, the ledger {posted.get(code, 0)}"
        for code in codes
        if expected.get(code, 0) != posted.get(code, 0)
    ] + _papers(session)


def _orders() -> Select[Order]:
    whole = joinedload(Order.group).joinedload(OrderGroup.payment)
    return select(Order).options(whole, selectinload(Order.lines))


def settled(order: Order, bills_paid: set[int]) -> bool:
    """Whether its money has become the maker's: complete when prepaid, collected when cash, on terms its bill paid."""
    if order.group.on_terms:
        return order.state == "completed" and order.id in bills_paid
    if order.group.is_prepaid:
        return order.state == "completed" and order.group.payment.state == "paid"
    return order.state in {"arrived", "completed"}


def _posted(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Account.code, func.sum(Posting.amount))
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(
            Account.kind.in_(("payable", "commission", "courier", "tax")),
            or_(*(Entry.source.like(pattern) for pattern in EARNED)),
        )
        .group_by(Account.code)
    )
    return {str(code): int(amount) for code, amount in rows}


def _papers(session: Session) -> list[str]:
    """What was written down as paid to the courier or the state, against what was posted."""
    rows = session.execute(
        select(Entry.source, func.sum(Posting.amount))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Entry.source.startswith("courier_bill:") & (Account.kind == "courier")
               | Entry.source.startswith("tax_handed_on:") & (Account.kind == "tax"))
        .group_by(Entry.source)
    )  # fmt: skip
    posted = {str(source): int(amount) for source, amount in rows}
    written = {f"courier_bill:{bill.id} paid": bill.amount for bill in session.scalars(select(CourierBill))}
    written |= {paid.source: paid.amount for paid in session.scalars(select(TaxHandedOn))}
    return [
        f"{source}: written {written.get(source, 0)}, ledger {posted.get(source, 0)}"
        for source in sorted(set(written) | set(posted))
        if written.get(source) != posted.get(source)
    ]
