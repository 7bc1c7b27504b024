"""A maker's own shelf: every pile with its figures, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.stock import lots, shelf
from marketplace.stock.allocations import Allocation
from marketplace.stock.levels import StockLevel
from marketplace.stock.lots import Lot, Movement

from . import stock_waits

PAGE = 20
JUST_NOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Pile:
    """One stock item as its maker sees it. All amounts in base units; `content` is one pack.

    `undo` is the act that was just done and can be taken back. `short` is ordered but stopped.
    `waiting` people asked to be told when it is there again.
    """

    item: int
    name: str
    slug: str
    picture: str | None
    category_code: str
    product_id: int
    variant_id: int
    label: str
    content: int
    unit: str
    step: int
    price: int
    shelf_life_days: int | None
    on_hand: int
    allocated: int
    held: int
    stopped: int
    weekly: int | None
    clearance_of: int | None
    best_before: date | None = None
    offered: int | None = None
    short: int = 0
    undo: str = ""
    waiting: int = 0

    @property
    def free(self) -> int:
        """What can still be sold."""
        return self.on_hand - self.allocated - self.held - self.stopped

    @property
    def loose(self) -> bool:
        """Whether it is sold by weight: in steps of a small measure, not in packs."""
        return self.unit in {"g", "ml"} and self.step > 1

    @property
    def needs_price(self) -> bool:
        """Near-date goods that nobody can buy yet."""
        return self.clearance_of is not None and self.offered is None and self.on_hand > 0


def count(session: Session, *, by: Actor) -> int:
    """How many piles the actor's producers have."""
    return int(session.scalar(select(func.count()).select_from(_query(by).subquery())) or 0)


def piles(session: Session, *, by: Actor, page: int = 1, limit: int = PAGE) -> list[Pile]:
    """A page of piles by name; a clearance stands behind its own item."""
    rows = session.execute(_query(by).limit(limit).offset((page - 1) * limit)).all()
    return _gathered(session, rows, by)


def pile(session: Session, item: int, *, by: Actor) -> Pile:
    """One pile of the actor's producers; raise NotFound for anybody else."""
    rows = session.execute(_query(by).where(StockItem.id == item)).all()
    if not rows:
        raise NotFound(item=item)
    return _gathered(session, rows, by)[0]


def sellable_packs(session: Session, *, by: Actor) -> list[tuple[Variant, Product, int]]:
    """Packs that can be sold by hand, with how many there are, most sold first."""
    rows = session.execute(
        select(Variant, Product, StockLevel)
        .join(Product, Product.id == Variant.product_id)
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(Product.producer_id.in_(by.producer_ids), Product.archived_at.is_(None), Variant.archived_at.is_(None))
        .order_by(Product.sold_count.desc(), Product.id, Variant.position)
    )
    found = [(variant, product, max(0, level.free) // variant.content) for variant, product, level in rows]
    return sorted(found, key=lambda row: row[2] == 0)


def lots_of(session: Session, item: int) -> list[Lot]:
    """The lots of an item that still matter: something is left, or the sale is stopped."""
    query = select(Lot).where(Lot.stock_item_id == item, (Lot.on_hand > 0) | (Lot.state != "open"))
    return list(session.scalars(query.order_by(Lot.best_before.is_(None), Lot.best_before, Lot.id)))


def _query(by: Actor) -> Any:
    own = func.coalesce(StockItem.clearance_of, StockItem.id)
    first = (
        select(Variant.id)
        .where(Variant.stock_item_id == own, Variant.is_clearance.is_(False), Variant.archived_at.is_(None))
        .order_by(Variant.content, Variant.position, Variant.id)
        .limit(1)
        .correlate(StockItem)
        .scalar_subquery()
    )
    return (
        select(
            StockItem.id.label("item"),
            Product.name,
            Product.slug,
            Product.picture,
            Category.code.label("category_code"),
            Product.id.label("product_id"),
            Variant.id.label("variant_id"),
            Variant.label,
            Variant.content,
            Variant.unit,
            Variant.step,
            Variant.price,
            Product.shelf_life_days,
            StockLevel.on_hand,
            StockLevel.allocated,
            StockLevel.held,
            StockLevel.stopped,
            StockLevel.weekly_capacity.label("weekly"),
            StockItem.clearance_of,
        )
        .join(StockLevel, StockLevel.stock_item_id == StockItem.id)
        .join(Variant, Variant.id == first)
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(StockItem.producer_id.in_(by.producer_ids))
        .where(Product.archived_at.is_(None) | (StockLevel.on_hand > 0))
        .where(StockItem.clearance_of.is_(None) | (StockLevel.on_hand > 0))
        .order_by(Product.name, own, StockItem.id)
    )


def _gathered(session: Session, rows: Iterable[Row[Any]], by: Actor) -> list[Pile]:
    found = [Pile(**row._mapping) for row in rows]
    items = [row.item for row in found]
    until, offers = lots.oldest(session, items), _offers(session, items)
    short, acts = _short(session, items), _just_done(session, items, by)
    waiting = stock_waits.counts(session, items)
    return [
        Pile(
            **{
                **row.__dict__,
                "best_before": until.get(row.item),
                "offered": offers.get(row.item),
                "short": short.get(row.item, 0),
                "undo": acts.get(row.item, ""),
                "waiting": waiting.get(row.item, 0),
            }
        )
        for row in found
    ]


def _offers(session: Session, items: list[int]) -> dict[int, int]:
    query = select(Variant.stock_item_id, func.min(Variant.price)).where(
        Variant.stock_item_id.in_(items), Variant.is_clearance, Variant.archived_at.is_(None)
    )
    return {item: price for item, price in session.execute(query.group_by(Variant.stock_item_id))}


def _short(session: Session, items: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Allocation.stock_item_id, func.sum(Allocation.quantity))
        .join(Lot, Lot.id == Allocation.lot_id)
        .where(Allocation.stock_item_id.in_(items), Allocation.state == "open", Lot.state != "open")
        .group_by(Allocation.stock_item_id)
    )
    return {item: int(amount) for item, amount in rows}


def _just_done(session: Session, items: list[int], by: Actor) -> dict[int, str]:
    """The newest act of this person at each item, unless it is taken back already."""
    rows = session.execute(
        select(Movement.stock_item_id, Movement.reference, Movement.cause)
        .where(
            Movement.stock_item_id.in_(items),
            Movement.at >= clock.now() - JUST_NOW,
            Movement.by_name == by.name,
            Movement.reference.startswith("act:"),
        )
        .order_by(Movement.id)
    ).all()
    undone = {reference for _, reference, cause in rows if cause == "undo"}
    return {item: ref for item, ref, cause in rows if cause in shelf.UNDOABLE and ref not in undone}
