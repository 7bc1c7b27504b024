"""Who could make what is missing: makers of the nearest goods, with what they can make in a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog import search
from marketplace.catalog.products import Product, StockItem
from marketplace.people.producers import Producer
from marketplace.stock.levels import StockLevel
from marketplace.trade import shelf
from marketplace.trade.shelf import Card

MOST = 8
LOOKED_AT = 24
GOODS_NAMED = 3


@dataclass
class Maker:
    """A maker, the goods that come near, and base units a week by unit where they are told."""

    producer: Producer
    goods: list[str]
    weekly: dict[str, int] = field(default_factory=dict)


def of(session: Session, what: str) -> list[Maker]:
    """The makers whose goods come nearest to these words, then others of the same kind of goods."""
    cards = _near(session, what)
    if not cards:
        return []
    named: dict[str, list[str]] = {}
    for card in cards:
        named.setdefault(card.producer_slug, []).append(card.name)
    slugs = list(named)[:MOST]
    makers = {maker.slug: maker for maker in session.scalars(select(Producer).where(Producer.slug.in_(slugs)))}
    weekly = _weekly(session, [maker.id for maker in makers.values()])
    return [
        Maker(makers[slug], named[slug][:GOODS_NAMED], weekly.get(makers[slug].id, {})) for slug in slugs
    ]  # fmt: skip


def _near(session: Session, what: str) -> list[Card]:
    meaning = search.understand(session, what)
    found: list[Card] = []
    for any_word in (False, True):
        choice = shelf.Choice(query=what, sort=shelf.RELEVANT, meaning=meaning, any_word=any_word)
        found += shelf.listing(session, choice, limit=LOOKED_AT).cards
        if found:
            break
    if not found:
        return []
    category = session.scalar(select(Product.category_id).where(Product.id == found[0].product_id))
    return found + shelf.listing(session, shelf.Choice(category_id=category), limit=LOOKED_AT).cards


def _weekly(session: Session, producer_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    rows = session.execute(
        select(StockItem.producer_id, StockItem.unit, func.sum(StockLevel.weekly_capacity))
        .join(StockLevel, StockLevel.stock_item_id == StockItem.id)
        .where(StockItem.producer_id.in_(list(producer_ids)), StockLevel.weekly_capacity > 0)
        .group_by(StockItem.producer_id, StockItem.unit)
    )
    found: dict[int, dict[str, int]] = {}
    for producer_id, unit, amount in rows:
        found.setdefault(producer_id, {})[unit] = int(amount or 0)
    return found
