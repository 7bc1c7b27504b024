"""A product beside the import it replaces and beside its siblings: the same facts of each (F22)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import pricing, products, reference_goods
from marketplace.catalog.products import Product
from marketplace.catalog.reference_goods import ReferenceGood
from marketplace.kernel import settings
from marketplace.kernel.errors import NotFound
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer

from . import shelf
from .orders import OrderGroup
from .shelf import Card

CENTRE = settings.declare(
    "compare.centre", "64.71.06.1003", "Kode kelurahan pusat kota, tujuan jarak bila alamat pembeli belum diketahui"
)
SIBLINGS = 3


@dataclass(frozen=True)
class Local:
    """What is made here, as the page compares it."""

    product: Product
    card: Card
    kitchen: Kelurahan

    @property
    def halal(self) -> str:
        """Certified only by a paper that is valid today, else what the maker says."""
        return "certified" if self.card.halal else self.product.halal_claim


@dataclass(frozen=True)
class Imported:
    """What comes from elsewhere; `per_kilo` only when price and weight are known."""

    good: ReferenceGood

    @property
    def per_kilo(self) -> int | None:
        """Rupiah a kilogram."""
        if self.good.price is None or self.good.pack_grams is None:
            return None
        return pricing.per_measure(self.good.price, self.good.pack_grams, "g")


@dataclass(frozen=True)
class Comparison:
    """The product, the imports it replaces, and its siblings."""

    product: Local
    imports: list[Imported]
    siblings: list[Local]

    @property
    def saves(self) -> int | None:
        """Rupiah a kilogram by which the product is cheaper than the first import; negative when it is dearer."""
        card = self.product.card
        theirs = self.imports[0].per_kilo if self.imports else None
        return None if theirs is None or card.price_per is None or card.per != "kg" else theirs - card.price_per


def of(session: Session, slug: str) -> Comparison:
    """Everything the page compares, in a constant number of statements. Raise NotFound."""
    product = products.by_slug(session, slug)
    wanted = [product.id, *_siblings(session, product)]
    cards = shelf.cards_of(session, wanted)
    rows = session.execute(
        select(Product, Kelurahan)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .where(Product.id.in_(cards))
    )
    found = {row.Product.id: Local(row.Product, cards[row.Product.id], row.Kelurahan) for row in rows}
    if product.id not in found:
        raise NotFound(slug=slug)
    imports = [Imported(good) for good in reference_goods.beside(session, product)]
    return Comparison(found[product.id], imports, [found[number] for number in wanted[1:] if number in found])


def last_address(session: Session, user_id: int) -> str:
    """The kelurahan of somebody's last order, or nothing."""
    query = select(OrderGroup.kelurahan_code).where(
        OrderGroup.user_id == user_id, OrderGroup.kelurahan_code.is_not(None)
    )
    return session.scalar(query.order_by(OrderGroup.id.desc()).limit(1)) or ""


def _siblings(session: Session, product: Product) -> list[int]:
    """What replaces the same import, then what else the category sells most."""
    query = select(Product.id).join(Producer).where(shelf.on_sale(), Product.id != product.id)
    best = Product.sold_count.desc(), Product.id.desc()
    found = []
    if product.replaces:
        found = list(session.scalars(query.where(Product.replaces == product.replaces).order_by(*best).limit(SIBLINGS)))
    if len(found) < SIBLINGS:
        same = query.where(Product.category_id == product.category_id).order_by(*best).limit(SIBLINGS * 2)
        found += [number for number in session.scalars(same) if number not in found]
    return found[:SIBLINGS]
