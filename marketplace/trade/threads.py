"""Questions about a product or an order, and what is answered (F53)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalog.products import Product
from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.people.producers import Producer

from .orders import Order


class Thread(Base):
    """One conversation about one product or one order.

    `waiting_since` (UTC) is set while the buyer waits for an answer. `token` opens it for a guest.
    `hidden_at` is set when a moderator closed it, with the reason that its writer reads.
    """

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("(product_id IS NULL) <> (order_id IS NULL)", name="about"),
        Index("ix_threads_producer_waiting", "producer_id", "waiting_since"),
        Index("ix_threads_waiting_since", "waiting_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    token: Mapped[str] = mapped_column(unique=True, default=ids.token)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="id")
    waiting_since: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    posts: Mapped[list[ThreadPost]] = relationship(order_by="ThreadPost.id")
    producer: Mapped[Producer] = relationship()
    product: Mapped[Product | None] = relationship()
    order: Mapped[Order | None] = relationship()

    @property
    def subject(self) -> str:
        """How events name this conversation."""
        return f"thread:{self.id}"

    @property
    def about(self) -> str:
        """The product's name or the order's number."""
        return self.product.name if self.product else self.order.number if self.order else ""


class ThreadPost(Base):
    """One message of a thread. Sides: buyer, producer, staff."""

    __tablename__ = "thread_posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    side: Mapped[str]
    by_name: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class CannedReply(Base):
    """An answer that a producer gives often."""

    __tablename__ = "canned_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    text: Mapped[str]
