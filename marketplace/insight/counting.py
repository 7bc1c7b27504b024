"""The SQL of counting: the sales of a day, the sums of a span, how far every maker has come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    ScalarSelect,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock
from marketplace.kernel.db import Base
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order, OrderGroup, OrderLine
from marketplace.trade.refund_rows import Refund, RefundLine
from marketplace.trade.shortages import Shortage

from . import hotel_ready, unwilling
from .sales import CitySales, DistrictSales, HotelSales, MakerSales, ReplacingSales, Sale, Standing
from .spans import Span

RECEIVED = "completed"


def count_day(session: Session, span: Span) -> None:
    """Write the sales of a day anew, and what they come to."""
    session.execute(delete(Sale).where(Sale.day == span.first))
    _forget(session, ReplacingSales, span)
    lines = _lines(session, span)
    _fill(session, Sale, _sales(lines, span))
    _fill(session, ReplacingSales, _replacing(lines, span))
    _city(session, span)


def add_up(session: Session, span: Span) -> None:
    """Write the sums of a month or a year anew, from the days that are counted."""
    for table in (MakerSales, HotelSales, ReplacingSales, DistrictSales):
        _forget(session, table, span)
    _city(session, span)
    _fill(session, MakerSales, _by_maker(span))
    _fill(session, HotelSales, _by_hotel(span))
    _fill(session, ReplacingSales, _replacing_again(span))
    _fill(session, DistrictSales, _by_district(span))


def stand(session: Session) -> None:
    """Write anew how far every maker has come; those that are suspended do not count."""
    session.execute(delete(Standing))
    met = hotel_ready.met().subquery()
    score = sum((case((met.c[code], hotel_ready.EACH), else_=0) for code in hotel_ready.CODES), literal(0))
    missing: ColumnElement[Any] = literal("")
    for code in hotel_ready.CODES:
        missing = missing + case((met.c[code], literal("")), else_=literal(f"{code} "))
    sold, back = _sold_ever().subquery(), _came_back_ever().subquery()
    on_sale = (
        select(func.count(Product.id))
        .where(Product.producer_id == Producer.id, Product.published_at.is_not(None), Product.archived_at.is_(None))
        .scalar_subquery()
    )
    found = (
        select(
            Producer.id.label("producer_id"), on_sale.label("products"),
            func.coalesce(sold.c.orders, 0).label("orders"), sold.c.first.label("first_sale_on"),
            func.coalesce(back.c.buyers, 0).label("came_back"), sold.c.hotel.label("hotel_on"),
            score.label("score"), missing.label("missing"),
        )
        .join(met, met.c.producer_id == Producer.id)
        .outerjoin(sold, sold.c.producer_id == Producer.id)
        .outerjoin(back, back.c.producer_id == Producer.id)
        .where(Producer.suspended_at.is_(None))
    )  # fmt: skip
    _fill(session, Standing, found)


def _lines(session: Session, span: Span) -> FromClause:
    """The lines of the received orders of a day, with what was kept of them."""
    packs = cast(OrderLine.quantity - _short() - _refunded(), BigInteger)
    return (
        select(
            Order.id.label("order_id"), Order.group_id, Order.producer_id, OrderGroup.organisation_id,
            OrderGroup.phone, Variant.product_id, Product.local_percent, Product.replaces,
            packs.label("packs"), (packs * OrderLine.unit_price).label("rupiah"),
        )
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(
            OrderGroup.placed_at >= clock.midnight(span.first), OrderGroup.placed_at < clock.midnight(span.after),
            Order.state == RECEIVED, unwilling.counted(session),
        )
        .subquery()
    )  # fmt: skip


def _short() -> ScalarSelect[Any]:
    query = select(func.coalesce(func.sum(Shortage.quantity), 0)).where(Shortage.order_line_id == OrderLine.id)
    return query.scalar_subquery()


def _refunded() -> ScalarSelect[Any]:
    query = select(func.coalesce(func.sum(RefundLine.quantity), 0)).join(Refund, Refund.id == RefundLine.refund_id)
    return query.where(RefundLine.order_line_id == OrderLine.id, Refund.state == "given").scalar_subquery()


def _sales(lines: FromClause, span: Span) -> Any:
    row, told = lines.c, lines.c.local_percent.is_not(None)
    first = aliased(OrderGroup)
    same = select(func.min(first.id)).where(first.phone == row.phone, first.organisation_id.is_(None))
    buyer = case((row.organisation_id.is_not(None), row.organisation_id * 2 + 1), else_=same.scalar_subquery() * 2)
    return (
        select(
            row.order_id, row.group_id, literal(span.first, Date).label("day"), row.producer_id, row.organisation_id,
            buyer.label("buyer"), _sum(row.packs, "packs"), _sum(row.rupiah, "rupiah"),
            _sum(case((told, row.rupiah), else_=0), "told"),
            _sum(case((told, row.rupiah * row.local_percent // 100), else_=0), "local"),
            _sum(case((row.replaces != "", row.rupiah), else_=0), "replacing"),
        )
        .group_by(row.order_id, row.group_id, row.producer_id, row.organisation_id, row.phone)
        .having(func.sum(row.rupiah) > 0)
    )  # fmt: skip


def _replacing(lines: FromClause, span: Span) -> Any:
    row = lines.c
    return (
        select(
            *_key(span), row.product_id, row.replaces, _sum(row.packs, "packs"), _sum(row.rupiah, "rupiah")
        )
        .where(row.replaces != "")
        .group_by(row.product_id, row.replaces)
        .having(func.sum(row.rupiah) > 0)
    )  # fmt: skip


def _replacing_again(span: Span) -> Any:
    row = ReplacingSales
    return (
        select(*_key(span), row.product_id, row.replaces, _sum(row.packs, "packs"), _sum(row.rupiah, "rupiah"))
        .where(row.span == span.parts, row.first >= span.first, row.first < span.after)
        .group_by(row.product_id, row.replaces)
    )


def _city(session: Session, span: Span) -> None:
    _forget(session, CitySales, span)
    firsts = select(func.min(Sale.day).label("day")).group_by(Sale.producer_id).subquery()
    first_sales = select(func.count()).select_from(firsts).where(firsts.c.day >= span.first, firsts.c.day < span.after)
    found = select(
        *_key(span), *_amounts(), _hotel(), _count(Sale.producer_id, "makers"), _count(Sale.buyer, "buyers"),
        _came_back(), first_sales.scalar_subquery().label("first_sales"),
    ).where(*within(span))  # fmt: skip
    _fill(session, CitySales, found.having(func.count(Sale.order_id) > 0))


def _by_maker(span: Span) -> Any:
    columns = (_hotel(), _count(Sale.buyer, "buyers"), _came_back(of_maker=True))
    found = select(*_key(span), *_amounts(), Sale.producer_id, *columns)
    return found.where(*within(span)).group_by(Sale.producer_id)


def _by_hotel(span: Span) -> Any:
    found = select(*_key(span), *_amounts(), Sale.organisation_id, _count(Sale.producer_id, "makers"))
    return found.where(*within(span), Sale.organisation_id.is_not(None)).group_by(Sale.organisation_id)


def _by_district(span: Span) -> Any:
    names = ("orders", "packs", "rupiah", "told", "local", "replacing")
    amounts = [_sum(getattr(MakerSales, name), name) for name in names]
    return (
        select(*_key(span), *amounts, Kelurahan.kecamatan, func.count().label("makers"))
        .join(Producer, Producer.id == MakerSales.producer_id)
        .join(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .where(MakerSales.span == span.kind, MakerSales.first == span.first)
        .group_by(Kelurahan.kecamatan)
    )


def within(span: Span) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The sales of a span."""
    return Sale.day >= span.first, Sale.day < span.after


