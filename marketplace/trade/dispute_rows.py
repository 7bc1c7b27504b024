"""Disputes: what a buyer finds wrong with what was received, what the maker says, what was decided (F12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.flow import Flow, Step

from .orders import Order, OrderLine

FLOW = Flow(
    "dispute",
    [
        Step("answer", ("open",), "answered", ("producer",)),
        Step("agree", ("open", "answered"), "agreed", ("producer",)),
        Step("decide", ("open", "answered"), "decided", ("finance",)),
        Step("ask_second", ("open", "answered"), "approving", ("producer", "finance")),
        Step("approve", ("approving",), "decided", ("finance",)),
        Step("refuse", ("approving",), "answered", ("finance",)),
        Step("withdraw", ("open", "answered"), "withdrawn", ("buyer",)),
    ],
)
UNDECIDED = ("open", "answered", "approving")
KINDS = ("damaged", "wrong", "missing", "quality", "not_arrived")
WANTS = ("money", "money_fee", "replace")
DECISIONS = ("refund", "part", "none")
OPEN = text("closed_at IS NULL")


class Dispute(Base):
    """One complaint about one order; at most one is open. While it is, the order's money is frozen.

    States: open (the maker answers until `answer_by`), answered, approving (a second person is asked),
    agreed, decided, withdrawn. What is disputed stands in `lines`; `want` says what the buyer asks for.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        Index("uq_disputes_open", "order_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    state: Mapped[str] = mapped_column(default="open")
    kind: Mapped[str]
    words: Mapped[str]
    want: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer_by: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_name: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    decision_words: Mapped[str] = mapped_column(default="")
    decided_name: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
    lines: Mapped[list[DisputeLine]] = relationship(order_by="DisputeLine.id")
    photos: Mapped[list[DisputePhoto]] = relationship(order_by="DisputePhoto.id")

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        """Whether the maker has let the time to answer pass."""
        return self.state == "open" and self.answer_by < clock.now()

    def photos_of(self, side: str) -> list[DisputePhoto]:
        """The photos of one side: buyer or producer."""
        return [photo for photo in self.photos if photo.side == side]


class DisputeLine(Base):
    """So many packs of a line are disputed."""

    __tablename__ = "dispute_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"))
    quantity: Mapped[int]

    line: Mapped[OrderLine] = relationship()


class DisputePhoto(Base):
    """A photo of the buyer or the producer."""

    __tablename__ = "dispute_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id"), index=True)
    side: Mapped[str]
    file_key: Mapped[str]


def of_orders(session: Session, order_ids: Iterable[int]) -> dict[int, Dispute]:
    """The latest dispute of each of these orders."""
    query = select(Dispute).where(Dispute.order_id.in_(list(order_ids))).order_by(Dispute.id)
    return {dispute.order_id: dispute for dispute in session.scalars(query)}
