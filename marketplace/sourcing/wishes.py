"""What somebody wrote and no product was found for yet: it stays with the request until it is settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound

from . import request_lines
from .requests import PurchaseRequest, RequestLine


class RequestWish(Base):
    """`text` as it was written; `packs` when a number was, `content` base units of `unit` when a weight was."""

    __tablename__ = "request_wishes"
    __table_args__ = (
        CheckConstraint("packs IS NULL OR packs > 0", name="packs"),
        CheckConstraint("content IS NULL OR content > 0", name="content"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("purchase_requests.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    name: Mapped[str]
    packs: Mapped[int | None]
    content: Mapped[int | None]
    unit: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime] = mapped_column(default=clock.now)


def of(session: Session, request: PurchaseRequest) -> list[RequestWish]:
    """The open ones in the order in which they were written."""
    query = select(RequestWish).where(RequestWish.request_id == request.id).order_by(RequestWish.id)
    return list(session.scalars(query))


def find(session: Session, request: PurchaseRequest, wish_id: int) -> RequestWish:
    """One of them; raise NotFound."""
    found = session.scalars(
        select(RequestWish).where(RequestWish.id == wish_id, RequestWish.request_id == request.id)
    ).first()
    if found is None:
        raise NotFound(wish_id=wish_id)
    return found


def settle(
    session: Session, request: PurchaseRequest, wish: RequestWish, variant_id: int, quantity: int, *, by: Actor
) -> RequestLine:
    """Take a product for it. Raise NotFound, NotAllowed, WrongQuantity."""
    line = request_lines.add(session, request, variant_id, quantity, by=by)
    session.delete(wish)
    session.flush()
    return line


def drop(session: Session, request: PurchaseRequest, wish: RequestWish, *, by: Actor) -> None:
    """It is not wanted any more. Raise NotAllowed."""
    request_lines.open_for_change(session, request)
    session.delete(wish)
    session.flush()
    events.record(session, request.subject, "drop_wish", by=by, text=wish.text)
