"""Does the ledger agree with the orders? Each function returns its faults in words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, case, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.money import ledger
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.payments import Payment

from . import bills
from .orders import Order, OrderGroup, OrderLine
from .owed import STILL_OWED, Owed
from .settlement import RETURNED
from .shortages import Shortage

KEPT = Order.goods - Order.shorted + Order.delivery_fee - Order.refunded
HOLDING = ("placed", "accepted", "ready", "shipped", "arrived")


def group_sums(session: Session) -> list[str]:
    """A group is the sum of the orders that were placed."""
    rows = session.execute(
        select(
            OrderGroup.number,
            OrderGroup.goods,
            OrderGroup.delivery,
            func.sum(case((Order.parent_id.is_(None), Order.goods), else_=0)),
            func.sum(Order.delivery_fee),
        )
        .join(Order, Order.group_id == OrderGroup.id)
        .group_by(OrderGroup.id, OrderGroup.number, OrderGroup.goods, OrderGroup.delivery)
    )
    return [
        f"group {number}: sums differ from its orders"
        for number, goods, fee, order_goods, order_fee in rows
        if (goods, fee) != (order_goods, order_fee)
    ]


def shortages(session: Session) -> list[str]:
    """What an order lacks, and what a rest carries, against the shortages that say so."""
    lacking = _amounts(session, OrderLine.order_id)
    carried = _amounts(session, Shortage.child_order_id)
    found = []
    for order_id, number, parent_id, goods, shorted in session.execute(
        select(Order.id, Order.number, Order.parent_id, Order.goods, Order.shorted)
    ):
        if shorted != lacking.get(order_id, 0):
            found.append(f"order {number}: short by {shorted}, its lines by {lacking.get(order_id, 0)}")
        if carried.get(order_id, 0) != (goods if parent_id is not None else 0):
            found.append(f"order {number}: carries {goods}, promised {carried.get(order_id, 0)}")
    return found


def _amounts(session: Session, key: InstrumentedAttribute[Any]) -> dict[int, int]:
    rows = session.execute(
        select(key, func.sum(Shortage.amount))
        .select_from(Shortage)
        .join(OrderLine, OrderLine.id == Shortage.order_line_id)
        .where(key.is_not(None))
        .group_by(key)
    )
    return {int(order): int(amount) for order, amount in rows}


def paid_groups(session: Session) -> list[str]:
    """A paid payment is in the ledger with what was asked, and only then; what came beyond it stands apart."""
    source = literal("group:") + cast(OrderGroup.id, Text) + literal(" paid")
    kept = case((Account.kind.in_(("order_funds", "unique_codes")), -Posting.amount), else_=0)
    came = func.coalesce(func.sum(kept), 0)
    query = (
        select(OrderGroup.number, Payment.state, Payment.amount + Payment.code, Entry.id, came)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .outerjoin(Entry, Entry.source == source)
        .outerjoin(Posting, Posting.entry_id == Entry.id)
        .outerjoin(Account, Account.id == Posting.account_id)
        .group_by(OrderGroup.id, OrderGroup.number, Payment.state, Payment.amount, Payment.code, Entry.id)
        .having((Payment.state == "paid") | Entry.id.is_not(None))
    )
    found = []
    for number, state, due, entry, amount in session.execute(query):
        if state != "paid":
            found.append(f"group {number}: in the ledger as paid, its payment is {state}")
        elif entry is None:
            found.append(f"group {number}: paid, but not in the ledger")
        elif int(amount) != due:
            found.append(f"group {number}: {due} rupiah were asked, {amount} are in the ledger")
    return found


def order_funds(session: Session) -> list[str]:
    """A paid order under way holds its money, on terms an invoiced one until it is paid, every other one nothing."""
    funds, bills_paid = ledger.balances(session, "order_funds"), bills.settled_orders(session)
    found = []
    query = (
        select(Order.id, Order.number, Order.state, KEPT, Payment.state, Payment.method)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(Payment, Payment.id == OrderGroup.payment_id)
    )
    for order_id, number, state, kept, payment, method in session.execute(query):
        holds = payment == "paid" and state in HOLDING
        if method == "terms":
            holds = state == "completed" and order_id not in bills_paid
        expected = -kept if holds else 0
        actual = funds.get(f"order_funds:{order_id}", 0)
        if actual != expected:
            found.append(f"order {number}: holds {actual}, should hold {expected}")
    return found


def earned_orders(session: Session) -> list[str]:
    """A complete order that is paid was earned once, collected cash was written down once, nothing else was.

    An order of which everything was refunded before it was complete leaves nothing to earn.
    """
    name = literal("order:") + cast(Order.id, Text)
    earned, collected = (
        select(Entry.id).where(Entry.source == name + literal(verb)).correlate(Order).exists()
        for verb in (" earned", " collected")
    )
    bills_paid = bills.settled_orders(session)
    query = (
        select(Order.id, Order.number, Order.state, KEPT, Payment.state, Payment.method, earned, collected)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(Payment, Payment.id == OrderGroup.payment_id)
    )
    found = []
    for order_id, number, state, kept, payment, method, is_earned, is_collected in session.execute(query):
        complete = state == "completed" and (order_id in bills_paid if method == "terms" else payment == "paid")
        if is_earned > complete or (kept and is_earned < complete):
            found.append(f"order {number}: {state}, {'' if is_earned else 'not '}written down as earned")
        if is_collected != (method == "cod" and state in {"arrived", "completed"}):
            found.append(
                f"order {number}: {state}, its cash is {'' if is_collected else 'not '}written down as collected"
            )
    return found


def owed_to_buyers(session: Session) -> list[str]:
    """What the ledger owes to each group is what stands on the list of debts."""
    books = ledger.balances(session, "owed")
    lists: dict[str, int] = {}
    for group_id, amount in session.execute(
        select(Order.group_id, func.sum(Owed.amount))
        .join(Order, Order.id == Owed.order_id)
        .where(Owed.state.in_(STILL_OWED))
        .group_by(Order.group_id)
    ):
        lists[f"owed:{group_id}"] = -int(amount)
    codes = {code for code, amount in books.items() if amount} | set(lists)
    return [
        f"{code}: ledger {books.get(code, 0)}, list {lists.get(code, 0)}"
        for code in sorted(codes)
        if books.get(code, 0) != lists.get(code, 0)
    ]


def unique_codes(session: Session) -> list[str]:
    """The codes of paid groups are kept, but for groups of which nothing is delivered."""
    goes = select(Order.id).where(Order.group_id == OrderGroup.id, Order.state.not_in(RETURNED)).exists()
    query = select(func.coalesce(func.sum(Payment.code), 0)).join(OrderGroup, OrderGroup.payment_id == Payment.id)
    kept = int(session.scalar(query.where(Payment.state == "paid", goes)) or 0)
    books = -sum(ledger.balances(session, "unique_codes").values())
    return [f"unique_codes: ledger {books}, paid payments {kept}"] if books != kept else []


def cash_at_makers(session: Session) -> list[str]:
    """Nobody holds less than no cash."""
    cash = ledger.balances(session, "producer_cash")
    return [f"{code}: a maker holds {amount} rupiah of cash" for code, amount in sorted(cash.items()) if amount < 0]
