"""Why a maker may not sell, answer or deliver: each cause in one statement over all makers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, union
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.products import NOT_WEIGHED, Product, Variant
from marketplace.kernel import clock, settings
from marketplace.people.certificates import Certificate, valid_today
from marketplace.people.producers import Producer
from marketplace.stock.levels import FREE, StockLevel
from marketplace.trade.delivery import OwnDelivery, ProducerCourier, ProducerPickup

from .alarm_rows import CAUSES

DEAR_PERCENT = settings.declare(
    "alarms.dear_percent", 130, "Harga per kg disebut mahal mulai berapa persen dari tengahnya", settings.at_least(100)
)
PERMITS = ("pirt", "md", "psat")
FEWEST = 5


def on_sale() -> ColumnElement[bool]:
    """The condition under which a product stands in the shop."""
    return and_(Product.published_at.is_not(None), Product.archived_at.is_(None))


def sellable() -> Select[Any]:
    """The products of which at least one pack can be had."""
    has = or_(FREE >= Variant.content * Variant.minimum, StockLevel.weekly_capacity > 0)
    return (
        select(Variant.product_id)
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(Variant.archived_at.is_(None), has)
    )


def of_all(session: Session) -> dict[int, list[str]]:
    """Every cause that fits, by maker, the likeliest first."""
    found: dict[int, list[str]] = {}
    for code in CAUSES:
        for producer_id in session.scalars(QUERIES[code](session)):
            found.setdefault(producer_id, []).append(code)
    return found


def _closed(session: Session) -> Select[Any]:
    today = clock.today()
    return select(Producer.id).where(Producer.closed_from <= today, Producer.closed_until >= today)


def _no_way(session: Session) -> Select[Any]:
    ways = union(*(select(table.producer_id) for table in (ProducerPickup, OwnDelivery, ProducerCourier)))
    return select(Producer.id).where(Producer.id.not_in(ways))


def _no_stock(session: Session) -> Select[Any]:
    return _goods().having(func.sum(case((Product.id.in_(sellable()), 1), else_=0)) == 0)


def _no_photo(session: Session) -> Select[Any]:
    return _goods().having(func.count(Product.picture) * 2 < func.count())


def _no_paper(session: Session) -> Select[Any]:
    held = select(Certificate.producer_id).where(Certificate.kind.in_(PERMITS), valid_today())
    query = _goods().join(Category, Category.id == Product.category_id).where(Category.is_food)
    return query.where(Product.producer_id.not_in(held))


def _dear(session: Session) -> Select[Any]:
    """Half of the goods or more cost clearly more per kg than the middle of their category."""
    place = func.row_number().over(partition_by=Product.category_id, order_by=(Product.per_kilo, Product.id))
    total = func.count().over(partition_by=Product.category_id)
    weighed = and_(on_sale(), Product.per_kilo < NOT_WEIGHED)
    ranked = select(
        Product.category_id, Product.per_kilo, place.label("place"), total.label("total")
    ).where(weighed).subquery()  # fmt: skip
    middle = (
        select(ranked.c.category_id, func.min(ranked.c.per_kilo).label("price"))
        .where(ranked.c.place * 2 >= ranked.c.total, ranked.c.total >= FEWEST)
        .group_by(ranked.c.category_id)
        .subquery()
    )
    dear = Product.per_kilo * 100 > middle.c.price * DEAR_PERCENT(session)
    query = _goods().join(middle, middle.c.category_id == Product.category_id).where(Product.per_kilo < NOT_WEIGHED)
    return query.having(func.sum(case((dear, 1), else_=0)) * 2 >= func.count())


def _goods() -> Select[Any]:
    return select(Product.producer_id).where(on_sale()).group_by(Product.producer_id)


QUERIES = {
    "closed": _closed, "no_way": _no_way, "no_stock": _no_stock, "no_photo": _no_photo, "no_paper": _no_paper,
    "dear": _dear,
}  # fmt: skip
