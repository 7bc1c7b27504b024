"""Goods for hotel rooms: which no hotel has received for long, and which none has tried yet (F92)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Subquery, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock, settings
from marketplace.kernel.paging import Cursor
from marketplace.people.producers import Producer
from marketplace.trade.orders import OrderLine

from .local_goods import ROOM_USES
from .receipt_rows import Receipt, ReceiptLine

PAGE = 50
ROTATE_DAYS = settings.declare(
    "local_report.rotate_days",
    90,
    "Produk kamar yang tidak diterima hotel selama sekian hari masuk daftar ganti",
    settings.at_least(1),
)


@dataclass(frozen=True)
class RoomProduct:
    """A product for rooms, when hotels last received it, how many outlets did, packs in all."""

    id: int
    slug: str
    name: str
    maker: str
    last: datetime | None
    outlets: int
    packs: int


def resting(session: Session, after: Cursor | None = None, limit: int = PAGE) -> list[RoomProduct]:
    """Received once, but not for the days of the setting; the longest ago first."""
    since = clock.now() - timedelta(days=ROTATE_DAYS(session))
    sold = _sold()
    query = _products().join(sold, sold.c.product_id == Product.id).where(sold.c.last < since)
    query = query.add_columns(sold.c.last, sold.c.outlets, sold.c.packs)
    if after is not None:
        same = and_(sold.c.last_id == after.value, Product.id > after.id)
        query = query.where(or_(sold.c.last_id > after.value, same))
    rows = session.execute(query.order_by(sold.c.last_id, Product.id).limit(limit))
    return [RoomProduct(*row) for row in rows]


def untried(session: Session, after: Cursor | None = None, limit: int = PAGE) -> list[RoomProduct]:
    """On sale and meant for rooms, and no hotel has received it: what could take their place."""
    sold = _sold()
    query = _products().outerjoin(sold, sold.c.product_id == Product.id).where(sold.c.product_id.is_(None))
    if after is not None:
        query = query.where(Product.id > after.id)
    rows = session.execute(query.order_by(Product.id).limit(limit))
    return [RoomProduct(row.id, row.slug, row.name, row.maker, None, 0, 0) for row in rows]


def cursor(session: Session, product: RoomProduct) -> Cursor:
    """The place of a product in its list."""
    sold = _sold()
    last = session.scalar(select(sold.c.last_id).where(sold.c.product_id == product.id))
    return Cursor(int(last or 0), product.id)


def _products() -> Any:
    """Products on sale that are meant for rooms."""
    uses = cast(Product.buyer_uses, Text)
    return (
        select(Product.id, Product.slug, Product.name, Producer.name.label("maker"))
        .join(Producer, Producer.id == Product.producer_id)
        .where(
            Product.published_at.is_not(None), Product.archived_at.is_(None), Producer.suspended_at.is_(None),
            or_(*(uses.contains(f'"{use}"') for use in sorted(ROOM_USES))),
        )
    )  # fmt: skip


def _sold() -> Subquery:
    """Of each product: the last receipt that accepted it, how many outlets, packs."""
    return (
        select(
            Variant.product_id,
            func.max(Receipt.id).label("last_id"),
            func.max(Receipt.at).label("last"),
            func.count(func.distinct(Receipt.outlet_id)).label("outlets"),
            func.sum(ReceiptLine.accepted).label("packs"),
        )
        .join(OrderLine, OrderLine.variant_id == Variant.id)
        .join(ReceiptLine, ReceiptLine.order_line_id == OrderLine.id)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .where(ReceiptLine.accepted > 0)
        .group_by(Variant.product_id)
        .subquery()
    )
