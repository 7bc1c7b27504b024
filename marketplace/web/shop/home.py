"""The front page: real goods first."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.catalog import categories
from marketplace.kernel.db import db
from marketplace.trade import shelf, tiles
from marketplace.web import fragments
from marketplace.web.access import PUBLIC, policy

from . import linked_data

bp = Blueprint("home", __name__)
CARDS = 12
NEW = 4


@bp.get("/")
@policy(PUBLIC)
def show() -> Response:
    """Best sellers mixed over makers, what is new, who makes it."""
    session = db.session()
    best, newest = shelf.best_and_newest(session, CARDS * 3, NEW)
    return fragments.page(
        "shop/home/show.html",
        cards=_mixed(best)[:CARDS],
        newest=newest,
        categories=categories.tiles(session),
        producers=tiles.producers(session),
        linked=linked_data.site(),
    )


def _mixed(cards: list[shelf.Card]) -> list[shelf.Card]:
    """In turns: each maker's best first, then each maker's second, and so on."""
    rank: dict[str, int] = {}
    turns: list[tuple[int, int, shelf.Card]] = []
    for card in cards:
        rank[card.producer_slug] = rank.get(card.producer_slug, 0) + 1
        turns.append((rank[card.producer_slug], len(turns), card))
    return [card for _, _, card in sorted(turns, key=lambda turn: turn[:2])]
