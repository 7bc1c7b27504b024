"""A producer's money in four heaps, each told by the ledger and opening to its orders (F49)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Text, cast, func, literal, select
from sqlalchemy.orm import Session, joinedload

from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.payments import Payment

from .orders import Order, OrderGroup

UNDER_WAY = ("placed", "accepted", "ready", "shipped", "arrived")
HEAPS = ("expected", "held", "due", "cash")
PAGE = 50
Heap = Select[str, str, int, datetime]
ORDER = re.compile(r"order:(\d+)\b")


@dataclass(frozen=True)
class Overview:
    """Rupiah by heap.

    `expected` is cash that buyers will pay at the door, `held` is prepaid and not yet earned,
    `due` is earned and not yet paid to the producer, `cash` is what the producer collected.
    """

    expected: int
    held: int
    due: int
    cash: int


@dataclass(frozen=True)
class Row:
    """Rupiah of one order in a heap, since `at` (UTC); `order` is missing for what concerns no single order."""

    order: Order | None
    memo: str
    amount: int
    at: datetime


def overview(session: Session, producer_id: int) -> Overview:
    """The four sums; each equals the sum of its rows, the last three are balances of the ledger."""
    earned = -_balance(session, f"payable:{producer_id}")
    cash = _balance(session, f"producer_cash:{producer_id}")
    return Overview(
        expected=_total(session, _expected(producer_id)),
        held=_total(session, _held(producer_id)),
        due=earned - cash,
        cash=cash,
    )


def rows(session: Session, producer_id: int, heap: str, *, page: int = 1) -> list[Row]:
    """One page of a heap, newest first."""
    makes = {"expected": _expected, "held": _held, "due": _due, "cash": _cash}
    query = makes[heap](producer_id).limit(PAGE).offset((page - 1) * PAGE)
    found = session.execute(query).all()
    orders = _by_id(session, {number for row in found if (number := _order_id(row.source)) is not None})
    return [Row(orders.get(_order_id(row.source) or 0), row.memo, int(row.amount), row.at) for row in found]


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


def _held(producer_id: int) -> Heap:
    """Prepaid money on the accounts of her orders."""
    code = literal("order_funds:") + cast(Order.id, Text)
    amount = -func.sum(Posting.amount)
    return (
        select(
            (literal("order:") + cast(Order.id, Text)).label("source"),
            literal("").label("memo"),
            amount.label("amount"),
            func.min(Entry.at).label("at"),
        )
        .join(Account, Account.code == code)
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Order.producer_id == producer_id, Order.state.in_(UNDER_WAY))
        .group_by(Order.id)
        .having(amount != 0)
        .order_by(Order.id.desc())
    )


def _due(producer_id: int) -> Heap:
    """What was earned, less what of it she has in her own hand already, entry by entry."""
    return _entries([f"payable:{producer_id}", f"producer_cash:{producer_id}"], sign=-1)


def _cash(producer_id: int) -> Heap:
    """What she collected at the door."""
    return _entries([f"producer_cash:{producer_id}"], sign=1)


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


def _by_id(session: Session, ids: set[int]) -> dict[int, Order]:
    query = select(Order).where(Order.id.in_(ids)).options(joinedload(Order.group))
    return {order.id: order for order in session.scalars(query)}


def _total(session: Session, query: Heap) -> int:
    inner = query.order_by(None).subquery()
    return int(session.scalar(select(func.coalesce(func.sum(inner.c.amount), 0))) or 0)


def _balance(session: Session, code: str) -> int:
    query = select(func.coalesce(func.sum(Posting.amount), 0)).join(Account).where(Account.code == code)
    return int(session.scalar(query) or 0)
