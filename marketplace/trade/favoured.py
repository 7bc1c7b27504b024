"""A list of favourites as it is shown: cards and makers, and what is not sold at the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.favourites import MODELS, Thing

from . import shelf, tiles
from .shelf import Card
from .tiles import ProducerTile


@dataclass(frozen=True)
class Favoured:
    """One favourite; without card and tile it is not to be had at the moment."""

    kind: str
    slug: str
    name: str
    card: Card | None = None
    tile: ProducerTile | None = None


def shown(session: Session, things: Sequence[Thing]) -> list[Favoured]:
    """The list in its own order, in two statements, and one more for each kind of which something is gone."""
    cards = shelf.cards_of(session, _numbers(things, "product"))
    makers = tiles.tiles_of(session, _numbers(things, "producer"))
    found: dict[Thing, Favoured] = {
        ("product", number): Favoured("product", card.slug, card.name, card=card) for number, card in cards.items()
    }
    for number, tile in makers.items():
        found["producer", number] = Favoured("producer", tile.slug, tile.name, tile=tile)
    for kind, model in MODELS.items():
        gone = [number for number in _numbers(things, kind) if (kind, number) not in found]
        if gone:
            named = select(model.id, model.slug, model.name).where(model.id.in_(gone))
            for number, slug, name in session.execute(named):
                found[kind, number] = Favoured(kind, slug, name)
    return [found[thing] for thing in things if thing in found]


def _numbers(things: Sequence[Thing], kind: str) -> list[int]:
    return [number for one, number in things if one == kind]
