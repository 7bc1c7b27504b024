"""Goods that an outlet received in a month, less what was credited: the only source of a report's numerator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product, ProductCertificate, StockItem, Variant, level_of
from marketplace.kernel import clock
from marketplace.people.certificates import Certificate
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order, OrderLine
from marketplace.trade.refund_rows import Refund, RefundLine

from .receipt_rows import Receipt, ReceiptLine

ROOM_USES = {"MB", "WA", "RM"}


@dataclass(frozen=True)
class Good:
    """One line as it was received: packs and rupiah after credits, base units of one pack in `unit`."""

    receipt: str
    at: datetime
    order: str
    product_id: int
    name: str
    label: str
    category: str
    producer_id: int
    maker: str
    nib: str
    kelurahan: str
    packs: int
    credited: int
    value: int
    content: int
    unit: str
    replaces: str
    level: str
    for_rooms: bool
    halal: bool

    @property
    def day(self) -> date:
        """The day of receiving, in Balikpapan."""
        return clock.local(self.at).date()

    @property
    def grams(self) -> int:
        """Grams, or millilitres counted as grams; pieces have none."""
        return self.packs * self.content if self.unit in {"g", "ml"} else 0

    @property
    def pieces(self) -> int:
        """Pieces of goods that are not weighed."""
        return 0 if self.unit in {"g", "ml"} else self.packs * self.content


def received(session: Session, outlet_id: int, first: date) -> list[Good]:
    """Every line counted in the month, in the order of receiving; four statements however many lines."""
    rows = _rows(session, outlet_id, first)
    credited = _credited(session, {row.order_id for row in rows})
    papers = _halal(session, {row.product_id for row in rows})
    return [_good(row, *credited.get(row.line_id, (0, 0)), papers.get(row.product_id, [])) for row in rows]


def last_day(first: date) -> date:
    """The last day of a month."""
    return next_month(first) - timedelta(days=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def _rows(session: Session, outlet_id: int, first: date) -> list[Any]:
    """What was accepted; what finance had invoiced after all is in its own order, or was the whole delivery."""
    after_all = (Receipt.state == "overruled") & (Receipt.rest_id == Receipt.order_id)
    packs = ReceiptLine.accepted + case((after_all, ReceiptLine.rejected), else_=0)
    counted = _about(packs).join(ReceiptLine, ReceiptLine.order_line_id == OrderLine.id)
    counted = counted.join(Receipt, Receipt.id == ReceiptLine.receipt_id)
    later = _about(OrderLine.quantity).join(Receipt, Receipt.rest_id == OrderLine.order_id)
    later = later.where(Receipt.state == "overruled", Receipt.rest_id != Receipt.order_id)
    month = (Receipt.at >= clock.midnight(first), Receipt.at < clock.midnight(next_month(first)))
    mine = (Receipt.outlet_id == outlet_id, *month)
    found = [row for query in (counted, later) for row in session.execute(query.where(*mine))]
    return sorted(found, key=lambda row: (row.receipt_id, row.line_id))


def _about(packs: Any) -> Any:
    return (
        select(
            Receipt.id.label("receipt_id"), Receipt.number.label("receipt"), Receipt.at, Order.number.label("order"),
            Order.id.label("order_id"), OrderLine.id.label("line_id"), OrderLine.name, OrderLine.label.label("pack"),
            OrderLine.unit_price, OrderLine.quantity, OrderLine.base_quantity, packs.label("packs"),
            Product.id.label("product_id"), Product.replaces, Product.local_percent, Product.buyer_uses,
            Category.code.label("category"), Producer.id.label("producer_id"), Producer.name.label("maker"),
            Producer.nib, Kelurahan.name.label("kelurahan"), StockItem.unit,
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .join(Producer, Producer.id == Order.producer_id)
        .join(StockItem, StockItem.id == OrderLine.stock_item_id)
        .outerjoin(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
    )  # fmt: skip


def _credited(session: Session, order_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Packs and rupiah of refunds that were given, by order line."""
    query = (
        select(RefundLine.order_line_id, func.sum(RefundLine.quantity), func.sum(RefundLine.amount))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.state == "given", Refund.order_id.in_(list(order_ids)))
        .group_by(RefundLine.order_line_id)
    )
    return {int(line): (int(packs), int(amount)) for line, packs, amount in session.execute(query)}


def _halal(session: Session, product_ids: Iterable[int]) -> dict[int, list[Any]]:
    """The halal papers that staff verified, by the product that they cover."""
    query = (
        select(ProductCertificate.product_id, Certificate.valid_from, Certificate.valid_to, Certificate.withdrawn_at)
        .join(Certificate, Certificate.id == ProductCertificate.certificate_id)
        .where(
            Certificate.kind == "halal",
            Certificate.verified_at.is_not(None),
            ProductCertificate.product_id.in_(list(product_ids)),
        )
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.product_id].append(row)
    return found


def _good(row: Any, credited: int, back: int, papers: list[Any]) -> Good:
    day = clock.local(row.at).date()
    halal = any(
        paper.valid_from <= day
        and (paper.valid_to is None or paper.valid_to >= day)
        and (paper.withdrawn_at is None or paper.withdrawn_at > row.at)
        for paper in papers
    )
    return Good(
        receipt=row.receipt, at=row.at, order=row.order, product_id=row.product_id, name=row.name, label=row.pack,
        category=row.category, producer_id=row.producer_id, maker=row.maker, nib=row.nib or "",
        kelurahan=row.kelurahan or "", packs=row.packs - credited, credited=credited,
        value=row.packs * row.unit_price - back, content=row.base_quantity // row.quantity, unit=row.unit,
        replaces=row.replaces, level=level_of(row.local_percent), for_rooms=bool(ROOM_USES & set(row.buyer_uses)),
        halal=halal,
    )  # fmt: skip
