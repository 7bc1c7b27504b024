"""What is in a cart, priced and checked against the shelf, in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from marketplace.catalog import pricing, products
from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product, Variant
from marketplace.people.producers import Producer
from marketplace.stock import supply
from marketplace.stock.supply import Supply

from . import delivery, shelf
from .carts import MAX_PACKS, Cart, CartLine, CartNote


@dataclass(frozen=True)
class Line:
    """A line of the cart. Money in rupiah; `content` and `base_quantity` in base units.

    `available` is in packs: what could be had if the other lines of its stock item keep theirs.
    `made` lines take from the coming weeks what the shelf lacks; `preorder_on` is the promised day.
    `trouble` is nothing, `gone`, `sold_out`, `too_many`; `old_price` is set when it has changed.
    """

    id: int
    variant_id: int
    product_id: int
    stock_item_id: int
    producer_id: int
    name: str
    slug: str
    picture: str | None
    category_code: str
    label: str
    content: int
    unit: str
    weight_grams: int
    volume_cm3: int
    quantity: int
    minimum: int
    step: int
    maximum: int
    available: int
    made: bool
    lead_days: int
    preorder_on: date | None
    ready_on: date | None
    clearance_until: date | None
    list_price: int
    price: pricing.Price
    old_price: int | None
    trouble: str | None

    @property
    def total(self) -> int:
        """Rupiah for the line."""
        return self.price.total

    @property
    def base_quantity(self) -> int:
        """Base units of the stock item."""
        return self.quantity * self.content


@dataclass(frozen=True)
class Box:
    """The lines of one producer; `fee_from` is the cheapest way to have it brought."""

    producer: Producer
    lines: tuple[Line, ...]
    note: str
    fee_from: int | None
    may_collect: bool

    @property
    def subtotal(self) -> int:
        """Goods in rupiah."""
        return sum(line.total for line in self.lines)

    @property
    def missing(self) -> int:
        """Rupiah still missing to the producer's minimum (F44)."""
        return max(0, self.producer.minimum_order - self.subtotal)

    @property
    def ready_on(self) -> date | None:
        """When the last of its lines is ready; nothing while one of them cannot be had."""
        days = [line.ready_on for line in self.lines]
        known = [day for day in days if day is not None]
        return max(known) if len(known) == len(days) else None


@dataclass(frozen=True)
class Contents:
    """All boxes of a cart."""

    boxes: tuple[Box, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for box in self.boxes for line in box.lines]

    @property
    def total(self) -> int:
        """Goods in rupiah."""
        return sum(box.subtotal for box in self.boxes)

    @property
    def packs(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def orderable(self) -> bool:
        """Whether checkout may begin: nothing missing, no minimum unmet, not empty."""
        return bool(self.boxes) and not any(
            box.missing or box.producer.suspended_at or any(line.trouble for line in box.lines) for box in self.boxes
        )


def of(session: Session, cart: Cart) -> Contents:
    """The contents of a cart, whatever their number in three statements."""
    rows = session.execute(_query(cart)).all()
    tiers = products.tiers(session, [row.variant_id for row in rows])
    asked = [supply.Asked(row.stock_item_id, row.lead_days, row.preorder_on) for row in rows]
    supplies = supply.of(session, asked)
    wanted = _wanted(rows)
    limit = MAX_PACKS(session)
    by_producer: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        stock = supplies[row.stock_item_id]
        line = _line(row, tiers[row.variant_id], stock, wanted[row.stock_item_id], limit)
        by_producer[row.producer_id].append(line)
    first = {row.producer_id: row for row in reversed(rows)}
    return Contents(
        tuple(
            Box(
                first[producer_id].Producer, tuple(lines), first[producer_id].note or "",
                first[producer_id].fee_from, bool(first[producer_id].may_collect),
            )
            for producer_id, lines in by_producer.items()
        )
    )  # fmt: skip


def _query(cart: Cart) -> Any:
    return (
        select(
            CartLine.id,
            CartLine.variant_id,
            CartLine.quantity,
            CartLine.seen_price,
            Variant.stock_item_id,
            Variant.label,
            Variant.content,
            Variant.unit,
            Variant.price,
            Variant.minimum,
            Variant.step,
            Variant.weight_grams,
            (Variant.length_cm * Variant.width_cm * Variant.height_cm).label("volume_cm3"),
            Product.id.label("product_id"),
            Product.producer_id,
            Product.name,
            Product.slug,
            Product.picture,
            Product.lead_days,
            Product.preorder_on,
            Variant.is_clearance,
            Category.code.label("category_code"),
            and_(shelf.on_sale(), Variant.archived_at.is_(None)).label("on_sale"),
            Producer,
            CartNote.note,
            delivery.cheapest().label("fee_from"),
            delivery.collectable().label("may_collect"),
        )
        .join(Variant, Variant.id == CartLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Category, Category.id == Product.category_id)
        .outerjoin(CartNote, and_(CartNote.cart_id == cart.id, CartNote.producer_id == Producer.id))
        .where(CartLine.cart_id == cart.id)
        .order_by(Producer.name, CartLine.id)
    )


def _wanted(rows: Any) -> dict[int, int]:
    """Base units by stock item that all its lines want together."""
    wanted: dict[int, int] = defaultdict(int)
    for row in rows:
        wanted[row.stock_item_id] += row.quantity * row.content
    return wanted


def _line(row: Row[Any], tiers: list[pricing.Tier], stock: Supply, wanted: int, limit: int) -> Line:
    price = pricing.price(row.price, tiers, row.quantity)
    others = wanted - row.quantity * row.content
    available = max(0, (stock.most - others) // row.content)
    return Line(
        id=row.id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        stock_item_id=row.stock_item_id,
        producer_id=row.producer_id,
        name=row.name,
        slug=row.slug,
        picture=row.picture,
        category_code=row.category_code,
        label=row.label,
        content=row.content,
        unit=row.unit,
        weight_grams=row.weight_grams,
        volume_cm3=row.volume_cm3,
        quantity=row.quantity,
        minimum=row.minimum,
        step=row.step,
        maximum=min(limit, available),
        available=available,
        made=stock.made,
        lead_days=row.lead_days,
        preorder_on=stock.day,
        ready_on=stock.earliest(wanted),
        clearance_until=stock.best_before if row.is_clearance else None,
        list_price=row.price,
        price=price,
        old_price=row.seen_price if row.seen_price not in (None, price.unit) else None,
        trouble=_trouble(row, available),
    )


def _trouble(row: Row[Any], available: int) -> str | None:
    if not row.on_sale:
        return "gone"
    if available == 0:
        return "sold_out"
    return "too_many" if row.quantity > available else None
