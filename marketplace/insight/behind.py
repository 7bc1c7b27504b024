"""What is behind a figure: the rows that it is the sum of, page by page, and all of them for a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, null, select, tuple_
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel.paging import Cursor
from marketplace.people.organisations import Organisation
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order, OrderGroup

from .boards import STEPS
from .counting import bought_before, within
from .sales import CitySales, DistrictSales, HotelSales, MakerSales, ReplacingSales, Sale, Standing
from .spans import Span

PAGE = 50
AT_ONCE = 2_000


@dataclass(frozen=True)
class Wanted:
    """Which rows: of a span, of one maker (slug), of one organisation (public id), from one step of the ladder on."""

    span: Span
    maker: str = ""
    hotel: str = ""
    step: str = ""


@dataclass(frozen=True)
class Listing:
    """A query, and what it is sorted by, the largest first: a value (a number or a day) and a number."""

    query: Any
    value: Any
    id: Any


@dataclass(frozen=True)
class Part:
    """Some rows, and where the next ones begin."""

    rows: list[Any]
    following: Cursor | None


def page(session: Session, board: str, wanted: Wanted, after: Cursor | None, limit: int = PAGE) -> Part:
    """One page of a board; `after` is the last row of the page before."""
    listing = BOARDS[board](wanted)
    query = listing.query.add_columns(listing.value.label("sort_value"), listing.id.label("sort_id"))
    if after is not None:
        key = tuple_(listing.value, listing.id)
        query = query.where(key < tuple_(_given(listing.value, after.value), literal(after.id)))
    keys = [listing.value] if listing.value is listing.id else [listing.value, listing.id]
    query = query.order_by(*(key.desc() for key in keys)).limit(limit + 1)
    found = list(session.execute(query))
    more = len(found) > limit
    rows = found[:limit]
    return Part(rows, _cursor(rows[-1]) if more else None)


def everything(session: Session, board: str, wanted: Wanted) -> Iterator[Any]:
    """All rows of a board, some thousand with each statement."""
    after: Cursor | None = None
    while True:
        part = page(session, board, wanted, after, AT_ONCE)
        yield from part.rows
        after = part.following
        if after is None:
            return


def _orders(wanted: Wanted) -> Listing:
    query = (
        select(
            Order.number, Sale.day, Producer.name.label("maker"), Producer.slug, Organisation.name.label("hotel"),
            Sale.packs, Sale.rupiah, Sale.told, Sale.local, Sale.replacing,
        )
        .join(Order, Order.id == Sale.order_id)
        .join(Producer, Producer.id == Sale.producer_id)
        .outerjoin(Organisation, Organisation.id == Sale.organisation_id)
        .where(*within(wanted.span))
    )  # fmt: skip
    if wanted.maker:
        query = query.where(Sale.producer_id == _maker_id(wanted.maker))
    if wanted.hotel == "semua":
        query = query.where(Sale.organisation_id.is_not(None))
    elif wanted.hotel:
        query = query.where(Sale.organisation_id == _hotel_id(wanted.hotel))
    return Listing(query, Sale.day, Sale.order_id)


def _makers(wanted: Wanted, by: Any = MakerSales.rupiah) -> Listing:
    row = MakerSales
    query = (
        select(
            Producer.name.label("maker"), Producer.slug, Kelurahan.name.label("kelurahan"), row.orders, row.packs,
            row.rupiah, row.hotel, row.buyers, row.came_back, row.told, row.local, row.replacing,
        )
        .join(Producer, Producer.id == row.producer_id)
        .outerjoin(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .where(row.span == wanted.span.kind, row.first == wanted.span.first)
    )  # fmt: skip
    return Listing(query, by, row.producer_id)


def _material(wanted: Wanted) -> Listing:
    listing = _makers(wanted, MakerSales.local)
    return Listing(listing.query.where(MakerSales.told > 0), listing.value, listing.id)


def _hotels(wanted: Wanted) -> Listing:
    row = HotelSales
    query = (
        select(
            Organisation.name.label("hotel"), Organisation.public_id, Organisation.kind, row.orders, row.makers,
            row.rupiah, row.told, row.local, row.replacing,
        )
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(row.span == wanted.span.kind, row.first == wanted.span.first)
    )  # fmt: skip
    return Listing(query, row.rupiah, row.organisation_id)


def _replacing(wanted: Wanted) -> Listing:
    row = ReplacingSales
    query = (
        select(
            row.replaces, Product.name.label("product"), Product.slug.label("product_slug"),
            Producer.name.label("maker"), Producer.slug, row.packs, row.rupiah,
        )
        .join(Product, Product.id == row.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .where(row.span == wanted.span.kind, row.first == wanted.span.first)
    )  # fmt: skip
    return Listing(query, row.rupiah, row.product_id)


def _buyers(wanted: Wanted) -> Listing:
    """Those who came back in the span; people without a name, organisations with it."""
    row, key = Sale, Sale.buyer // 2
    hotel = select(Organisation.name).where(Organisation.id == key).correlate(Sale).scalar_subquery()
    place = (
        select(Kelurahan.name)
        .join(OrderGroup, OrderGroup.kelurahan_code == Kelurahan.code)
        .where(OrderGroup.id == key)
        .correlate(Sale)
        .scalar_subquery()
    )
    is_hotel = row.buyer % 2 == 1
    names = case((is_hotel, hotel), else_=null()), case((is_hotel, null()), else_=place)
    query = (
        select(
            names[0].label("hotel"), names[1].label("kelurahan"),
            func.count(func.distinct(row.group_id)).label("times"), func.sum(row.rupiah).label("rupiah"),
            func.max(row.day).label("last"),
        )
        .where(*_within_by_buyer(wanted.span))
        .group_by(row.buyer)
        .having(func.max(case((bought_before(), 1), else_=0)) == 1)
    )  # fmt: skip
    buyer = row.buyer
    return Listing(query, buyer, buyer)


def _within_by_buyer(span: Span) -> tuple[Any, ...]:
    """A year is read along its buyers, so that a page of them ends early: its days must not tempt to another index."""
    if span.kind != "year":
        return within(span)
    day = func.coalesce(Sale.day, Sale.day)
    return day >= span.first, day < span.after


def _first_sales(wanted: Wanted) -> Listing:
    day = Standing.first_sale_on
    query = _standings().where(day >= wanted.span.first, day < wanted.span.after)
    return Listing(query, day, Standing.producer_id)


def _ladder(wanted: Wanted) -> Listing:
    query = _standings().where(STEPS[wanted.step]) if wanted.step in STEPS else _standings()
    maker = Standing.producer_id
    return Listing(query, maker, maker)


def _ready(wanted: Wanted) -> Listing:
    return Listing(_standings(), Standing.score, Standing.producer_id)


def _standings() -> Any:
    row = Standing
    return (
        select(
            Producer.name.label("maker"), Producer.slug, Kelurahan.name.label("kelurahan"), row.products, row.orders,
            row.first_sale_on, row.came_back, row.hotel_on, row.score, row.missing,
        )
        .join(Producer, Producer.id == row.producer_id)
        .outerjoin(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
    )  # fmt: skip


def _course(wanted: Wanted) -> Listing:
    row = CitySales
    query = select(
        row.first, row.orders, row.packs, row.rupiah, row.hotel, row.local, row.replacing, row.makers, row.buyers
    ).where(row.span == wanted.span.parts, row.first >= wanted.span.first, row.first < wanted.span.after)
    return Listing(query, row.first, literal(0))


def _workdays(wanted: Wanted) -> Listing:
    row = CitySales
    query = select(row.first, row.makers, row.orders, row.packs).where(
        row.span == "day", row.first >= wanted.span.first, row.first < wanted.span.after
    )
    return Listing(query, row.first, literal(0))


def _districts(wanted: Wanted) -> Listing:
    row = DistrictSales
    query = select(row.kecamatan, row.makers, row.orders, row.packs, row.rupiah, row.local).where(
        row.span == wanted.span.kind, row.first == wanted.span.first
    )
    return Listing(query, row.rupiah, literal(0))


BOARDS: dict[str, Callable[[Wanted], Listing]] = {
    "waktu": _course,
    "hari-kerja": _workdays,
    "pesanan": _orders,
    "penjual": _makers,
    "penjualan-pertama": _first_sales,
    "tangga": _ladder,
    "siap-hotel": _ready,
    "pembeli-kembali": _buyers,
    "bahan-lokal": _material,
    "pengganti-impor": _replacing,
    "hotel": _hotels,
    "wilayah": _districts,
}


def _maker_id(slug: str) -> Any:
    return select(Producer.id).where(Producer.slug == slug).scalar_subquery()


def _hotel_id(public_id: str) -> Any:
    return select(Organisation.id).where(Organisation.public_id == public_id).scalar_subquery()


def _given(column: Any, value: int) -> ColumnElement[Any]:
    """A cursor's number as the column has it."""
    is_day = column.type.python_type is date
    return literal(_day(value), column.type) if is_day else literal(value)


def _day(value: int) -> date:
    return date.fromordinal(min(max(value, 1), date.max.toordinal()))


def _cursor(row: Any) -> Cursor:
    value = row.sort_value
    return Cursor(value.toordinal() if isinstance(value, date) else int(value), int(row.sort_id))
