"""Sold at the market, at home or by WhatsApp: the same stock, the same figures (F48)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.stock import shelf

from . import sold_counts

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


def record(
    session: Session, variant: Variant, quantity: int, total: int, place: str, *, by: Actor,
    sold_at: datetime | None = None,
) -> OfflineSale:  # fmt: skip
    """Take the packs off the shelf, first expired first; raise OutOfStock, Invalid, NotFound for a stranger."""
    product = session.get_one(Product, variant.product_id)
    if product.producer_id not in by.producer_ids:
        raise NotFound(variant_id=variant.id)
    if quantity < 1 or total < 0 or place not in PLACES:
        raise Invalid(errors={"quantity" if quantity < 1 else "total" if total < 0 else "place": "wrong"})
    sale = OfflineSale(
        producer_id=product.producer_id, variant_id=variant.id, stock_item_id=variant.stock_item_id,
        name=product.name, label=variant.label, quantity=quantity, base_quantity=quantity * variant.content,
        total=total, place=place, sold_at=sold_at or clock.now(), by_name=by.name,
    )  # fmt: skip
    session.add(sale)
    session.flush()
    shelf.take_off(session, sale.stock_item_id, sale.base_quantity, "sale_offline", by=by, reference=sale.reference)
    sold_counts.add_one(session, product.id, quantity)
    events.record(
        session, f"producer:{sale.producer_id}", "sold_offline", by=by, sale=sale.id, quantity=quantity, total=total
    )
    return sale


def undo(session: Session, sale: OfflineSale, *, by: Actor) -> None:
    """The sale was written down by mistake: the packs are back. Raise AlreadyUndone."""
    shelf.undo(session, sale.stock_item_id, sale.reference, by=by)
    sale.undone_at = clock.now()
    sold_counts.add_one(session, session.get_one(Variant, sale.variant_id).product_id, -sale.quantity)
    events.record(session, f"producer:{sale.producer_id}", "undo_sold_offline", by=by, sale=sale.id)


def own(session: Session, public_id: str, *, by: Actor) -> OfflineSale:
    """A sale of the actor's producers; raise NotFound for anybody else."""
    query = select(OfflineSale).where(OfflineSale.public_id == public_id, OfflineSale.producer_id.in_(by.producer_ids))
    sale = session.scalars(query).first()
    if sale is None:
        raise NotFound(public_id=public_id)
    return sale


def recent(session: Session, *, by: Actor, limit: int = 20) -> list[OfflineSale]:
    """The latest sales of the actor's producers."""
    query = select(OfflineSale).where(OfflineSale.producer_id.in_(by.producer_ids))
    return list(session.scalars(query.order_by(OfflineSale.id.desc()).limit(limit)))
