"""How many packs of a product were sold: counted when goods leave, corrected when they are not accepted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant

from .orders import OrderLine


def add(session: Session, packs: Iterable[tuple[OrderLine, int]]) -> None:
    """So many packs of each line more (or less), in the order of their variants."""
    for line, count in sorted(packs, key=lambda pair: pair[0].variant_id):
        product = select(Variant.product_id).where(Variant.id == line.variant_id).scalar_subquery()
        session.execute(
            update(Product)
            .where(Product.id == product)
            .values(sold_count=Product.sold_count + count)
            .execution_options(synchronize_session=False)
        )
