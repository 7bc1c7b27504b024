"""Products that are still being described, one answer after the other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base


class Draft(Base):
    """What a maker has answered so far; it becomes a product when it is published.

    `answers` keeps what was typed, by question. Half a product never stands among the products.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    picture: Mapped[str | None]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    dropped_at: Mapped[datetime | None]
