"""How much of a made-to-order good its maker makes in a week."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid

from . import capacity
from .levels import StockLevel

LARGEST = 100_000_000


@dataclass(frozen=True)
class Weekly:
    """A good made to order: `amount` base units a week; its first pack holds `content` of them."""

    item_id: int
    name: str
    unit: str
    amount: int
    content: int
    label: str


def of_producer(session: Session, producer_id: int) -> list[Weekly]:
    """The goods that a maker makes to order, by name."""
    rows = session.execute(
        select(StockItem.id, StockItem.name, StockItem.unit, StockLevel.weekly_capacity, Variant.content, Variant.label)
        .join(StockLevel, StockLevel.stock_item_id == StockItem.id)
        .join(Variant, Variant.stock_item_id == StockItem.id)
        .join(Product, Product.id == Variant.product_id)
        .where(
            StockItem.producer_id == producer_id,
            StockLevel.weekly_capacity.is_not(None),
            Variant.archived_at.is_(None),
            Product.archived_at.is_(None),
        )
        .order_by(StockItem.name, StockItem.id, Variant.position)
    )
    found: dict[int, Weekly] = {}
    for row in rows:
        told = Weekly(row.id, row.name, row.unit, row.weekly_capacity or 0, row.content, row.label)
        found.setdefault(row.id, told)
    return list(found.values())


def set_weekly(session: Session, stock_item_id: int, amount: int, *, by: Actor) -> None:
    """From this week on `amount` base units a week; what is promised already stays promised. Raise Invalid."""
    if not 0 <= amount <= LARGEST:
        raise Invalid(errors={"amount": "large"})
    capacity.set_weekly(session, stock_item_id, amount, by=by)
