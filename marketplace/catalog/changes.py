"""Changes to a product that wait for a look by staff while the live version sells (F35)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound

from .products import Product

MEDIAN_DAYS = 30
MEDIAN_MOST = 1000


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
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str | None]

    product: Mapped[Product] = relationship()


def waiting(session: Session, limit: int = 100) -> list[ProductChange]:
    """What staff still has to look at, oldest first."""
    query = (
        select(ProductChange)
        .where(ProductChange.state == "waiting")
        .options(joinedload(ProductChange.product).joinedload(Product.producer))
        .order_by(ProductChange.id)
    )
    return list(session.scalars(query.limit(limit)))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    query = select(func.count(), func.min(ProductChange.proposed_at)).where(ProductChange.state == "waiting")
    count, oldest = session.execute(query).one()
    return int(count), oldest


def median_wait(session: Session) -> timedelta | None:
    """How long what was decided in the last weeks had waited, in the middle; nothing while nothing was decided."""
    since = clock.now() - timedelta(days=MEDIAN_DAYS)
    query = select(ProductChange.proposed_at, ProductChange.decided_at).where(
        ProductChange.decided_at >= since, ProductChange.state.in_(("approved", "returned"))
    )
    rows = session.execute(query.order_by(ProductChange.decided_at.desc()).limit(MEDIAN_MOST))
    waits = sorted(decided - proposed for proposed, decided in rows if decided is not None)
    return waits[len(waits) // 2] if waits else None


def by_public_id(session: Session, public_id: str) -> ProductChange:
    """One proposal; raise NotFound."""
    found = session.scalars(select(ProductChange).where(ProductChange.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def open_edit(session: Session, product: Product) -> ProductChange | None:
    """The change of a product that waits."""
    return session.scalars(
        select(ProductChange).where(
            ProductChange.product_id == product.id, ProductChange.kind == "edit", ProductChange.state == "waiting"
        )
    ).first()


def last_returned(session: Session, product: Product) -> ProductChange | None:
    """What staff gave back last, unless something newer has been proposed since."""
    newest = session.scalars(
        select(ProductChange).where(ProductChange.product_id == product.id).order_by(ProductChange.id.desc()).limit(1)
    ).first()
    return newest if newest is not None and newest.state == "returned" else None


def waiting_of(session: Session, product_ids: list[int]) -> set[int]:
    """Which of these products have an edit that waits."""
    query = select(ProductChange.product_id).where(
        ProductChange.product_id.in_(product_ids), ProductChange.state == "waiting", ProductChange.kind == "edit"
    )
    return set(session.scalars(query))
