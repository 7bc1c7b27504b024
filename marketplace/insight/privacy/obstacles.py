"""What must come to an end before data about a person can go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel.errors import Refusal
from marketplace.people.buyers import Buyer, BuyerRole
from marketplace.people.users import StaffRole
from marketplace.trade import earnings
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import ENDED, Order, OrderGroup
from marketplace.trade.owed import STILL_OWED, Owed
from marketplace.trade.refund_rows import Refund

from .whose import Person


class CannotErase(Refusal):
    """Something is still open; facts: reasons, a list of codes."""


def of(session: Session, person: Person) -> list[str]:
    """Codes of all that stands in the way; empty when nothing does."""
    return [code for code, stands in CHECKS.items() if stands(session, person)]


def _bought(person: Person) -> ColumnElement[bool]:
    groups = select(OrderGroup.id)
    own = OrderGroup.id.in_(person.groups) if person.user_id is None else OrderGroup.user_id == person.user_id
    return Order.group_id.in_(groups.where(own))


def _any(session: Session, query: Any) -> bool:
    return session.execute(query.limit(1)).first() is not None


def _open_orders(session: Session, person: Person) -> bool:
    return _any(session, select(Order.id).where(_bought(person), Order.state.not_in(ENDED)))


def _money_owed(session: Session, person: Person) -> bool:
    owed = select(Owed.id).join(Order, Order.id == Owed.order_id).where(_bought(person), Owed.state.in_(STILL_OWED))
    asked = select(Refund.id).join(Order, Order.id == Refund.order_id).where(_bought(person), Refund.state == "asked")
    return _any(session, owed) or _any(session, asked)


def _open_disputes(session: Session, person: Person) -> bool:
    query = select(Dispute.id).join(Order, Order.id == Dispute.order_id)
    return _any(session, query.where(_bought(person), Dispute.closed_at.is_(None)))


def _staff(session: Session, person: Person) -> bool:
    return _any(session, select(StaffRole.role).where(StaffRole.user_id == person.user_id))


def _last_owner(session: Session, person: Person) -> bool:
    owners = (
        select(Buyer.organisation_id, Buyer.id, Buyer.user_id)
        .join(BuyerRole, BuyerRole.buyer_id == Buyer.id)
        .where(BuyerRole.role == "owner", Buyer.ended_at.is_(None))
        .distinct()
        .subquery()
    )
    mine = select(owners.c.organisation_id).where(owners.c.user_id == person.user_id)
    alone = select(owners.c.organisation_id).where(owners.c.organisation_id.in_(mine))
    return _any(session, alone.group_by(owners.c.organisation_id).having(func.count() == 1))


def _on_sale(session: Session, person: Person) -> bool:
    listed = Product.producer_id.in_(person.shops), Product.published_at.is_not(None), Product.archived_at.is_(None)
    return _any(session, select(Product.id).where(*listed))


def _shop_orders(session: Session, person: Person) -> bool:
    return _any(session, select(Order.id).where(Order.producer_id.in_(person.shops), Order.state.not_in(ENDED)))


def _shop_money(session: Session, person: Person) -> bool:
    sums = (earnings.overview(session, shop) for shop in person.shops)
    return any(heap.due or heap.held or heap.expected or heap.terms for heap in sums)


CHECKS: dict[str, Callable[[Session, Person], bool]] = {
    "open_orders": _open_orders,
    "money_owed": _money_owed,
    "open_disputes": _open_disputes,
    "staff": _staff,
    "last_owner": _last_owner,
    "on_sale": _on_sale,
    "shop_orders": _shop_orders,
    "shop_money": _shop_money,
}
