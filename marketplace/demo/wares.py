"""The demo's packs as plain facts, for writing many orders quickly."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from marketplace.catalog import pricing
from marketplace.catalog.products import Product, Variant

from . import tables


@dataclass(frozen=True)
class Ware:
    """One pack: what an order line needs to know."""

    sku: str
    maker: str
    producer_id: int
    variant_id: int
    stock_item_id: int
    name: str
    slug: str
    label: str
    content: int
    price: int
    tiers: tuple[pricing.Tier, ...]
    lead_days: int | None
    grams: int
    volume_cm3: int
    uses: tuple[str, ...]
    takes_cash: bool

    def priced(self, packs: int) -> pricing.Price:
        """What `packs` cost, and by which rule."""
        return pricing.price(self.price, self.tiers, packs)


def by_sku(session: Session) -> dict[str, Ware]:
    """The smallest pack of every demo product that is still on sale."""
    query = (
        select(Variant)
        .join(Product)
        .where(
            Product.is_demo,
            Product.archived_at.is_(None),
            Variant.position == 0,
            Variant.archived_at.is_(None),
            Product.sku.in_(list(tables.goods())),
        )
        .options(selectinload(Variant.product).selectinload(Product.producer), selectinload(Variant.tiers))
        .order_by(Product.id)
    )
    return {variant.product.sku: _ware(variant) for variant in session.scalars(query)}


def _ware(variant: Variant) -> Ware:
    product = variant.product
    return Ware(
        sku=product.sku,
        maker=tables.goods()[product.sku]["producer_id"],
        producer_id=product.producer_id,
        variant_id=variant.id,
        stock_item_id=variant.stock_item_id,
        name=product.name,
        slug=product.slug,
        label=variant.label,
        content=variant.content,
        price=variant.price,
        tiers=tuple(pricing.Tier(tier.minimum, tier.price) for tier in variant.tiers),
        lead_days=product.lead_days if product.made_to_order else None,
        grams=variant.weight_grams,
        volume_cm3=variant.length_cm * variant.width_cm * variant.height_cm,
        uses=tuple(product.buyer_uses),
        takes_cash=product.producer.takes_cod,
    )
