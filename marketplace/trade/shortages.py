"""Less than ordered: part of an order that is dropped or promised for later (F46)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel import clock
from marketplace.kernel.db import Base


class Shortage(Base):
    """`quantity` packs of a line that do not go with its order. Rupiah in `amount`.

    Kinds: drop (the price follows), later (`child_order_id` carries them, promised for `promised_on`); when an
    organisation counted: missing, rejected.
    """

    __tablename__ = "shortages"
    __table_args__ = (CheckConstraint("quantity > 0 AND amount > 0", name="amounts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    kind: Mapped[str]
    quantity: Mapped[int]
    amount: Mapped[int]
    promised_on: Mapped[date | None]
    child_order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
