"""Reviews: what a verified buyer says about one line that came (F13)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalog.products import Product
from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.people.producers import Producer

from .orders import OrderLine


class Review(Base):
    """One for each line that was received. `name` is what others read of the buyer; empty for a business.

    `hidden_at` is set while a moderator keeps it from being seen; `Product.review_count` and `review_stars`
    (and those of the producer) count only what is seen. `photos` are keys of files.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index("ix_reviews_product_id_id", "product_id", "id"),
        Index("ix_reviews_producer_id_id", "producer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    photos: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    reply: Mapped[str] = mapped_column(default="")
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[str] = mapped_column(default="")
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[str] = mapped_column(default="")
    hidden_reason: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    product: Mapped[Product] = relationship()
    producer: Mapped[Producer] = relationship()
    line: Mapped[OrderLine] = relationship()

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"review:{self.id}"
