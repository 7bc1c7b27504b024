"""One pile in full: count again, take off, set the clearance price, let a week make more, look back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog.products import StockItem
from marketplace.kernel import clock, rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people import names
from marketplace.stock import capacity, shelf
from marketplace.trade import clearance, larder
from marketplace.trade.larder import Pile
from marketplace.web import fragments, identity
from marketplace.web.access import PRODUCER, policy

from . import amounts, stock, stock_words

bp = Blueprint("stock_item", __name__)


@bp.get("/jualan/stok/<int:item>")
@policy(PRODUCER)
def show(item: int) -> Response:
    """The pile with its lots and what happened to it."""
    return _page(item)


@bp.post("/jualan/stok/<int:item>/ubah/<what>")
@policy(PRODUCER)
def change(item: int, what: str) -> Response:
    """Do one of the things below; a mistake comes back with everything that was typed."""
    do = CHANGES.get(what)
    if do is None:
        raise NotFound(what=what)
    pile = larder.pile(db.session(), item, by=identity.actor())
    try:
        message = do(pile)
        db.session.commit()
    except amounts.NotAnAmount:
        db.session.rollback()
        return _page(item, what, amount_hint(pile))
    except Refusal as refusal:
        db.session.rollback()
        return _page(item, what, _sentence(refusal, pile))
    flash(message)
    return fragments.leave(url_for("seller.stock_item.show", item=item))


def amount_hint(pile: Pile) -> str:
    """What an amount looks like."""
    if pile.loose:
        return _("Tulis beratnya, misalnya 1,5 kg atau 500 g.")
    return _("Tulis jumlah kemasan dengan angka bulat, misalnya 12.")


def _page(item: int, what: str = "", mistake: str = "") -> Response:
    session, by = db.session(), identity.actor()
    pile = larder.pile(session, item, by=by)
    return fragments.page(
        "seller/stock/item.html",
        status=422 if mistake else 200,
        pile=pile,
        lots=larder.lots_of(session, item),
        history=stock_words.history(shelf.history(session, item, limit=60), pile),
        amounts=amounts,
        hint=amount_hint(pile),
        proposed=clearance.proposed(pile.price),
        what=what,
        mistake=mistake,
        typed=request.form if mistake else {},
        form_errors=[mistake] if mistake else None,
    )


def _count(pile: Pile) -> str:
    wanted = amounts.read(request.form.get("amount", ""), pile)
    seen = request.form.get("seen", "")
    shelf.count(
        db.session(),
        pile.item,
        wanted,
        by=identity.actor(),
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 12 else None,
        best_before=shelf.keeps_until(clock.today(), pile.shelf_life_days),
        words=names.clean(request.form.get("note", ""))[:200],
    )
    return _("Tersimpan: ada %(amount)s di rak.", amount=amounts.show(wanted, pile))


def _take_off(pile: Pile) -> str:
    cause = request.form.get("cause", "")
    gone = amounts.read(request.form.get("amount", ""), pile)
    if cause not in shelf.TAKEN_OFF or gone == 0:
        raise Invalid(errors={"cause": "wrong"})
    note = names.clean(request.form.get("note", ""))[:200]
    shelf.take_off(db.session(), pile.item, gone, cause, by=identity.actor(), words=note)
    return _("Tercatat: %(amount)s keluar dari rak.", amount=amounts.show(gone, pile))


def _clearance(pile: Pile) -> str:
    try:
        price = rupiah.read(request.form.get("price", ""))
    except rupiah.NotRupiah:
        raise Invalid(errors={"price": "wrong"}) from None
    item = db.session().get_one(StockItem, pile.item)
    clearance.offer(db.session(), item, price, by=identity.actor())
    return _("Obral dijual %(price)s, %(words)s.", price=rupiah.show(price), words=rupiah.words(price))


def _more_this_week(pile: Pile) -> str:
    extra = amounts.read(request.form.get("amount", ""), pile)
    week = capacity.monday(clock.today())
    reason = names.clean(request.form.get("note", ""))
    capacity.override(db.session(), pile.item, week, extra, reason, by=identity.actor())
    return _("Minggu ini boleh dipesan %(amount)s lebih banyak.", amount=amounts.show(extra, pile))


CHANGES: dict[str, Callable[[Pile], str]] = {
    "hitung": _count,
    "keluar": _take_off,
    "obral": _clearance,
    "tambahan": _more_this_week,
}


def _sentence(refusal: Refusal, pile: Pile) -> str:
    if not isinstance(refusal, Invalid):
        return stock.refused(refusal, pile)
    errors = refusal.facts["errors"]
    field, kind = next(iter(errors.items())) if isinstance(errors, dict) else ("", "")
    if kind == "not_lower":
        return _("Harga obral harus di bawah %(price)s.", price=rupiah.show(pile.price))
    return {
        "price": _("Tulis harganya, misalnya 12.500."),
        "reason": _("Tulis alasannya, supaya tercatat."),
        "extra": amount_hint(pile),
    }.get(field, _("Pilih sebabnya, dan tulis jumlah lebih dari nol."))
