"""What the producer presses on an order; each press can be taken back for some seconds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.people import names
from marketplace.stock.levels import OutOfStock
from marketplace.trade import fulfilment, pressing
from marketplace.trade.orders import Order
from marketplace.web import fragments, identity
from marketplace.web.access import PRODUCER, policy

from . import inbox, order_desk

bp = Blueprint("steps", __name__)
VERBS = {"terima": "accept", "siap": "ready", "serahkan": "hand_over", "tiba": "deliver"}


@bp.post("/jualan/pesanan/<number>/tolak")
@policy(PRODUCER)
def decline(number: str) -> Response:
    """Decline with a reason; what was paid is owed back."""
    found = order_desk.find(number)
    reason = names.clean(request.form.get("reason", ""))
    if not reason:
        return _mistake(number, _("Tulis alasannya, supaya pembeli mengerti."), reason_missing=True)
    pressing.press(db.session(), found, "decline", reason, by=identity.actor())
    return _done(number)


@bp.post("/jualan/pesanan/<number>/urungkan")
@policy(PRODUCER)
def undo(number: str) -> Response:
    """Take back what was just pressed."""
    found = order_desk.find(number)
    if not pressing.take_back(db.session(), found, by=identity.actor()):
        flash(_("Sudah terlanjur dijalankan, tidak bisa diurungkan lagi."), "warning")
    return _done(number)


@bp.post("/jualan/pesanan/<number>/setujui-batal")
@policy(PRODUCER)
def grant(number: str) -> Response:
    """The buyer may cancel."""
    found = _settled(number)
    fulfilment.grant_cancel(db.session(), found, by=identity.actor())
    flash(_("Pesanan dibatalkan. Pembeli sudah dikabari."))
    return _done(number)


@bp.post("/jualan/pesanan/<number>/tolak-batal")
@policy(PRODUCER)
def refuse(number: str) -> Response:
    """The order goes on."""
    found = _settled(number)
    fulfilment.refuse_cancel(db.session(), found, by=identity.actor())
    flash(_("Pesanan tetap jalan. Pembeli sudah dikabari."))
    return _done(number)


@bp.post("/jualan/pesanan/<number>/<verb>")
@policy(PRODUCER)
def step(number: str, verb: str) -> Response:
    """Take the next step."""
    if verb not in VERBS:
        raise NotFound(verb=verb)
    found = order_desk.find(number)
    try:
        pressing.press(db.session(), found, VERBS[verb], by=identity.actor())
    except OutOfStock:
        db.session.rollback()
        return _mistake(number, _("Stok belum cukup untuk pesanan ini. Catat dulu yang baru dibuat."), stock=True)
    return _done(number)


def _settled(number: str) -> Order:
    found = order_desk.find(number)
    pressing.settle(db.session(), found)
    return found


def _done(number: str) -> Response:
    db.session.commit()
    if fragments.wanted():
        return inbox.page(number, with_news=True)
    return fragments.leave(url_for("seller.inbox.order", number=number))


def _mistake(number: str, sentence: str, **values: Any) -> Response:
    return inbox.page(number, 422, mistake=sentence, form_errors=[sentence], **values)
