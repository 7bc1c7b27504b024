"""All piles in one table for the laptop: one submission, mistakes by the cell, nothing half saved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.stock import shelf
from marketplace.trade import larder
from marketplace.trade.larder import Pile
from marketplace.web import fragments, identity
from marketplace.web.access import PRODUCER, policy

from . import amounts, stock, stock_item

bp = Blueprint("grid", __name__)
MOST_ROWS = 500


@dataclass(frozen=True)
class Row:
    """A pile with what was typed for it and what is wrong with that."""

    pile: Pile
    typed: str
    seen: int
    mistake: str = ""
    changed: bool = False


@bp.get("/jualan/stok/tabel")
@policy(PRODUCER)
def show() -> Response:
    """The table as it is."""
    rows = [Row(pile, amounts.field(pile.on_hand, pile), pile.on_hand) for pile in _piles()]
    return _page(rows)


@bp.post("/jualan/stok/tabel")
@policy(PRODUCER)
def save() -> Response:
    """Save every changed cell, or none when one of them is wrong."""
    piles = _piles()
    cells = {pile.item: _cell(pile) for pile in sorted(piles, key=lambda pile: pile.item)}
    rows = [cells[pile.item] for pile in piles]
    if any(row.mistake for row in rows):
        db.session.rollback()
        return _page(rows, 422)
    db.session.commit()
    changed = sum(row.changed for row in rows)
    flash(ngettext("%(num)s barang tersimpan.", "%(num)s barang tersimpan.", changed))
    return fragments.leave(url_for("seller.grid.show"))


def _piles() -> list[Pile]:
    return larder.piles(db.session(), by=identity.actor(), limit=MOST_ROWS)


def _seen(pile: Pile) -> int:
    text = request.form.get(f"lihat-{pile.item}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else pile.on_hand


def _cell(pile: Pile) -> Row:
    """Count one pile as its cell says; a mistake shows the shelf as it is now."""
    typed, seen = request.form.get(f"stok-{pile.item}"), _seen(pile)
    if typed is None:
        return Row(pile, amounts.field(pile.on_hand, pile), pile.on_hand)
    try:
        wanted = amounts.read(typed, pile)
    except amounts.NotAnAmount:
        return Row(pile, typed, seen, stock_item.amount_hint(pile))
    if wanted == seen:
        return Row(pile, typed, seen)
    keeps = shelf.keeps_until(clock.today(), pile.shelf_life_days)
    try:
        act = shelf.count(db.session(), pile.item, wanted, by=identity.actor(), seen=seen, best_before=keeps)
    except Refusal as refusal:
        return Row(pile, typed, pile.on_hand, stock.refused(refusal, pile))
    return Row(pile, typed, seen, changed=bool(act))


def _page(rows: list[Row], status: int = 200) -> Response:
    wrong = [row for row in rows if row.mistake]
    return fragments.page(
        "seller/grid/show.html",
        status=status,
        rows=rows,
        wrong=wrong,
        amounts=amounts,
        form_errors=[_("Belum ada yang disimpan.")] if wrong else None,
    )
