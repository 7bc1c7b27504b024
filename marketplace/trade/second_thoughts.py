"""A producer's step that can still be taken back for some seconds before it acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.db import Base


class PendingStep(Base):
    """At most one per order: `verb` with its `facts` acts at `due_at` (UTC) unless it is undone."""

    __tablename__ = "pending_steps"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    verb: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime] = mapped_column(index=True)
    by_user_id: Mapped[int | None]
    by_name: Mapped[str]
