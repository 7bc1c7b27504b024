"""Refunds: what of an order's money goes back, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.kernel.flow import Flow, Step

from .orders import Order, OrderLine
from .owed import Owed

FLOW = Flow(
    "refund",
    [
        Step("approve", ("asked",), "given", ("finance",)),
        Step("refuse", ("asked",), "refused", ("finance",)),
    ],
)
ASKED = text("state = 'asked'")


class Refund(Base):
    """`amount` rupiah: the lines and `fee` of the delivery. States: asked (of a second person), given, refused.

    `key` makes sending a form twice harmless. A refund that was given has exactly one debt to the buyer,
    unless it only lowered a bill that was not paid.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0 AND fee >= 0 AND fee <= amount", name="amounts"),
        Index("uq_refunds_asked", "order_id", unique=True, sqlite_where=ASKED, postgresql_where=ASKED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    key: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    state: Mapped[str]
    amount: Mapped[int]
    fee: Mapped[int]
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    requested_by_id: Mapped[int | None]
    requested_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None]
    approved_by: Mapped[str] = mapped_column(default="")
    dispute_id: Mapped[int | None] = mapped_column(ForeignKey("disputes.id"))
    owed_id: Mapped[int | None] = mapped_column(ForeignKey("owed.id"), unique=True)

    order: Mapped[Order] = relationship()
    owed: Mapped[Owed | None] = relationship()
    lines: Mapped[list[RefundLine]] = relationship(order_by="RefundLine.id")


class RefundLine(Base):
    """`quantity` packs of a line. `put_back` base units went back on sale, at most what `restock` asked for."""

    __tablename__ = "refund_lines"
    __table_args__ = (CheckConstraint("quantity > 0 AND amount > 0 AND put_back >= 0", name="amounts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    refund_id: Mapped[int] = mapped_column(ForeignKey("refunds.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    quantity: Mapped[int]
    amount: Mapped[int]
    restock: Mapped[bool]
    put_back: Mapped[int] = mapped_column(default=0)

    line: Mapped[OrderLine] = relationship()


def packs_refunded(session: Session, order_id: int) -> dict[int, int]:
    """How many packs of each line of an order were refunded, by line id."""
    return all_packs(session, Refund.order_id == order_id)


def fee_refunded(session: Session, order_id: int) -> int:
    """How much of an order's delivery fee was refunded."""
    return all_fees(session, Refund.order_id == order_id).get(order_id, 0)


def all_packs(session: Session, *only: ColumnElement[bool]) -> dict[int, int]:
    """How many packs were refunded, by line id."""
    rows = session.execute(
        select(RefundLine.order_line_id, func.sum(RefundLine.quantity))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.state == "given", *only)
        .group_by(RefundLine.order_line_id)
    )
    return {int(line): int(packs) for line, packs in rows}


def all_fees(session: Session, *only: ColumnElement[bool]) -> dict[int, int]:
    """How much of the delivery fees was refunded, by order id."""
    query = select(Refund.order_id, func.sum(Refund.fee)).where(Refund.state == "given", *only)
    return {int(order): int(fee) for order, fee in session.execute(query.group_by(Refund.order_id))}


def of_orders(session: Session, order_ids: Iterable[int]) -> list[Refund]:
    """Every refund of these orders, the oldest first."""
    return list(session.scalars(select(Refund).where(Refund.order_id.in_(list(order_ids))).order_by(Refund.id)))


def by_public_id(session: Session, public_id: str) -> Refund:
    """One refund; raise NotFound."""
    found = session.scalars(select(Refund).where(Refund.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def waiting(session: Session) -> list[Refund]:
    """What waits for a second person, the oldest first."""
    return list(session.scalars(select(Refund).where(Refund.state == "asked").order_by(Refund.id)))


def exists(session: Session, key: str) -> bool:
    """Whether a form with this key was kept before."""
    return session.scalar(select(Refund.id).where(Refund.key == key)) is not None


def of_debt(session: Session, owed_id: int) -> Refund | None:
    """The refund that made a debt; none when an order was not delivered."""
    return session.scalars(select(Refund).where(Refund.owed_id == owed_id)).first()
