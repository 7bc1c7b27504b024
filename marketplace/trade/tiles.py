"""Makers in a list: those who sold most, or those of somebody's list, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer


@dataclass(frozen=True)
class ProducerTile:
    """A maker in a list."""

    slug: str
    name: str
    kelurahan: str
    makes: str
    picture: str | None
    count: int


def producers(session: Session, limit: int = 8) -> list[ProducerTile]:
    """Makers with products on the shelf, those that sold most first."""
    return [ProducerTile(**row._mapping) for row in session.execute(_makers().limit(limit))]


def tiles_of(session: Session, producer_ids: Sequence[int]) -> dict[int, ProducerTile]:
    """The tiles of these makers as far as they have goods on the shelf, in one statement."""
    if not producer_ids:
        return {}
    found = {}
    for row in session.execute(_makers().where(Producer.id.in_(producer_ids)).add_columns(Producer.id)):
        values = dict(row._mapping)
        number = values.pop("id")
        found[number] = ProducerTile(**values)
    return found


@lru_cache(maxsize=1)
def _makers() -> Any:
    theirs = and_(Product.producer_id == Producer.id, Product.published_at.is_not(None), Product.archived_at.is_(None))
    return (
        select(
            Producer.slug,
            Producer.name,
            Kelurahan.name.label("kelurahan"),
            Producer.makes,
            select(func.max(Product.picture)).where(theirs).scalar_subquery().label("picture"),
            select(func.count(Product.id)).where(theirs).scalar_subquery().label("count"),
        )
        .join(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .where(Producer.suspended_at.is_(None), exists().where(theirs))
        .order_by(Producer.sold_count.desc(), Producer.id.desc())
    )
