"""Everything a product page tells, gathered in a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from marketplace.catalog import favourites, pricing
from marketplace.catalog.products import Product, ProductCertificate, Variant
from marketplace.kernel import settings
from marketplace.kernel.errors import NotFound
from marketplace.people.certificates import Certificate, valid_today
from marketplace.stock import supply

from . import delivery, shelf


@dataclass(frozen=True)
class TierView:
    """From `minimum` packs on, `price` rupiah a pack; `saves_per_pack` against the base price."""

    minimum: int
    price: int
    saves_per_pack: int


@dataclass(frozen=True)
class VariantView:
    """A pack with all that is needed to choose it.

    `available` packs lie on the shelf, `maximum` can be had with what the coming weeks make; more than the
    shelf has is ready by `later`. `clearance_until` is set for near-date packs.
    """

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
    later: date | None = None
    preorder_on: date | None = None
    clearance_until: date | None = None

    @property
    def sellable(self) -> bool:
        """Whether the smallest quantity can be had."""
        return self.earliest is not None


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
    is_favourite: bool


def of(session: Session, slug: str, *, user_id: int | None = None) -> Showcase:
    """Gather the page of a product that is on sale, by its address, for a person or for a guest; raise NotFound."""
    favourite = favourites.has(user_id, "product", Product.id).label("favourite")
    found = session.execute(
        select(
            Product,
            delivery.cheapest().label("fee"),
            delivery.collectable().label("collect"),
            settings.mark(),
            favourite,
        )  # fmt: skip
        .join(Product.producer)
        .join(Product.category)
        .where(Product.slug == slug, shelf.on_sale())
        .options(
            contains_eager(Product.producer),
            contains_eager(Product.category),
            selectinload(Product.variants).selectinload(Variant.tiers),
        )
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound(slug=slug)
    settings.arrived(session, found.settings_mark)
    product: Product = found.Product
    packs = [variant for variant in product.variants if variant.archived_at is None]
    supplies = supply.of(session, [_asked(product, variant) for variant in packs])
    neighbours = shelf.Choice(producer_id=product.producer_id, except_product=product.id)
    return Showcase(
        product,
        _variants(packs, supplies),
        papers(session, product.id),
        supplies[packs[0].stock_item_id].best_before if packs else None,
        found.fee,
        bool(found.collect),
        shelf.listing(session, neighbours, limit=4).cards,
        bool(found.favourite),
    )


def packs_of(session: Session, products: Sequence[Product]) -> dict[int, list[VariantView]]:
    """The packs of many products, in one statement more than what is loaded already."""
    packs = {one.id: [pack for pack in one.variants if pack.archived_at is None] for one in products}
    supplies = supply.of(session, [_asked(one, pack) for one in products for pack in packs[one.id]])
    return {product_id: _variants(some, supplies) for product_id, some in packs.items()}


def papers(session: Session, product_id: int) -> list[Certificate]:
    """Verified papers of a product that are valid today."""
    query = (
        select(Certificate)
        .join(ProductCertificate, ProductCertificate.certificate_id == Certificate.id)
        .where(ProductCertificate.product_id == product_id, valid_today())
    )
    return list(session.scalars(query.order_by(Certificate.kind)))


def when(session: Session, product: Product, variant: Variant, packs: int) -> date | None:
    """The earliest day on which this many packs are ready; nothing when they cannot be had (F17)."""
    return supply.of(session, [_asked(product, variant)])[variant.stock_item_id].earliest(packs * variant.content)


def _asked(product: Product, variant: Variant) -> supply.Asked:
    return supply.Asked(variant.stock_item_id, product.lead_days, None if variant.is_clearance else product.preorder_on)


def _variants(packs: list[Variant], supplies: dict[int, supply.Supply]) -> list[VariantView]:
    views = [_variant(variant, supplies[variant.stock_item_id]) for variant in packs]
    return [view for view, pack in zip(views, packs, strict=True) if view.sellable or not pack.is_clearance]


def _variant(variant: Variant, stock: supply.Supply) -> VariantView:
    tiers = [TierView(tier.minimum, tier.price, variant.price - tier.price) for tier in variant.tiers]
    available = 0 if stock.day else max(0, stock.free // variant.content)
    most = max(0, stock.most // variant.content)
    beyond = (available - available % variant.step + variant.step) * variant.content
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
        maximum=max(most, variant.minimum),
        tiers=tiers,
        earliest=stock.earliest(variant.minimum * variant.content),
        weight_grams=variant.weight_grams,
        later=stock.earliest(beyond) if available and stock.made else None,
        preorder_on=stock.day,
        clearance_until=stock.best_before if variant.is_clearance else None,
    )
