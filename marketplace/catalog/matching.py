"""A meaning as a condition and a rank: FTS5 on SQLite, tsvector on PostgreSQL, the same ideas on both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, case, cast, exists, false, func, literal_column, or_, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock

from .indexing import SearchText
from .products import Product
from .search import Group, Meaning

BEST = 2_000
NEW_DAYS = 30


def condition(session: Session, meaning: Meaning, *, any_group: bool = False) -> ColumnElement[bool]:
    """Products that fulfil every group (or any of them); an empty meaning is fulfilled by nothing."""
    groups = meaning.nearby if any_group else meaning.groups
    if not groups or (meaning.empty and not any_group):
        return false()
    return and_(_found(session, groups, any_group), *(_named(group) for group in groups if group.named))


def _found(session: Session, groups: tuple[Group, ...], any_group: bool) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite":
        asked = (" OR " if any_group else " AND ").join(f"({_fts5(group)})" for group in groups)
        rows = text("SELECT rowid FROM search_index WHERE search_index MATCH :asked ORDER BY rowid DESC LIMIT :most")
        return Product.id.in_(rows.bindparams(bindparam("asked", asked, unique=True), most=BEST * 10))
    asked = (" | " if any_group else " & ").join(f"({_tsquery(group)})" for group in groups)
    vector: ColumnElement[Any] = literal_column("search_texts.vector")
    words = func.to_tsquery(literal_column("'simple'"), bindparam("asked", asked, unique=True))
    return Product.id.in_(select(SearchText.product_id).where(vector.op("@@")(words)))


def _named(group: Group) -> ColumnElement[bool]:
    """A word that other shops sell by counts in a name only: "rumah" is no wish for the Rumah Singkong's goods."""
    named = _any(SearchText.name, group.ways)
    return exists().where(SearchText.product_id == Product.id, named).correlate(Product)


def relevance(meaning: Meaning, free: ColumnElement[Any], *, any_group: bool = False) -> ColumnElement[int]:
    """Text first, then whether it can be had, then quality signals and freshness. A whole number."""
    groups = meaning.nearby if any_group else meaning.groups
    scores = [_score(group) for group in groups] or [cast(0, Integer)]
    whole = " ".join(word for group in groups for word in group.own)
    text_score = sum(scores[1:], scores[0]) + case(
        (SearchText.name.contains(f" {whole} ", autoescape=True), 6), else_=0
    )
    text_score += case((SearchText.name.startswith(f" {whole} ", autoescape=True), 2), else_=0)
    quality = (
        case((or_(free > 0, Product.made_to_order), 40), else_=0)
        + case((Product.picture.is_not(None), 4), else_=0)
        + case((Product.sold_count > 20, 20), else_=Product.sold_count)
        + case((Product.published_at > clock.now() - timedelta(days=NEW_DAYS), 3), else_=0)
    )
    return cast(text_score * 100 + quality, Integer)


def _score(group: Group) -> ColumnElement[int]:
    name, rest = SearchText.name, SearchText.words
    begun = tuple(tuple(one.split()) for one in group.begun)
    return case(
        (_holds(name, group.own), 10),
        (_any(name, (*group.same, *begun)), 9),
        (_any(name, group.narrower), 7),
        (_holds(rest, group.own), 3),
        (_any(rest, (*group.same, *begun)), 2),
        else_=1,
    )


def _any(column: Any, ways: tuple[tuple[str, ...], ...]) -> ColumnElement[bool]:
    return or_(*(_holds(column, way) for way in ways)) if ways else false()


def _holds(column: Any, roots: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(column.contains(f" {root} ", autoescape=True) for root in roots))


def _fts5(group: Group) -> str:
    return " OR ".join("(" + " AND ".join(f'"{root}"' for root in way) + ")" for way in group.ways)


def _tsquery(group: Group) -> str:
    return " | ".join("(" + " & ".join(f"'{root}'" for root in way) + ")" for way in group.ways)
