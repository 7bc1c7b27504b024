"""A producer's money in four plain sums, each told by the ledger and opening to its orders (F49)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Text, cast, exists, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session, joinedload

from marketplace.money import freezes
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.payments import Payment
from marketplace.money.payouts import Payout, PayoutLine

from . import dues
from .bills import Bill
from .orders import Order, OrderGroup

UNDER_WAY = ("placed", "accepted", "ready", "shipped", "arrived")
HEAPS = ("paid", "due", "held", "cash", "expected", "terms")
PAGE = 50
Heap = Select[str, str, int, datetime]
ORDER = re.compile(r"order:(\d+)\b")
PAYOUT = re.compile(r"payout:(\d+)\b")


@dataclass(frozen=True)
class Overview:
    """Rupiah by heap.

    `paid` was sent to her, `due` is earned and on its way to her (below zero she owes), `held` is not hers yet or
    kept back, `cash` is what she collected; `expected` is cash that buyers will pay at the door; `terms` is invoiced to
    organisations that have not paid yet.
    """

    paid: int
    due: int
    held: int
    cash: int
    expected: int
    terms: int


@dataclass(frozen=True)
class Row:
    """Rupiah of one order in a heap, since `at` (UTC); a payout has its id, what concerns neither only its memo."""

    order: Order | None
    memo: str
    amount: int
    at: datetime
    payout: str = ""


def overview(session: Session, producer_id: int) -> Overview:
    """The sums; each equals the sum of its rows. All but the last are of the ledger."""
    return Overview(**{heap: _total(session, _heap(session, producer_id, heap)) for heap in HEAPS})


def rows(session: Session, producer_id: int, heap: str, *, page: int = 1) -> list[Row]:
    """One page of a heap, newest first."""
    query = _heap(session, producer_id, heap).limit(PAGE).offset((page - 1) * PAGE)
    found = session.execute(query).all()
    orders = orders_of(session, [row.source for row in found])
    payouts = _payouts(session, [row.source for row in found])
    return [
        Row(orders.get(row.source), row.memo, int(row.amount), row.at, payouts.get(row.source, "")) for row in found
    ]


def of_payout(session: Session, payout: Payout) -> list[Row]:
    """What a payout pays: its orders, and what else it netted."""
    amount = -func.sum(Posting.amount)
    query = (
        select(Entry.source, Entry.memo, amount.label("amount"), Entry.at)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(PayoutLine, PayoutLine.posting_id == Posting.id)
        .where(
            PayoutLine.payout_id == payout.id, true() if payout.state == "failed" else PayoutLine.released_at.is_(None)
        )
        .group_by(Entry.id, Entry.source, Entry.memo, Entry.at)
        .order_by(Entry.id)
    )
    found = session.execute(query).all()
    orders = orders_of(session, [row.source for row in found])
    return [Row(orders.get(row.source), row.memo, int(row.amount), row.at) for row in found]


def orders_of(session: Session, sources: list[str]) -> dict[str, Order]:
    """The order that each source names, where it names one."""
    numbers = {source: number for source in sources if (number := _order_id(source)) is not None}
    query = select(Order).where(Order.id.in_(set(numbers.values()))).options(joinedload(Order.group))
    found = {order.id: order for order in session.scalars(query)}
    return {source: found[number] for source, number in numbers.items() if number in found}


def _payouts(session: Session, sources: list[str]) -> dict[str, str]:
    """The public id of the payout that each source names."""
    numbers = {source: int(found[1]) for source in sources if (found := PAYOUT.match(source))}
    rows = session.execute(select(Payout.id, Payout.public_id).where(Payout.id.in_(set(numbers.values()))))
    known = {number: public_id for number, public_id in rows}
    return {source: known[number] for source, number in numbers.items()}


def _heap(session: Session, producer_id: int, heap: str) -> Heap:
    frozen = _frozen(session, producer_id)
    if heap == "due":
        return _due(producer_id, frozen)
    if heap == "held":
        return _held(producer_id, frozen)
    return {"expected": _expected, "cash": _cash, "paid": _paid, "terms": _terms}[heap](producer_id)


def _frozen(session: Session, producer_id: int) -> ColumnElement[bool]:
    """Of entries: their money is kept back."""
    subjects = freezes.frozen(session)
    if f"producer:{producer_id}" in subjects:
        return true()
    return or_(false(), *(Entry.source.startswith(f"{subject} ", autoescape=True) for subject in sorted(subjects)))


def _order_id(source: str) -> int | None:
    """The order that an entry's source names (`order:17 earned`)."""
    found = ORDER.match(source)
    return int(found[1]) if found else None


