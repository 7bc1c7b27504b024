"""A maker's products as the list that can be read back: the same columns, the same words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.catalog import packs
from marketplace.catalog.products import Product, Variant
from marketplace.stock.levels import StockLevel

from .import_rows import COLUMNS, TIERS

HEADER = [column.title for column in COLUMNS]
UNITS = {"piece": "buah"}


def of(session: Session, producer_id: int) -> Iterator[list[Any]]:
    """One row for each pack that is for sale, products in the order they were made."""
    found = session.scalars(
        select(Product)
        .where(Product.producer_id == producer_id, Product.archived_at.is_(None))
        .options(joinedload(Product.category), selectinload(Product.variants).selectinload(Variant.tiers))
        .order_by(Product.id)
    ).all()
    items = {pack.stock_item_id for product in found for pack in product.variants}
    levels = {
        level.stock_item_id: level
        for level in session.scalars(select(StockLevel).where(StockLevel.stock_item_id.in_(items)))
    }
    for product in found:
        for place, pack in enumerate(packs.of(product)):
            values = _pack(product, pack) | (_product(product, pack, levels) if place == 0 else {})
            yield [values.get(column.key) for column in COLUMNS]


def examples() -> list[list[Any]]:
    """Two example rows: one product in two packs."""
    return [[column.examples[n] for column in COLUMNS] for n in range(2)]


def _pack(product: Product, pack: Variant) -> dict[str, Any]:
    tiers: dict[str, int] = {}
    for n, tier in enumerate(pack.tiers[:TIERS], start=1):
        tiers |= {f"tier{n}_minimum": tier.minimum, f"tier{n}_price": tier.price}
    return {
        "code": product.sku, "name": product.name, "kind": product.category.name, "content": pack.content,
        "unit": UNITS.get(pack.unit, pack.unit), "label": pack.label, "price": pack.price, **tiers,
    }  # fmt: skip


def _product(product: Product, pack: Variant, levels: dict[int, StockLevel]) -> dict[str, Any]:
    level = levels.get(pack.stock_item_id)
    weekly = level.weekly_capacity if level else None
    food = product.category.is_food
    return {
        "packs": None if product.made_to_order or level is None else level.on_hand // pack.content,
        "lead_days": product.lead_days if product.made_to_order else None,
        "weekly_packs": weekly // pack.content if product.made_to_order and weekly else None,
        "ingredients": product.ingredients,
        "allergens": (", ".join(product.allergens) or "tidak ada") if food else "",
        "species": product.species,
        "shelf_life_days": product.shelf_life_days,
        "storage": product.storage,
        "raw_material": product.raw_material,
        "local_percent": product.local_percent,
        "description": product.description,
    }