def bought_before(*, of_maker: bool = False) -> ColumnElement[bool]:
    """Whether the buyer of a sale had ordered before, at all or from the same maker."""
    earlier = aliased(Sale)
    query = select(earlier.order_id).where(
        earlier.buyer == Sale.buyer,
        or_(earlier.day < Sale.day, and_(earlier.day == Sale.day, earlier.group_id < Sale.group_id)),
    )
    if of_maker:
        query = query.where(earlier.producer_id == Sale.producer_id)
    return query.correlate(Sale).exists()


def _came_back(*, of_maker: bool = False) -> ColumnElement[Any]:
    again = case((bought_before(of_maker=of_maker), Sale.buyer))
    return func.count(func.distinct(again)).label("came_back")


def _sold_ever() -> Any:
    hotel = case((Sale.organisation_id.is_not(None), Sale.day))
    days = func.min(Sale.day).label("first"), func.min(hotel).label("hotel")
    return select(Sale.producer_id, func.count().label("orders"), *days).group_by(Sale.producer_id)


def _came_back_ever() -> Any:
    pairs = select(Sale.producer_id, Sale.buyer).group_by(Sale.producer_id, Sale.buyer)
    pairs = pairs.having(func.count(func.distinct(Sale.group_id)) > 1)
    row = pairs.subquery().c
    return select(row.producer_id, func.count().label("buyers")).group_by(row.producer_id)


def _key(span: Span) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return literal(span.kind).label("span"), literal(span.first, Date).label("first")


def _amounts() -> list[ColumnElement[Any]]:
    names = ("packs", "rupiah", "told", "local", "replacing")
    return [func.count(Sale.order_id).label("orders"), *(_sum(getattr(Sale, name), name) for name in names)]


def _hotel() -> ColumnElement[Any]:
    return _sum(case((Sale.organisation_id.is_not(None), Sale.rupiah), else_=0), "hotel")


def _sum(column: Any, name: str) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger).label(name)


def _count(column: Any, name: str) -> ColumnElement[Any]:
    return func.count(func.distinct(column)).label(name)


def _forget(session: Session, table: Any, span: Span) -> None:
    session.execute(delete(table).where(table.span == span.kind, table.first == span.first))


def _fill(session: Session, table: type[Base], found: Any) -> None:
    """INSERT … SELECT with the columns by their names."""
    session.execute(insert(table).from_select([column.key for column in found.selected_columns], found))
