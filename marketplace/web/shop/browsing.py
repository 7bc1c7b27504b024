"""One page of a listing with its filters: what categories and the search have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from marketplace.catalog import categories
from marketplace.catalog.categories import CategoryTile
from marketplace.kernel import paging
from marketplace.kernel.db import db
from marketplace.trade import facet_counts, shelf
from marketplace.trade.facet_counts import Counts
from marketplace.web import fragments

from . import choosing


def page(choice: shelf.Choice, all_: list[CategoryTile], *, known: int | None = None) -> dict[str, Any]:
    """What the templates need. `known` is the kept number of products while nothing narrows the listing."""
    session = db.session()
    where = choosing.places()
    offered = [] if choice.category_id is not None else all_
    choice = replace(choice, chosen=choosing.read(offered, where))
    if request.args.get("longgar") == "1" and shelf.can_loosen(choice):
        choice = replace(choice, any_word=True, sort=shelf.RELEVANT)
    listing = shelf.listing(session, choice, paging.read(request.args.get("setelah", "")))
    if listing.loose:
        choice = replace(choice, any_word=True)
    loosely: dict[str, Any] = {"longgar": "1"} if choice.any_word else {}
    counts = _counts(choice, known)
    return {
        "cards": listing.cards,
        "loose": choice.any_word,
        "next_cursor": listing.next_cursor,
        "next_href": choosing.address(choice.chosen, setelah=listing.next_cursor or "", **loosely),
        "sort": choice.sort,
        "sorts": {key: choosing.address(choice.chosen, urut=key) for key in shelf.SORTS_SHOWN},
        "total": known if known is not None and not choice.chosen.active else counts.total,
        "total_words": choosing.shown_total(counts) if known is None or choice.chosen.active else None,
        "kinds": choosing.kinds(choice.chosen, counts, offered, where),
        "chosen": choosing.removals(choice.chosen, offered, where, **loosely),
        "no_filters": choosing.address(choice.chosen, nothing=True, **loosely),
        "kirim": choice.chosen.kirim,
        "kelurahan": where.kelurahan,
        "open_filters": fragments.wanted() and bool(choice.chosen.active),
        "categories": all_,
        "kept": {key: request.args[key] for key in choosing.KEPT if request.args.get(key)} | loosely,
    }


def with_halal(rest: str) -> dict[str, Any]:
    """This address with the halal filter instead of the word, from its first page."""
    asked = request.args.to_dict(flat=False)
    return {key: asked[key] for key in asked if key not in {"q", "setelah"}} | {"q": rest or None, "halal": "1"}


def all_categories() -> list[CategoryTile]:
    """All categories in shop order."""
    return categories.tiles(db.session())


def sort(default: str) -> str:
    """The order that is asked for."""
    asked = request.args.get("urut", "")
    known = asked in shelf.SORTS or asked == default
    return asked if known else default


def _counts(choice: shelf.Choice, known: int | None) -> Counts:
    if known is not None and known > facet_counts.EXACT and not choice.chosen.active:
        return facet_counts.too_many()
    return facet_counts.count(db.session(), choice)
