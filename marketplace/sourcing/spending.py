"""What is used of a budget this month: what was ordered and what waits for approval (F61)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people import budgets
from marketplace.trade.orders import Order, OrderGroup

from .requests import PurchaseRequest

LOST = ("cancelled", "declined", "expired")


@dataclass(frozen=True)
class Use:
    """Rupiah of this month for an outlet, or for one member there: limit, ordered, waiting, and what is asked now."""

    whose: str
    limit: int
    placed: int
    pending: int
    asked: int = 0

    @property
    def spent(self) -> int:
        """Placed and pending."""
        return self.placed + self.pending

    @property
    def left(self) -> int:
        """What would be left with what is asked now; negative when it is too much."""
        return self.limit - self.spent - self.asked


def uses(session: Session, outlet_id: int, buyer_id: int, asked: int = 0, *, without: int | None = None) -> list[Use]:
    """The budgets that hold for a member's order at an outlet; `without` names a request that does not count."""
    found = []
    for whose, buyer in (("outlet", None), ("member", buyer_id)):
        limit = budgets.limit(session, outlet_id, buyer)
        if limit is not None:
            waiting = pending(session, outlet_id, buyer, without=without)
            found.append(Use(whose, limit, placed(session, outlet_id, buyer), waiting, asked))
    return found


def spent(session: Session, outlet_id: int, buyer_id: int | None = None) -> int:
    """Rupiah of this month, placed and pending."""
    return placed(session, outlet_id, buyer_id) + pending(session, outlet_id, buyer_id)


def placed(session: Session, outlet_id: int, buyer_id: int | None = None) -> int:
    """Ordered this month and not cancelled; what makers could not send does not count, nor what was refunded."""
    query = (
        select(func.coalesce(func.sum(Order.goods - Order.shorted + Order.delivery_fee - Order.refunded), 0))
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(OrderGroup.outlet_id == outlet_id, OrderGroup.placed_at >= month(), Order.state.not_in(LOST))
    )
    if buyer_id is not None:
        query = query.join(PurchaseRequest, PurchaseRequest.group_id == OrderGroup.id).where(
            PurchaseRequest.buyer_id == buyer_id
        )
    return int(session.scalar(query) or 0)


def pending(session: Session, outlet_id: int, buyer_id: int | None = None, *, without: int | None = None) -> int:
    """What waits for approval, whenever it was submitted: it would be ordered this month."""
    query = select(func.coalesce(func.sum(PurchaseRequest.goods + PurchaseRequest.delivery), 0)).where(
        PurchaseRequest.outlet_id == outlet_id, PurchaseRequest.state == "pending"
    )
    if buyer_id is not None:
        query = query.where(PurchaseRequest.buyer_id == buyer_id)
    if without is not None:
        query = query.where(PurchaseRequest.id != without)
    return int(session.scalar(query) or 0)


def month() -> datetime:
    """When this month began in Balikpapan."""
    return clock.midnight(clock.today().replace(day=1))
