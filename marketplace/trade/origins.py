"""Where a pack comes from: its lot, product, maker and valid papers (F21)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel.errors import NotFound
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.stock.lots import Lot

from . import showcase


@dataclass(frozen=True)
class Origin:
    """A lot and what is known of it. `on_sale` says whether the product has a page."""

    lot: Lot
    product: Product
    producer: Producer
    papers: list[Certificate]
    on_sale: bool


def of(session: Session, public_id: str) -> Origin:
    """The origin of a lot by its public id, sold out or archived goods included; raise NotFound."""
    lot = session.scalars(select(Lot).where(Lot.public_id == public_id)).first() if public_id else None
    product = of_item(session, lot.stock_item_id) if lot else None
    if lot is None or product is None or product.published_at is None:
        raise NotFound(public_id=public_id)
    on_sale = product.archived_at is None and product.producer.suspended_at is None
    return Origin(lot, product, product.producer, showcase.papers(session, product.id), on_sale)


def of_item(session: Session, stock_item_id: int) -> Product | None:
    """The product that is sold from a stock item (a clearance item: that of the item it came from)."""
    source = select(StockItem.clearance_of).where(StockItem.id == stock_item_id).scalar_subquery()
    return session.scalars(
        select(Product)
        .join(Variant, Variant.product_id == Product.id)
        .where(Variant.stock_item_id.in_([stock_item_id]) | (Variant.stock_item_id == source))
        .options(joinedload(Product.producer), joinedload(Product.category))
        .order_by(Product.archived_at.is_not(None), Variant.position, Product.id)
        .limit(1)
    ).first()
