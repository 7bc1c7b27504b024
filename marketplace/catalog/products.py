"""Products and the packs in which they are sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer

from .categories import Category
from .pricing import Tier

LEVELS = ("L1", "L2", "L3", "L4", "X")
NOT_WEIGHED = 999_999_999


class Product(Base):
    """A product page. Facts for the label stand here; packs and prices in `Variant`.

    `local_percent` is declared by the maker; `level` is derived from it (see `level_of`).
    `sold_count` (packs), `base_price` and `per_kilo` (rupiah per kg or litre, NOT_WEIGHED for pieces)
    are kept for sorting listings; `review_stars` is the sum over `review_count` reviews.
    With `preorder_on` set the product sells ahead: every order is promised for that Balikpapan date,
    from the cap that `stock/capacity` keeps for the day.
    """

    __tablename__ = "products"
    __table_args__ = (
        Index("ix_products_category_sold", "category_id", "sold_count", "id"),
        Index("ix_products_producer_sold", "producer_id", "sold_count", "id"),
        Index("ix_products_sold", "sold_count", "id"),
        Index("ix_products_base_price", "base_price", "id"),
        Index("ix_products_per_kilo", "per_kilo", "id"),
        Index("ix_products_replaces", "replaces", "sold_count", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    slug: Mapped[str] = mapped_column(unique=True)
    sku: Mapped[str] = mapped_column(index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    ingredients: Mapped[str] = mapped_column(default="")
    allergens: Mapped[list[str]] = mapped_column(default=list)
    storage: Mapped[str] = mapped_column(default="")
    shelf_life_days: Mapped[int | None]
    raw_material: Mapped[str] = mapped_column(default="")
    local_percent: Mapped[int | None]
    replaces: Mapped[str] = mapped_column(default="")
    buyer_uses: Mapped[list[str]] = mapped_column(default=list)
    halal_claim: Mapped[str] = mapped_column(default="none")
    made_to_order: Mapped[bool] = mapped_column(default=False)
    lead_days: Mapped[int] = mapped_column(default=0)
    species: Mapped[str] = mapped_column(default="")
    label_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    preorder_on: Mapped[date | None]
    picture: Mapped[str | None]
    base_price: Mapped[int]
    per_kilo: Mapped[int] = mapped_column(default=NOT_WEIGHED)
    sold_count: Mapped[int] = mapped_column(default=0)
    review_count: Mapped[int] = mapped_column(default=0)
    review_stars: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    producer: Mapped[Producer] = relationship()
    category: Mapped[Category] = relationship()
    variants: Mapped[list[Variant]] = relationship(order_by="Variant.position", back_populates="product")

    @property
    def level(self) -> str:
        """Provenance level of a product made in Balikpapan."""
        return level_of(self.local_percent)


class StockItem(Base):
    """What is counted, in base units (g, ml or piece): packs and cartons of one good share it.

    `clearance_of` names the item whose near-date lots were moved here to be sold as marked clearance.
    """

    __tablename__ = "stock_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    name: Mapped[str]
    unit: Mapped[str]
    clearance_of: Mapped[int | None] = mapped_column(ForeignKey("stock_items.id"), unique=True)


class Variant(Base):
    """A pack: `content` base units of one stock item at `price` rupiah.

    `minimum` and `step` are in packs. `weight_grams` and the sides in centimetres are for couriers.
    """

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("price > 0", name="price"),
        CheckConstraint("content > 0", name="content"),
        CheckConstraint("minimum > 0 AND step > 0", name="packs"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), index=True)
    label: Mapped[str]
    content: Mapped[int]
    unit: Mapped[str]
    price: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=1)
    step: Mapped[int] = mapped_column(default=1)
    weight_grams: Mapped[int]
    length_cm: Mapped[int]
    width_cm: Mapped[int]
    height_cm: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    is_clearance: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship(back_populates="variants")
    tiers: Mapped[list[PriceTier]] = relationship(order_by="PriceTier.minimum")


class PriceTier(Base):
    """From `minimum` packs on, one pack costs `price` rupiah (F43)."""

    __tablename__ = "price_tiers"
    __table_args__ = (CheckConstraint("price > 0 AND minimum > 1", name="tier"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), primary_key=True)
    minimum: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int]


class ProductCertificate(Base):
    """Which papers cover which product."""

    __tablename__ = "product_certificates"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True, index=True)

    certificate: Mapped[Certificate] = relationship()


def level_of(local_percent: int | None) -> str:
    """L1 from 50 % local raw material on, else L2 (made in Balikpapan); unknown is X."""
    if local_percent is None:
        return "X"
    return "L1" if local_percent >= 50 else "L2"


def lock(session: Session, product: Product) -> None:
    """Read the product afresh with its row locked until the end of the transaction."""
    query = select(Product).where(Product.id == product.id).with_for_update(of=Product)
    session.scalars(query.execution_options(populate_existing=True)).one()


def by_slug(session: Session, slug: str) -> Product:
    """A product that is on sale, by its address; raise NotFound."""
    product = session.scalars(
        select(Product)
        .join(Producer, Producer.id == Product.producer_id)
        .where(
            Product.slug == slug,
            Product.published_at.is_not(None),
            Product.archived_at.is_(None),
            Producer.suspended_at.is_(None),
        )
    ).first()
    if product is None:
        raise NotFound(slug=slug)
    return product


def tiers(session: Session, variant_ids: Sequence[int]) -> dict[int, list[Tier]]:
    """The quantity tiers of these packs, smallest first; one statement, none for no packs."""
    found: dict[int, list[Tier]] = defaultdict(list)
    if variant_ids:
        rows = session.execute(
            select(PriceTier.variant_id, PriceTier.minimum, PriceTier.price)
            .where(PriceTier.variant_id.in_(variant_ids))
            .order_by(PriceTier.variant_id, PriceTier.minimum)
        )
        for variant_id, minimum, price in rows:
            found[variant_id].append(Tier(minimum, price))
    return found