def _expected(producer_id: int) -> Heap:
    """Cash on delivery under way: nothing of it is in the ledger before it is collected."""
    collected = literal("order:") + cast(Order.id, Text) + literal(" collected")
    return (
        select(
            (literal("order:") + cast(Order.id, Text)).label("source"),
            literal("").label("memo"),
            (Order.goods - Order.shorted + Order.delivery_fee).label("amount"),
            OrderGroup.placed_at.label("at"),
        )
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .outerjoin(Entry, Entry.source == collected)
        .where(
            Order.producer_id == producer_id, Order.state.in_(UNDER_WAY), Payment.method == "cod", Entry.id.is_(None)
        )
        .order_by(Order.id.desc())
    )


def _terms(producer_id: int) -> Heap:
    """Money of invoiced orders that their organisation has not paid: it is on the orders' accounts."""
    amount = -func.sum(Posting.amount)
    return (
        select(
            (literal("order:") + cast(Order.id, Text)).label("source"),
            literal("").label("memo"),
            amount.label("amount"),
            func.min(Entry.at).label("at"),
        )
        .join(Account, Account.code == literal("order_funds:") + cast(Order.id, Text))
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .join(Bill, Bill.order_id == Order.id)
        .where(Order.producer_id == producer_id, Order.state == "completed")
        .group_by(Order.id)
        .having(amount != 0)
        .order_by(func.min(Entry.at).desc(), Order.id.desc())
    )


def _held(producer_id: int, frozen: ColumnElement[bool]) -> Heap:
    """Prepaid money on the accounts of her orders, and what is earned but kept back."""
    code = literal("order_funds:") + cast(Order.id, Text)
    amount = -func.sum(Posting.amount)
    prepaid = (
        select(
            (literal("order:") + cast(Order.id, Text)).label("source"),
            literal("").label("memo"),
            amount.label("amount"),
            func.min(Entry.at).label("at"),
            Order.id.label("place"),
        )
        .join(Account, Account.code == code)
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Order.producer_id == producer_id, Order.state.in_(UNDER_WAY))
        .group_by(Order.id)
        .having(amount != 0)
    )
    kept = _earned(producer_id).where(frozen, dues.unclaimed()).add_columns(Entry.id.label("place"))
    both = union_all(prepaid, kept.order_by(None)).subquery()
    columns = (both.c.source, both.c.memo, both.c.amount, both.c.at)
    return select(*columns).order_by(both.c.at.desc(), both.c.place.desc())


def _due(producer_id: int, frozen: ColumnElement[bool]) -> Heap:
    """What was earned, less what of it she has in her own hand, until it is sent; entry by entry."""
    on_its_way = exists().where(
        PayoutLine.posting_id == Posting.id, PayoutLine.released_at.is_(None), PayoutLine.payout_id == Payout.id,
        Payout.state == "claimed",
    )  # fmt: skip
    return _earned(producer_id).where(or_(dues.unclaimed() & ~frozen, on_its_way))


def _cash(producer_id: int) -> Heap:
    """What she collected at the door, and neither netted nor handed over."""
    return _entries([f"producer_cash:{producer_id}"], sign=1).where(dues.unclaimed())


def _paid(producer_id: int) -> Heap:
    """What was sent to her, less what came back."""
    amount = -func.sum(Posting.amount)
    source = literal("payout:") + cast(Payout.id, Text)
    return (
        select(Entry.source.label("source"), Entry.memo.label("memo"), amount.label("amount"), Entry.at.label("at"))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .join(Payout, or_(Entry.source == source + " sent", Entry.source == source + " failed"))
        .where(Payout.producer_id == producer_id, Account.kind == "clearing")
        .group_by(Entry.id, Entry.source, Entry.memo, Entry.at)
        .order_by(Entry.id.desc())
    )


def _earned(producer_id: int) -> Heap:
    return _entries([f"payable:{producer_id}", f"producer_cash:{producer_id}"], sign=-1)


def _entries(codes: list[str], *, sign: int) -> Heap:
    amount = sign * func.sum(Posting.amount)
    return (
        select(
            Entry.source.label("source"),
            Entry.memo.label("memo"),
            amount.label("amount"),
            Entry.at.label("at"),
        )
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.code.in_(codes))
        .group_by(Entry.id, Entry.source, Entry.memo, Entry.at)
        .having(amount != 0)
        .order_by(Entry.id.desc())
    )


def _total(session: Session, query: Heap) -> int:
    inner = query.order_by(None).subquery()
    return int(session.scalar(select(func.coalesce(func.sum(inner.c.amount), 0))) or 0)
