"""The shelf on the phone: big minus and plus, sold out by one tap, and everything taken back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.stock import shelf
from marketplace.trade import larder
from marketplace.trade.larder import Pile
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy

from . import amounts

bp = Blueprint("stock", __name__)


@bp.get("/jualan/stok")
@policy(PRODUCER)
def show() -> Response:
    """All piles, twenty a page."""
    session, by = db.session(), identity.actor()
    text = request.args.get("hal", "1")
    page = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    total = larder.count(session, by=by)
    return fragments.page(
        "seller/stock/show.html",
        piles=larder.piles(session, by=by, page=page),
        page=page,
        pages=-(-total // larder.PAGE),
        amounts=amounts,
    )


@bp.post("/jualan/stok/<int:item>/<tap>")
@policy(PRODUCER)
def tap(item: int, tap: str) -> Response:
    """One tap on a pile: the row comes back, or the list with what happened."""
    do = TAPS.get(tap)
    if do is None:
        raise NotFound(tap=tap)
    pile = larder.pile(db.session(), item, by=identity.actor())
    try:
        message, mistake = do(pile), ""
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        message, mistake = "", refused(refusal, pile)
    return _answer(item, message, mistake)


def refused(refusal: Refusal, pile: Pile) -> str:
    """Why the shelf said no, with what can be done."""
    if type(refusal).__name__ == "OutOfStock":
        return _("Tidak bisa: sisanya sudah dipesan orang.")
    if isinstance(refusal, shelf.StillPromised):
        promised = amounts.show(int(str(refusal.facts["promised"])), pile)
        return _("Sudah dijanjikan %(amount)s, jadi tidak bisa kurang dari itu.", amount=promised)
    if isinstance(refusal, shelf.CountedElse):
        return _(
            "Stok berubah jadi %(amount)s. Hitung lagi.", amount=amounts.show(int(str(refusal.facts["now"])), pile)
        )
    return sentences.of(refusal)


def _plus(pile: Pile) -> str:
    keeps = shelf.keeps_until(clock.today(), pile.shelf_life_days)
    shelf.add(db.session(), pile.item, amounts.step(pile), by=identity.actor(), best_before=keeps)
    return _("%(name)s ditambah %(amount)s.", name=pile.name, amount=amounts.show(amounts.step(pile), pile))


def _minus(pile: Pile) -> str:
    shelf.take_off(db.session(), pile.item, amounts.step(pile), "count", by=identity.actor())
    return _("%(name)s dikurangi %(amount)s.", name=pile.name, amount=amounts.show(amounts.step(pile), pile))


def _nothing_left(pile: Pile) -> str:
    shelf.sell_out(db.session(), pile.item, by=identity.actor())
    return _("%(name)s ditandai habis.", name=pile.name)


def _undo(pile: Pile) -> str:
    shelf.undo(db.session(), pile.item, request.form.get("act", ""), by=identity.actor())
    return _("Sudah dikembalikan seperti semula.")


TAPS: dict[str, Callable[[Pile], str]] = {"tambah": _plus, "kurang": _minus, "habis": _nothing_left, "urungkan": _undo}


def _answer(item: int, message: str, mistake: str) -> Response:
    if fragments.wanted():
        now = larder.pile(db.session(), item, by=identity.actor())
        return fragments.page(
            "seller/stock/_pile.html",
            status=422 if mistake else 200,
            pile=now,
            amounts=amounts,
            mistake=mistake,
            message=message,
        )
    flash(mistake or message, "bad" if mistake else "good")
    back = request.form.get("back", "")
    where = (
        url_for("seller.stock_item.show", item=item)
        if back == "item"
        else url_for("seller.stock.show", hal=back or None)
    )
    return fragments.leave(f"{where}#stok-{item}")
