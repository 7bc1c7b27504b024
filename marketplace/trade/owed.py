"""Money owed back to a buyer: a list for finance until it is returned with proof."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.kernel.flow import Flow, Step

from .orders import Order

FLOW = Flow(
    "owed",
    [
        Step("send", ("owed",), "sending", ("system",)),
        Step("fail", ("sending",), "owed", ("system",)),
        Step("give_back", ("owed",), "returned", ("finance",)),
        Step("arrive", ("owed", "sending"), "returned", ("system",)),
        Step("bounce", ("owed", "returned"), "owed", ("finance",)),
    ],
)
STILL_OWED = ("owed", "sending")


class Owed(Base):
    """`amount` rupiah (a unique code included on full return). States: owed, sending, returned.

    `sending` is money on its way back through a card provider. `bounces` counts transfers that came back.
    """

    __tablename__ = "owed"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    amount: Mapped[int]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="owed", index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[str | None]
    returned_how: Mapped[str] = mapped_column(default="")
    proof_key: Mapped[str | None]
    bounces: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship()


def waiting(session: Session) -> list[Owed]:
    """What is still owed, oldest first."""
    query = select(Owed).where(Owed.state.in_(STILL_OWED)).order_by(Owed.id)
    return list(session.scalars(query.options(joinedload(Owed.order).joinedload(Order.group))))


def backlog(session: Session) -> tuple[int, datetime | None, int]:
    """How many debts there are, since when the oldest is, and their sum."""
    query = select(func.count(), func.min(Owed.created_at), func.coalesce(func.sum(Owed.amount), 0))
    count, oldest, amount = session.execute(query.where(Owed.state.in_(STILL_OWED))).one()
    return int(count), oldest, int(amount)


def returned(session: Session, limit: int = 50) -> list[Owed]:
    """What was returned, newest first."""
    query = select(Owed).where(Owed.state == "returned").order_by(Owed.returned_at.desc()).limit(limit)
    return list(session.scalars(query.options(joinedload(Owed.order).joinedload(Order.group))))


def by_public_id(session: Session, public_id: str) -> Owed:
    """One row; raise NotFound."""
    found = session.scalars(select(Owed).where(Owed.public_id == public_id).with_for_update()).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def of_orders(session: Session, order_ids: list[int]) -> list[Owed]:
    """What is or was owed for these orders."""
    return list(session.scalars(select(Owed).where(Owed.order_id.in_(order_ids)).order_by(Owed.id)))
