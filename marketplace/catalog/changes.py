"""Changes to a product that wait for a look by staff while the live version sells (F35)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base

from .products import Product


class ProductChange(Base):
    """One proposal. Kinds: first (a first publication, live at once), edit.

    `before` and `after` hold only the fields that differ. States: waiting, approved, returned,
    withdrawn (replaced by a later proposal, or taken back by the maker).
    """

    __tablename__ = "product_changes"
    __table_args__ = (Index("ix_product_changes_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    kind: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    proposed_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]

    product: Mapped[Product] = relationship()
