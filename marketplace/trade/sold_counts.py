"""How many packs of a product were sold: counted when goods leave, corrected when they are not accepted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant
from marketplace.people.producers import Producer

from .orders import OrderLine


def add(session: Session, packs: Iterable[tuple[OrderLine, int]]) -> None:
    """So many packs of each line of one maker more (or less), in the order of their variants."""
    together, last = 0, None
    for line, count in sorted(packs, key=lambda pair: pair[0].variant_id):
        last = select(Variant.product_id).where(Variant.id == line.variant_id).scalar_subquery()
        together += count
        _add(session, last, count)
    if last is not None:
        _add_to_maker(session, last, together)


def add_one(session: Session, product_id: int, count: int) -> None:
    """So many packs of one product more (or less)."""
    _add(session, product_id, count)
    _add_to_maker(session, product_id, count)


def _add(session: Session, product: object, count: int) -> None:
    session.execute(
        update(Product)
        .where(Product.id == product)
        .values(sold_count=Product.sold_count + count)
        .execution_options(synchronize_session=False)
    )


def _add_to_maker(session: Session, product: object, count: int) -> None:
    maker = select(Product.producer_id).where(Product.id == product).scalar_subquery()
    session.execute(
        update(Producer)
        .where(Producer.id == maker)
        .values(sold_count=Producer.sold_count + count)
        .execution_options(synchronize_session=False)
    )
