"""The hotel asks the maker for another day, fewer packs, or another number on the purchase order."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import amending
from marketplace.sourcing.amending import Wish
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.sourcing.ways import Time
from marketplace.trade import altering
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import BUYER, policy

from . import buying_words, counts, purchase_orders

bp = Blueprint("amending", __name__)


@bp.get("/pembelian/<org>/po/<public_id>/ubah")
@policy(BUYER)
def show(org: str, public_id: str) -> Response:
    """What may still be changed."""
    desk, po = _found(org, public_id)
    return _page(desk, po)


@bp.post("/pembelian/<org>/po/<public_id>/ubah")
@policy(BUYER)
def ask(org: str, public_id: str) -> Response:
    """Ask the maker, or take the wish back."""
    desk, po = _found(org, public_id)
    try:
        if request.form.get("langkah") == "tarik":
            amending.withdraw(db.session(), desk, po, by=identity.actor())
            told = _("Usulan ditarik. Pesanan tetap seperti semula.")
        else:
            wish = _wish(po)
            amending.propose(db.session(), desk, po, wish, request.form.get("reason", ""), by=identity.actor())
            told = _("Usulan dikirim. Berlaku sesudah penjual setuju.")
    except Refusal as refused:
        wrong = _told(refused)
        db.session.rollback()
        desk, po = _found(org, public_id)
        return _page(desk, po, wrong)
    db.session.commit()
    flash(told)
    return fragments.leave(url_for("buyer.amending.show", org=org, public_id=public_id))


def _found(org: str, public_id: str) -> tuple[Desk, PurchaseOrder]:
    desk, po, _version = purchase_orders.found(org, public_id)
    if not amending.may_ask(desk, po):
        raise NotFound(public_id=public_id)
    return desk, po


def _wish(po: PurchaseOrder) -> Wish:
    times: dict[str, Time] = {}
    packs: dict[int, int] = {}
    wrong: dict[str, str] = {}
    offered = amending.times(db.session(), po)
    for order in po.orders:
        chosen = request.form.get(f"waktu-{order.id}", "")
        if chosen:
            found = next((one for one in offered.get(order.number, []) if one.key == chosen), None)
            if found is None:
                wrong[f"waktu-{order.id}"] = "time"
            else:
                times[order.number] = found
        for line in order.lines:
            text = request.form.get(f"b{line.id}", "").strip()
            count = counts.read(text)
            if count is None:
                wrong[f"line-{line.id}"] = "number"
            elif text and count != line.going:
                packs[line.id] = count
    if wrong:
        raise Invalid(errors=wrong)
    return Wish(times, packs, request.form.get("hotel_number", "")[:40], request.form.get("note", ""))


def _told(refused: Refusal) -> dict[str, str]:
    if not isinstance(refused, Invalid):
        return {"ringkasan": sentences.of(refused)}
    errors: dict[str, str] = refused.facts["errors"]  # type: ignore[assignment]
    words = {
        "empty": _("Tulis alasannya, supaya penjual tahu."),
        "more": _("Hanya bisa dikurangi. Untuk menambah, buat permintaan baru."),
        "none": _("Satu pengantaran tidak boleh kosong sama sekali."),
        "number": _("Tulis angka bulat, misalnya 12."),
        "time": _("Pilih waktu dari daftar."),
    }
    return {key.replace("line-", "b"): words.get(why, _("Periksa isian ini.")) for key, why in errors.items()}


def _page(desk: Desk, po: PurchaseOrder, wrong: dict[str, str] | None = None) -> Response:
    open_ = [order for order in po.orders if order.state in altering.STATES]
    return fragments.page(
        "buyer/amending/show.html",
        status=422 if wrong else 200,
        desk=desk,
        po=po,
        open=open_,
        times=amending.times(db.session(), po),
        typed=request.form if wrong else {},
        wrong=wrong or {},
        form_errors=wrong,
        summary=[(key, text, "") for key, text in (wrong or {}).items()],
        say=buying_words,
    )
