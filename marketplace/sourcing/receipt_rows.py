"""What an outlet counted when a delivery came: the proof of receiving (BAST), kept as it was signed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.flow import Flow, Step
from marketplace.people.buyers import Buyer
from marketplace.people.organisations import Outlet
from marketplace.trade.orders import Order, OrderLine

REASONS = ("damaged", "wrong", "quality", "short_life", "warm", "label", "late", "other")
FLOW = Flow(
    "receipt",
    [
        Step("contest", ("signed",), "contested", ("producer",)),
        Step("uphold", ("contested",), "upheld", ("finance",)),
        Step("overrule", ("contested",), "overruled", ("finance",)),
    ],
)


class Receipt(Base):
    """One for each order on terms that was counted. States see FLOW.

    `signature` is what was drawn (an SVG path) or empty: then the typed `signed_name` stands for it.
    A maker who does not agree contests it; `rest_id` is the order that carries what she is paid for after all.
    """

    __tablename__ = "receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    number: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyers.id"))
    state: Mapped[str] = mapped_column(default="signed", index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    signed_name: Mapped[str]
    signature: Mapped[str] = mapped_column(default="")
    driver: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    contested_at: Mapped[datetime | None]
    contested_by: Mapped[str] = mapped_column(default="")
    contest_words: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    decision_words: Mapped[str] = mapped_column(default="")
    rest_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)

    order: Mapped[Order] = relationship(foreign_keys=[order_id])
    rest: Mapped[Order | None] = relationship(foreign_keys=[rest_id])
    outlet: Mapped[Outlet] = relationship()
    buyer: Mapped[Buyer] = relationship()
    lines: Mapped[list[ReceiptLine]] = relationship(order_by="ReceiptLine.id", cascade="all, delete-orphan")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"receipt:{self.id}"

    @property
    def accepted_nothing(self) -> bool:
        """Whether the whole delivery was turned away."""
        return not any(line.accepted for line in self.lines)

    @property
    def is_complete(self) -> bool:
        """Whether everything came and was accepted."""
        return not any(line.rejected or line.missing for line in self.lines)

    @property
    def amount(self) -> int:
        """Rupiah of the packs that were accepted."""
        return sum(line.accepted * line.order_line.unit_price for line in self.lines)


class ReceiptLine(Base):
    """Packs of one line: `expected` = accepted + rejected + missing. `temperature` in tenths of a degree."""

    __tablename__ = "receipt_lines"
    __table_args__ = (
        UniqueConstraint("receipt_id", "order_line_id"),
        CheckConstraint("accepted >= 0 AND rejected >= 0 AND missing >= 0", name="least"),
        CheckConstraint("expected = accepted + rejected + missing", name="sum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipts.id", ondelete="CASCADE"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    expected: Mapped[int]
    accepted: Mapped[int]
    rejected: Mapped[int]
    missing: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    lot: Mapped[str] = mapped_column(default="")
    best_before: Mapped[date | None]
    temperature: Mapped[int | None]
    photo_key: Mapped[str | None]

    order_line: Mapped[OrderLine] = relationship()

    @property
    def delivered(self) -> int:
        """Packs that came."""
        return self.accepted + self.rejected
