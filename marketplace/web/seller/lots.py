"""One production: where it went, stop it, let it go on, call it back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from marketplace.kernel import events
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.people import names
from marketplace.stock import stops
from marketplace.stock.lots import Lot
from marketplace.trade import larder, recalls
from marketplace.web import fragments, identity, sentences, words
from marketplace.web.access import PRODUCER, policy

from . import amounts, stock_words

bp = Blueprint("lots", __name__)
SHOWN = 10
NEED_REASON = ("tahan", "tarik")


@bp.get("/jualan/produksi/<public_id>")
@policy(PRODUCER)
def show(public_id: str) -> Response:
    """The lot; with `?langkah=` the question before something grave is done."""
    return _page(_lot(public_id), step=request.args.get("langkah", ""))


@bp.get("/jualan/produksi/<public_id>/penerima")
@policy(PRODUCER)
def receivers(public_id: str) -> Response:
    """Whom to call: names and phones, page by page; that somebody looked is kept."""
    lot, session, asked = _lot(public_id), db.session(), request.args.get("halaman", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 and int(asked) else 1
    lot_id = lot.id
    begin_write(session)
    lot = session.get_one(Lot, lot_id)
    rows, more = recalls.open_list(session, lot, page, by=identity.actor())
    answer = fragments.page(
        "seller/lots/receivers.html",
        lot=lot,
        pile=larder.pile(session, lot.stock_item_id, by=identity.actor()),
        rows=rows,
        page=page,
        more=more,
        amounts=amounts,
    )
    session.commit()
    return answer


@bp.post("/jualan/produksi/<public_id>/<what>")
@policy(PRODUCER)
def change(public_id: str, what: str) -> Response:
    """Stop, let go on, call back (after a second, explicit yes) or throw away."""
    do = CHANGES.get(what)
    if do is None:
        raise NotFound(what=what)
    lot = _lot(public_id)
    reason = names.clean(request.form.get("reason", ""))[:300]
    if what in NEED_REASON and not reason:
        return _page(lot, what, _("Tulis alasannya, supaya tercatat."))
    if what == "tarik" and request.form.get("sure") != "ya":
        return _page(lot, what, _("Beri tanda centang dulu. Penarikan tidak bisa diurungkan."))
    try:
        message = do(lot, reason)
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        return _page(_lot(public_id), "", sentences.of(refusal))
    flash(message)
    return fragments.leave(url_for("seller.lots.show", public_id=public_id))


def _lot(public_id: str) -> Lot:
    return recalls.own_lot(db.session(), public_id, by=identity.actor())


def _page(lot: Lot, step: str = "", mistake: str = "") -> Response:
    session = db.session()
    pile = larder.pile(session, lot.stock_item_id, by=identity.actor())
    receivers = recalls.receivers(session, lot)
    return fragments.page(
        "seller/lots/show.html",
        status=422 if mistake else 200,
        lot=lot,
        pile=pile,
        parts=stops.family(session, lot),
        receivers=receivers[:SHOWN],
        received=len(receivers),
        elsewhere=recalls.sold_elsewhere(session, lot),
        sent=len({row.order.id for row in receivers if row.sent}),
        story=events.history(session, stops.subject(lot)),
        step=step if step in CHANGES else "",
        mistake=mistake,
        reason=request.form.get("reason", ""),
        amounts=amounts,
        stock_words=stock_words,
        words=words,
        form_errors=[mistake] if mistake else None,
    )


def _hold(lot: Lot, reason: str) -> str:
    stops.hold(db.session(), lot, reason, by=identity.actor())
    return _("Penjualan produksi ini berhenti sekarang juga.")


def _let_go(lot: Lot, reason: str) -> str:
    stops.let_go(db.session(), lot, by=identity.actor())
    return _("Produksi ini dijual lagi.")


def _recall(lot: Lot, reason: str) -> str:
    told = recalls.recall(db.session(), lot, reason, by=identity.actor())
    return ngettext(
        "Produksi ditarik. %(num)s pesanan dikabari.", "Produksi ditarik. %(num)s pesanan dikabari.", len(told)
    )


def _discard(lot: Lot, reason: str) -> str:
    pile = larder.pile(db.session(), lot.stock_item_id, by=identity.actor())
    gone = stops.discard(db.session(), lot, by=identity.actor())
    return _("Tercatat: %(amount)s dibuang.", amount=amounts.show(gone, pile))


CHANGES: dict[str, Callable[[Lot, str], str]] = {
    "tahan": _hold,
    "lepas": _let_go,
    "tarik": _recall,
    "buang": _discard,
}
