"""Every pack on sale, some products at a time, for catalogues that are read elsewhere (F104)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from marketplace.catalog.products import Product, Variant

from . import shelf, showcase
from .showcase import VariantView

AT_ONCE = 500


@dataclass(frozen=True)
class Offer:
    """One pack of a product; near-date packs are left out, they are gone before anybody reads of them."""

    product: Product
    pack: VariantView


def every(session: Session) -> Iterator[Offer]:
    """Offers in the order of the products' numbers: few statements for AT_ONCE products, never all in memory."""
    after = 0
    while found := _some(session, after):
        after = found[-1].id
        packs = showcase.packs_of(session, found)
        for product in found:
            yield from (Offer(product, pack) for pack in packs[product.id] if pack.clearance_until is None)


def _some(session: Session, after: int) -> list[Product]:
    query = (
        select(Product)
        .join(Product.producer)
        .join(Product.category)
        .where(Product.id > after, shelf.on_sale())
        .order_by(Product.id)
        .limit(AT_ONCE)
        .options(
            contains_eager(Product.producer),
            contains_eager(Product.category),
            selectinload(Product.variants).selectinload(Variant.tiers),
        )
    )
    return list(session.scalars(query))
