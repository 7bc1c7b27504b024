"""Sold at the market, at home or by WhatsApp: the same stock, the same figures (F48)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base

PLACES = ("market", "whatsapp", "home")


class OfflineSale(Base):
    """`quantity` packs for `total` rupiah; `base_quantity` in base units left the shelf."""

    __tablename__ = "offline_sales"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND base_quantity > 0 AND total >= 0", name="amounts"),
        Index("ix_offline_sales_producer_sold", "producer_id", "sold_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"))
    name: Mapped[str]
    label: Mapped[str]
    quantity: Mapped[int]
    base_quantity: Mapped[int]
    total: Mapped[int]
    place: Mapped[str]
    sold_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    undone_at: Mapped[datetime | None]

    @property
    def reference(self) -> str:
        """How the sale is named in the stock's books."""
        return f"offline:{self.id}"
