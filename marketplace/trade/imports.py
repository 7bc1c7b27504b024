"""A whole list of products from a spreadsheet: checked first, saved at once, undone at once (F54)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base


class ImportRun(Base):
    """One uploaded file. `digest` tells the same file again.

    States: waiting, checking, faulty, clean, saving, saved, undone. `report` holds the faults by
    row and what would change; `undo` what to put back.
    """

    __tablename__ = "import_runs"
    __table_args__ = (UniqueConstraint("producer_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    digest: Mapped[str]
    name: Mapped[str]
    file_key: Mapped[str]
    pictures_key: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting")
    rows: Mapped[int] = mapped_column(default=0)
    done_rows: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undo: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    saved_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
