"""Everything a product page tells, gathered in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.catalog import pricing
from marketplace.catalog.products import Product, ProductCertificate, Variant
from marketplace.kernel import clock
from marketplace.people.certificates import Certificate, valid_today
from marketplace.stock import capacity, holds, lots
from marketplace.stock.levels import FREE, StockLevel

from . import delivery, shelf


@dataclass(frozen=True)
class TierView:
    """From `minimum` packs on, `price` rupiah a pack; `saves_per_pack` against the base price."""

    minimum: int
    price: int
    saves_per_pack: int


@dataclass(frozen=True)
class VariantView:
    """A pack with all that is needed to choose it. `maximum` is nothing for goods made to order."""

    id: int
    label: str
    price: int
    content: int
    unit: str
    price_per: int | None
    per: str | None
    available: int
    minimum: int
    step: int
    maximum: int | None
    tiers: list[TierView]
    earliest: date | None
    weight_grams: int


@dataclass(frozen=True)
class Showcase:
    """A product, its packs, valid papers, dates and neighbours."""

    product: Product
    variants: list[VariantView]
    papers: list[Certificate]
    best_before: date | None
    fee_from: int | None
    may_collect: bool
    siblings: list[shelf.Card]


def of(session: Session, product: Product) -> Showcase:
    """Gather the page of a product that is on sale."""
    full = session.scalars(
        select(Product)
        .where(Product.id == product.id)
        .options(
            joinedload(Product.producer),
            joinedload(Product.category),
            selectinload(Product.variants).selectinload(Variant.tiers),
        )
        .execution_options(populate_existing=True)
    ).one()
    packs = [variant for variant in full.variants if variant.archived_at is None]
    fee, collect = delivery.hints(session, [full.producer_id])[full.producer_id]
    neighbours = shelf.Choice(producer_id=full.producer_id, except_product=full.id)
    return Showcase(
        full,
        _variants(session, full, packs),
        papers(session, full.id),
        lots.best_before(session, packs[0].stock_item_id) if packs else None,
        fee,
        collect,
        shelf.listing(session, neighbours, limit=4).cards,
    )


def papers(session: Session, product_id: int) -> list[Certificate]:
    """Verified papers of a product that are valid today."""
    query = (
        select(Certificate)
        .join(ProductCertificate, ProductCertificate.certificate_id == Certificate.id)
        .where(ProductCertificate.product_id == product_id, valid_today())
    )
    return list(session.scalars(query.order_by(Certificate.kind)))


def _variants(session: Session, product: Product, packs: list[Variant]) -> list[VariantView]:
    if product.made_to_order:
        earliest = {
            variant.id: capacity.earliest(
                session, variant.stock_item_id, variant.minimum * variant.content, product.lead_days
            )
            for variant in packs
        }
        return [_variant(product, variant, 0, _open_from(product, earliest[variant.id])) for variant in packs]
    spare = _spare(session, {variant.stock_item_id for variant in packs})
    views = []
    for variant in packs:
        available = max(0, spare.get(variant.stock_item_id, 0) // variant.content)
        views.append(_variant(product, variant, available, _open_from(product, clock.today()) if available else None))
    return views


def _variant(product: Product, variant: Variant, available: int, earliest: date | None) -> VariantView:
    tiers = [TierView(tier.minimum, tier.price, variant.price - tier.price) for tier in variant.tiers]
    return VariantView(
        id=variant.id,
        label=variant.label,
        price=variant.price,
        content=variant.content,
        unit=variant.unit,
        price_per=pricing.per_measure(variant.price, variant.content, variant.unit),
        per=pricing.measure(variant.unit),
        available=available,
        minimum=variant.minimum,
        step=variant.step,
        maximum=None if product.made_to_order else max(available, variant.minimum),
        tiers=tiers,
        earliest=earliest,
        weight_grams=variant.weight_grams,
    )


def _spare(session: Session, items: set[int]) -> dict[int, int]:
    """Base units for the next buyer by stock item: what is free, and what expired holds still keep."""
    free = session.execute(select(StockLevel.stock_item_id, FREE).where(StockLevel.stock_item_id.in_(items)))
    over = holds.still_counted(session, items)
    return {item: amount + over.get(item, 0) for item, amount in free}


def _open_from(product: Product, day: date | None) -> date | None:
    return product.producer.open_from(day) if day else None
