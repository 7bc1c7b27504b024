"""What stands on the shelf: product cards in one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, and_, case, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from marketplace.catalog import matching, pricing, search
from marketplace.catalog.categories import Category
from marketplace.catalog.indexing import SearchText
from marketplace.catalog.products import PriceTier, Product, Variant
from marketplace.catalog.search import Meaning
from marketplace.kernel import clock
from marketplace.kernel.paging import Cursor
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.stock import supply
from marketplace.stock.levels import FREE, StockLevel, packs_free

from . import facets
from .facets import NOTHING_CHOSEN, Chosen

PAGE = 24
RELEVANT = "relevan"
SORTS: dict[str, tuple[Any, bool]] = {
    "terlaris": (Product.sold_count, True),
    "terbaru": (Product.id, True),
    "termurah": (Product.base_price, False),
    "per-kg": (Product.per_kilo, False),
}
SORTS_SHOWN = (RELEVANT, *SORTS)


@dataclass(frozen=True)
class Card:
    """A product in a list. Money in rupiah, `content` in base units, `available` in packs.

    `closed_until` is the last day of a holiday that its maker is on today.
    `made` ones are made in the coming weeks when the shelf is empty.
    """

    product_id: int
    slug: str
    name: str
    producer_name: str
    producer_slug: str
    kelurahan: str
    picture: str | None
    category_code: str
    price: int
    content: int
    unit: str
    label: str
    price_per: int | None
    per: str | None
    available: int
    made_to_order: bool
    lead_days: int
    halal: bool
    not_halal: bool
    tier_min: int | None
    tier_price: int | None
    is_demo: bool
    closed_until: date | None = None
    made: bool = False
    preorder_on: date | None = None


@dataclass(frozen=True)
class Listing:
    """One page of cards and the cursor of the next, if there is one. `loose`: no product fulfils all words."""

    cards: list[Card]
    next_cursor: str | None
    loose: bool = False


@dataclass(frozen=True)
class Choice:
    """What a listing shows. A query is read by `listing` unless its `meaning` is known already."""

    category_id: int | None = None
    producer_id: int | None = None
    query: str = ""
    sort: str = "terlaris"
    except_product: int | None = None
    meaning: Meaning | None = None
    any_word: bool = False
    chosen: Chosen = NOTHING_CHOSEN


def listing(session: Session, choice: Choice, cursor: Cursor | None = None, limit: int = PAGE) -> Listing:
    """A page of cards by keyset: the cost does not grow with the page's number."""
    choice = _read(session, choice)
    if choice.sort == RELEVANT and choice.meaning is not None:
        query = _by_relevance(session, choice, choice.meaning, cursor, limit)
    else:
        query = _by_column(session, choice, cursor, limit)
    rows = session.execute(query).all()
    if not rows and _may_loosen(choice, cursor):
        return replace(listing(session, replace(choice, any_word=True, sort=RELEVANT), None, limit), loose=True)
    cards = [_card(row) for row in rows[:limit]]
    following = None
    if len(rows) > limit:
        following = Cursor(int(rows[limit - 1].sort_value), rows[limit - 1].product_id).text
    return Listing(cards, following)


def best_and_newest(session: Session, best: int, newest: int) -> tuple[list[Card], list[Card]]:
    """The best sellers and the newest goods of the whole shop, in one statement."""
    parts = []
    for sort, limit in (("terlaris", best), ("terbaru", newest)):
        column, _ = SORTS[sort]
        page = listed(session, Choice()).add_columns(column.label("sort_value"), literal(sort).label("part"))
        parts.append(select(page.order_by(column.desc(), Product.id.desc()).limit(limit).subquery()))
    cut = union_all(*parts).subquery()
    query = _cards().join(cut, cut.c.id == Product.id).add_columns(cut.c.sort_value, cut.c.part)
    rows = session.execute(query.order_by(cut.c.sort_value.desc(), Product.id.desc())).all()
    first, second = ([_card(row) for row in rows if row.part == sort] for sort in ("terlaris", "terbaru"))
    return first, second


def cards_of(session: Session, product_ids: Sequence[int]) -> dict[int, Card]:
    """The cards of these products as far as they are on the shelf, in one statement."""
    if not product_ids:
        return {}
    rows = session.execute(_cards().where(Product.id.in_(product_ids), on_sale()))
    return {row.product_id: _card(row) for row in rows}


def _may_loosen(choice: Choice, cursor: Cursor | None) -> bool:
    """All words are known, but no product has them all: then those with most of them are shown."""
    return cursor is None and not choice.any_word and not choice.chosen.active and can_loosen(choice)


def can_loosen(choice: Choice) -> bool:
    """Whether a query has several words, all of them known."""
    meaning = choice.meaning
    return meaning is not None and not (meaning.unknown or meaning.assumed) and bool(meaning.nearby)


def _by_column(session: Session, choice: Choice, cursor: Cursor | None, limit: int) -> Any:
    """Cut the page out of an index first, and only then make its cards."""
    column, descending = SORTS.get(choice.sort, SORTS["terlaris"])
    page = listed(session, choice).add_columns(column.label("sort_value"))
    if cursor is not None:
        here = tuple_(column, Product.id)
        there = tuple_(cursor.value, cursor.id)
        page = page.where(here < there if descending else here > there)
    order = (column.desc(), Product.id.desc()) if descending else (column, Product.id)
    cut = page.order_by(*order).limit(limit + 1).subquery()
    query = _cards().join(cut, cut.c.id == Product.id).add_columns(cut.c.sort_value)
    value = cut.c.sort_value
    return query.order_by(*((value.desc(), Product.id.desc()) if descending else (value, Product.id)))


