"""What a month's budgets have left: placed orders and requests that wait count (F61)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.errors import Refusal
from marketplace.people import budgets
from marketplace.trade.orders import Order, OrderGroup

from .requests import PurchaseRequest

UNDONE = ("cancelled", "declined", "expired")
_AMOUNT = Order.goods - Order.shorted - Order.refunded + Order.delivery_fee


class BudgetExceeded(Refusal):
    """The month's budget does not hold it; facts: whose (outlet, member), limit, used, asked (rupiah)."""


@dataclass(frozen=True)
class Use:
    """Rupiah of one month: the budget (nothing means no limit), what was placed, what waits for approval."""

    whose: str
    limit: int | None
    placed: int
    pending: int

    @property
    def used(self) -> int:
        """All that counts."""
        return self.placed + self.pending

    @property
    def left(self) -> int | None:
        """What may still be ordered; nothing means no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)


def of(session: Session, outlet_id: int, buyer_id: int | None = None, *, but_for: int | None = None) -> Use:
    """This month's use of an outlet, or of one member there; `but_for` is a request that does not count."""
    first, last = _month(clock.today())
    return Use(
        "outlet" if buyer_id is None else "member",
        budgets.limit(session, outlet_id, buyer_id),
        _placed(session, outlet_id, buyer_id, first, last),
        _pending(session, outlet_id, buyer_id, first, last, but_for),
    )


def used(session: Session, outlet_ids: Sequence[int]) -> dict[tuple[int, int | None], int]:
    """The same rupiah for many budgets at once, by outlet and member; without a member it is the whole outlet's."""
    first, last = _month(clock.today())
    found: dict[tuple[int, int | None], int] = defaultdict(int)
    who = PurchaseRequest.buyer_id
    placed = (
        select(OrderGroup.outlet_id, who, func.sum(_AMOUNT))
        .join(Order, Order.group_id == OrderGroup.id)
        .outerjoin(PurchaseRequest, PurchaseRequest.group_id == OrderGroup.id)
        .where(OrderGroup.outlet_id.in_(outlet_ids), *_counts(first, last))
        .group_by(OrderGroup.outlet_id, who)
    )
    waiting = (
        select(PurchaseRequest.outlet_id, who, func.sum(PurchaseRequest.goods + PurchaseRequest.delivery))
        .where(PurchaseRequest.outlet_id.in_(outlet_ids), *_waits(first, last))
        .group_by(PurchaseRequest.outlet_id, who)
    )
    for outlet, buyer, amount in (*session.execute(placed), *session.execute(waiting)):
        found[outlet, None] += int(amount)
        if buyer is not None:
            found[outlet, buyer] += int(amount)
    return dict(found)


def both(session: Session, request: PurchaseRequest) -> list[Use]:
    """The budgets that a request counts on: the outlet's and its requester's; itself does not count."""
    return [
        of(session, request.outlet_id, None, but_for=request.id),
        of(session, request.outlet_id, request.buyer_id, but_for=request.id),
    ]


def demand(session: Session, request: PurchaseRequest, amount: int) -> None:
    """Make sure that `amount` rupiah fit. The organisation's row must be locked. Raise BudgetExceeded."""
    for use in both(session, request):
        if use.limit is not None and use.used + amount > use.limit:
            raise BudgetExceeded(whose=use.whose, limit=use.limit, used=use.used, asked=amount)


def _placed(session: Session, outlet_id: int, buyer_id: int | None, first: datetime, last: datetime) -> int:
    query = (
        select(func.coalesce(func.sum(_AMOUNT), 0))
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(OrderGroup.outlet_id == outlet_id, *_counts(first, last))
    )
    if buyer_id is not None:
        query = query.where(OrderGroup.id.in_(_groups_of(buyer_id)))
    return int(session.scalar(query) or 0)


def _groups_of(buyer_id: int) -> ColumnElement[int]:
    mine = PurchaseRequest.buyer_id == buyer_id
    return select(PurchaseRequest.group_id).where(mine, PurchaseRequest.group_id.is_not(None)).scalar_subquery()


def _pending(
    session: Session, outlet_id: int, buyer_id: int | None, first: datetime, last: datetime, but_for: int | None
) -> int:
    query = select(func.coalesce(func.sum(PurchaseRequest.goods + PurchaseRequest.delivery), 0)).where(
        PurchaseRequest.outlet_id == outlet_id, *_waits(first, last)
    )
    if buyer_id is not None:
        query = query.where(PurchaseRequest.buyer_id == buyer_id)
    if but_for is not None:
        query = query.where(PurchaseRequest.id != but_for)
    return int(session.scalar(query) or 0)


def _counts(first: datetime, last: datetime) -> tuple[ColumnElement[bool], ...]:
    return OrderGroup.placed_at >= first, OrderGroup.placed_at < last, Order.state.not_in(UNDONE)


def _waits(first: datetime, last: datetime) -> tuple[ColumnElement[bool], ...]:
    at = PurchaseRequest.submitted_at
    return PurchaseRequest.state == "pending", PurchaseRequest.deadline > clock.now(), at >= first, at < last


def _month(day: date) -> tuple[datetime, datetime]:
    first = day.replace(day=1)
    return clock.midnight(first), clock.midnight((first + timedelta(days=32)).replace(day=1))
