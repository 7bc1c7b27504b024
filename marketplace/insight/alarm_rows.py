"""Alarms: a maker who needs somebody to look in, since when, and why that may be (F85)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.people.producers import Producer

KINDS = ("late", "unanswered", "never_sold", "silent")
CAUSES = ("closed", "no_way", "no_stock", "no_photo", "no_paper", "dear")
OPEN = text("state = 'open'")


class Alarm(Base):
    """At most one open of a kind for a maker. States: open, done (by a person), gone (it is well again).

    `since` is when the trouble began, `causes` some of CAUSES with the likeliest first, `facts` its figures.
    """

    __tablename__ = "alarms"
    __table_args__ = (
        CheckConstraint("kind IN ('late', 'unanswered', 'never_sold', 'silent')", name="kind"),
        CheckConstraint("state IN ('open', 'done', 'gone')", name="state"),
        Index("ix_alarms_state_id", "state", "id"),
        Index("uq_alarms_open", "producer_id", "kind", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    kind: Mapped[str]
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(default="open")
    since: Mapped[datetime]
    causes: Mapped[list[str]] = mapped_column(default=list)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    looked_at: Mapped[datetime] = mapped_column(default=clock.now)
    snoozed_until: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str] = mapped_column(default="")

    producer: Mapped[Producer] = relationship()

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"alarm:{self.id}"
