"""The requests that a member may see, with their sums, in two statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.people.buyers import Buyer, Desk
from marketplace.people.users import User

from .requests import EDITABLE, PurchaseRequest, RequestLine
from .wishes import RequestWish


@dataclass(frozen=True)
class Row:
    """One request; `goods` in rupiah at the prices last seen, `wishes` are lines without a product."""

    public_id: str
    number: str
    outlet_id: int
    state: str
    by: str
    at: datetime
    lines: int
    goods: int
    wishes: int

    @property
    def is_editable(self) -> bool:
        """Whether it is still being written."""
        return self.state in EDITABLE


def of(session: Session, desk: Desk, limit: int = 50) -> list[Row]:
    """Of the outlets where the person has a role: what is being written or waits first, then the latest."""
    lines = (
        select(func.count(), func.coalesce(func.sum(RequestLine.quantity * RequestLine.unit_price), 0))
        .where(RequestLine.request_id == PurchaseRequest.id)
        .correlate(PurchaseRequest)
    )
    count, goods = (lines.with_only_columns(column).scalar_subquery() for column in lines.selected_columns)
    open_ = (
        select(func.count()).where(RequestWish.request_id == PurchaseRequest.id).correlate(PurchaseRequest)
    ).scalar_subquery()
    outlets = desk.outlet_ids()
    rows = session.execute(
        select(
            PurchaseRequest.public_id, PurchaseRequest.number, PurchaseRequest.outlet_id, PurchaseRequest.state,
            User.name, func.coalesce(PurchaseRequest.submitted_at, PurchaseRequest.created_at), count, goods, open_,
        )
        .join(Buyer, Buyer.id == PurchaseRequest.buyer_id)
        .join(User, User.id == Buyer.user_id)
        .where(
            PurchaseRequest.organisation_id == desk.organisation.id, PurchaseRequest.outlet_id.in_(outlets),
            PurchaseRequest.state != "discarded",
        )
        .order_by(PurchaseRequest.state.not_in((*EDITABLE, "pending")), PurchaseRequest.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Row(*row) for row in rows]


def came_back(session: Session, desk: Desk) -> list[tuple[datetime, int]]:
    """The person's own requests that were sent back or not decided in time: since when, and their rupiah."""
    at = func.coalesce(PurchaseRequest.decided_at, PurchaseRequest.deadline, PurchaseRequest.created_at)
    query = select(at, PurchaseRequest.goods + PurchaseRequest.delivery).where(
        PurchaseRequest.organisation_id == desk.organisation.id,
        PurchaseRequest.buyer_id == desk.buyer_id,
        PurchaseRequest.outlet_id.in_([one.id for one in desk.outlets("requester")]),
        PurchaseRequest.state.in_(("sent_back", "expired")),
    )
    return [(since, amount) for since, amount in session.execute(query)]
