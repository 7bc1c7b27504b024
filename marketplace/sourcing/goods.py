"""Packs as an outlet sees them: price by rule, steps, what can be had; a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from marketplace.catalog import products
from marketplace.catalog.categories import Category
from marketplace.catalog.pricing import Price, Tier
from marketplace.catalog.products import Product, Variant
from marketplace.people.producers import Producer
from marketplace.stock import supply
from marketplace.stock.supply import Supply
from marketplace.trade import shelf

from . import contracts, pricing
from .pricing import Agreed, Quoted


@dataclass(frozen=True)
class Pack:
    """One variant. Money in rupiah, `content` in base units; `on_sale` while everybody can buy it."""

    variant_id: int
    product_id: int
    stock_item_id: int
    producer_id: int
    maker: str
    name: str
    slug: str
    picture: str | None
    category_code: str
    label: str
    content: int
    unit: str
    weight_grams: int
    volume_cm3: int
    base: int
    minimum: int
    step: int
    lead_days: int
    preorder_on: date | None
    on_sale: bool
    supply: Supply
    tiers: tuple[Tier, ...] = field(default=())
    agreed: Agreed | None = None

    def price(self, quantity: int, quoted: Quoted | None = None) -> Price:
        """What a pack costs at a quantity, and the rule."""
        return pricing.price(self.base, self.tiers, quantity, self.agreed, quoted)

    def fits(self, quantity: int) -> bool:
        """Whether so many packs may be ordered at all."""
        return quantity > 0 and self.fit(quantity) == quantity

    def fit(self, quantity: int) -> int:
        """The next number of packs that may be ordered."""
        return pricing.fit(quantity, self.minimum, self.step)

    def packs(self, content: int) -> int:
        """How many packs hold at least so many base units, in allowed steps."""
        return self.fit(-(-content // self.content))

    def available(self, taken: int = 0) -> int:
        """Packs that can be had when `taken` base units are for other lines."""
        return max(0, (self.supply.most - taken) // self.content)


def of(session: Session, variant_ids: Iterable[int], organisation_id: int, outlet_id: int) -> dict[int, Pack]:
    """The packs by variant; one that nobody knows is left out."""
    rows = session.execute(_query().where(Variant.id.in_(sorted(set(variant_ids))))).all()
    if not rows:
        return {}
    known = [row.variant_id for row in rows]
    tiers = products.tiers(session, known)
    agreed = contracts.agreed(session, organisation_id, outlet_id, known)
    asked = [supply.Asked(row.stock_item_id, row.lead_days, row.preorder_on) for row in rows]
    supplies = supply.of(session, asked)
    return {
        row.variant_id: _pack(row, supplies[row.stock_item_id], tiers[row.variant_id], agreed.get(row.variant_id))
        for row in rows
    }


def _pack(row: Row[Any], stock: Supply, tiers: list[Tier], agreed: Agreed | None) -> Pack:
    return Pack(**row._mapping, supply=stock, tiers=tuple(tiers), agreed=agreed)


def _query() -> Any:
    return (
        select(
            Variant.id.label("variant_id"),
            Product.id.label("product_id"),
            Variant.stock_item_id,
            Product.producer_id,
            Producer.name.label("maker"),
            Product.name,
            Product.slug,
            Product.picture,
            Category.code.label("category_code"),
            Variant.label,
            Variant.content,
            Variant.unit,
            Variant.weight_grams,
            (Variant.length_cm * Variant.width_cm * Variant.height_cm).label("volume_cm3"),
            Variant.price.label("base"),
            Variant.minimum,
            Variant.step,
            Product.lead_days,
            Product.preorder_on,
            and_(shelf.on_sale(), Variant.archived_at.is_(None)).label("on_sale"),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Category, Category.id == Product.category_id)
    )
