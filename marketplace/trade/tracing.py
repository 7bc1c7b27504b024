"""From an order or a sum to what stands in the books about it, and back."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import rupiah
from marketplace.money.cards import CardCharge
from marketplace.money.ledger import Entry, Posting
from marketplace.money.payments import Payment
from marketplace.money.statements import StatementLine

from .bills import Bill, BillShare
from .orders import Order, OrderGroup, group_subject, subject
from .owed import Owed
from .refund_rows import Refund

Subjects = Callable[[Session, Order], list[str]]
SUBJECTS: list[Subjects] = [
    lambda session, order: [subject(order)],
    lambda session, order: [group_subject(order.group)],
    lambda session, order: [f"owed:{n}" for n in session.scalars(select(Owed.id).where(Owed.order_id == order.id))],
    lambda session, order: [
        f"refund:{n}" for n in session.scalars(select(Refund.id).where(Refund.order_id == order.id))
    ],
    lambda session, order: [
        f"charge:{n}"
        for n in session.scalars(select(CardCharge.id).where(CardCharge.payment_id == order.group.payment_id))
    ],
    lambda session, order: [
        f"bill_payment:{n}"
        for n in session.scalars(
            select(BillShare.payment_id)
            .join(Bill)
            .where(Bill.group_id == order.group_id)
            .where((Bill.order_id == order.id) | Bill.order_id.is_(None))
        )
    ],
    lambda session, order: [
        f"statement_line:{n}"
        for n in session.scalars(select(StatementLine.id).where(StatementLine.extra_of == order.group.payment_id))
    ],
]


def entries(session: Session, order: Order) -> list[Entry]:
    """Every entry about an order, its group's payment and its debts, with their reversals, oldest first."""
    names = [name for subjects in SUBJECTS for name in subjects(session, order)]
    query = select(Entry).where(or_(*(Entry.source.startswith(f"{name} ", autoescape=True) for name in names)))
    found = list(session.scalars(query))
    mirrors = select(Entry).where(Entry.source.in_([f"entry:{entry.id} reversed" for entry in found]))
    return sorted([*found, *session.scalars(mirrors)], key=lambda entry: (entry.at, entry.id))


def orders_like(session: Session, asked: str, limit: int = 50) -> list[Order]:
    """Orders with this text in their number or their buyer's name, or of this sum, the newest first."""
    amount = _amount(asked)
    query = select(Order).join(Order.group).join(OrderGroup.payment)
    if amount is None:
        number = Order.number.contains(asked.upper(), autoescape=True)
        name = func.lower(OrderGroup.name).contains(asked.lower(), autoescape=True)
        query = query.where(or_(number, name))
    else:
        total = Order.goods - Order.shorted + Order.delivery_fee
        query = query.where(or_(Payment.amount + Payment.code == amount, total == amount))
    return list(session.scalars(_newest(query, limit)))


def entries_of(session: Session, asked: str, limit: int = 50) -> list[Entry]:
    """Entries with a posting of this sum, the newest first; none when it is no sum."""
    amount = _amount(asked)
    if not amount:
        return []
    query = select(Posting.entry_id).where(Posting.amount.in_((amount, -amount)))
    return list(session.scalars(select(Entry).where(Entry.id.in_(query)).order_by(Entry.id.desc()).limit(limit)))


def _newest(query: Select[Order], limit: int) -> Select[Order]:
    loaded = query.options(joinedload(Order.group).joinedload(OrderGroup.payment), joinedload(Order.producer))
    return loaded.order_by(Order.id.desc()).limit(limit)


def _amount(asked: str) -> int | None:
    try:
        return rupiah.read(asked)
    except rupiah.NotRupiah:
        return None