def _by_relevance(session: Session, choice: Choice, meaning: Meaning, cursor: Cursor | None, limit: int) -> Any:
    """Rank the best-selling hits, cut the page out of them, and only then make its cards."""
    rank = matching.relevance(meaning, FREE, any_group=choice.any_word).label("rank")
    hits = (
        goods(select(Product.id, rank))
        .join(SearchText, SearchText.product_id == Product.id)
        .where(*conditions(session, choice))
        .order_by(Product.sold_count.desc(), Product.id.desc())
        .limit(matching.BEST)
        .subquery()
    )
    page = select(hits.c.id, hits.c.rank)
    if cursor is not None:
        page = page.where(tuple_(hits.c.rank, hits.c.id) < tuple_(cursor.value, cursor.id))
    cut = page.order_by(hits.c.rank.desc(), hits.c.id.desc()).limit(limit + 1).subquery()
    query = _cards().join(cut, cut.c.id == Product.id).add_columns(cut.c.rank.label("sort_value"))
    return query.order_by(cut.c.rank.desc(), Product.id.desc())


def listed(session: Session, choice: Choice, *, but: str = "") -> Any:
    """The ids of what a listing shows. Packs and stock are asked for product by product, so that the
    products' own index leads: joined, SQLite begins with all packs of the shop."""
    return select(Product.id).join(Producer).where(*conditions(session, choice, but=but))


def goods(query: Any) -> Any:
    """A query over products with their maker, first pack and stock."""
    return (
        query.select_from(Product)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Variant, and_(Variant.product_id == Product.id, Variant.position == 0))
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
    )


def count(session: Session, choice: Choice) -> int:
    """How many products a search finds."""
    choice = _read(session, choice)
    query = goods(select(func.count())).where(*conditions(session, choice))
    return int(session.scalar(query) or 0)


def on_sale() -> ColumnElement[bool]:
    """The condition under which a product stands on the shelf."""
    return and_(Product.published_at.is_not(None), Product.archived_at.is_(None), Producer.suspended_at.is_(None))


def conditions(session: Session, choice: Choice, *, but: str = "") -> list[ColumnElement[bool]]:
    """What a product must fulfil to be listed; `but` leaves one filter out."""
    found = [on_sale(), *facets.conditions(choice.chosen, but=but)]
    if choice.category_id is not None:
        found.append(Product.category_id == choice.category_id)
    if choice.producer_id is not None:
        found.append(Product.producer_id == choice.producer_id)
    if choice.except_product is not None:
        found.append(Product.id != choice.except_product)
    if choice.query:
        found.append(matching.condition(session, choice.meaning or Meaning(), any_group=choice.any_word))
    return found


def _read(session: Session, choice: Choice) -> Choice:
    if choice.query and choice.meaning is None:
        return replace(choice, meaning=search.understand(session, choice.query))
    return choice


def _cards() -> Any:
    return _cards_on(clock.today())


@lru_cache(maxsize=2)
def _cards_on(today: date) -> Any:
    """Putting the statement together costs more than asking it: it is kept for the day."""
    first_tier = aliased(PriceTier)
    lowest = select(func.min(PriceTier.minimum)).where(PriceTier.variant_id == Variant.id).scalar_subquery()
    return (
        select(
            Product.id.label("product_id"),
            Product.slug,
            Product.name,
            Producer.name.label("producer_name"),
            Producer.slug.label("producer_slug"),
            Kelurahan.name.label("kelurahan"),
            Product.picture,
            Category.code.label("category_code"),
            Variant.price,
            Variant.content,
            Variant.unit,
            Variant.label,
            packs_free(Variant.content).label("available"),
            Product.made_to_order,
            Product.lead_days,
            facets.has_valid("halal").label("halal"),
            Product.halal_claim,
            first_tier.minimum.label("tier_min"),
            first_tier.price.label("tier_price"),
            Product.is_demo,
            case((Producer.closed_from <= today, Producer.closed_until)).label("closed_until"),
            StockLevel.weekly_capacity.is_not(None).label("made"),
            Product.preorder_on,
        )
        .join(Producer, Producer.id == Product.producer_id)
        .join(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .join(Category, Category.id == Product.category_id)
        .join(Variant, and_(Variant.product_id == Product.id, Variant.position == 0))
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .outerjoin(first_tier, and_(first_tier.variant_id == Variant.id, first_tier.minimum == lowest))
    )


def _card(row: Row[Any]) -> Card:
    values = dict(row._mapping)
    for name in ("sort_value", "part"):
        values.pop(name, None)
    claim = values.pop("halal_claim")
    if values["closed_until"] is not None and values["closed_until"] < clock.today():
        values["closed_until"] = None
    values["preorder_on"] = supply.preorder_day(row.preorder_on)
    return Card(
        **{**values, "available": int(values["available"]), "halal": bool(values["halal"])},
        price_per=pricing.per_measure(row.price, row.content, row.unit),
        per=pricing.measure(row.unit),
        not_halal=claim == "not_halal",
    )
