"""A mentor's advice, pinned beside the thing it concerns, done or not done (F57)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base


class Advice(Base):
    """One note to a producer. `subject` names the thing as events do (`product:7`, `producer:3`)."""

    __tablename__ = "advice"
    __table_args__ = (Index("ix_advice_producer_subject", "producer_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    subject: Mapped[str]
    text: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
