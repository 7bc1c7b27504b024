"""A step by a link from WhatsApp: opening it shows the order, only the button acts (F52)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.notices import forgetting
from marketplace.trade import action_links, pressing
from marketplace.trade.orders import Order
from marketplace.web import fragments, logs, sentences, words
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("links", __name__)
GONE = {"used": 410, "expired": 410, "moved": 410, "early": 409}


@bp.get("/t/<token>")
@policy(PUBLIC)
def show(token: str) -> Response:
    """What the link would do; fetched any number of times by anybody, it changes nothing."""
    try:
        offer = action_links.peek(db.session(), token)
    except NotFound:
        return _unknown()
    if offer.why:
        return _over(offer)
    label = button(offer.link.verb, offer.order)
    return _page("seller/links/show.html", order=offer.order, token=token, label=label, words=words)


@bp.post("/t/<token>")
@policy(PUBLIC)
def act(token: str) -> Response:
    """Do the step, once."""
    try:
        order = action_links.use(db.session(), token)
    except NotFound:
        return _unknown()
    except Refusal as refusal:
        db.session.rollback()
        offer = action_links.peek(db.session(), token)
        return _over(offer, "" if offer.why else sentences.of(refusal))
    forgetting.used(db.session(), order, token)
    db.session.commit()
    logs.security_event("action_link", "used")
    return _page("seller/links/done.html", order=order, done=done(order), next=following(order), words=words)


def _unknown() -> Response:
    db.session.rollback()
    return _page("seller/links/over.html", 404, order=None, title=_("Tautan ini tidak dikenal"), advice="")


def _over(offer: action_links.Offer, advice: str = "") -> Response:
    title = {
        "used": _("Tautan ini sudah dipakai"),
        "expired": _("Tautan ini sudah lewat waktunya"),
        "early": _("Belum waktunya"),
    }.get(offer.why, _("Tautan ini tidak diperlukan lagi"))
    if offer.why == "early":
        advice = _("Tekan dulu tautan sebelumnya di pesan yang sama. Tautan ini tetap berlaku.")
    status = GONE.get(offer.why, 409)
    order = offer.order
    state = pressing.shown_state(order, pressing.of(db.session(), order))
    return _page("seller/links/over.html", status, order=order, state=state, title=title, advice=advice, words=words)


def button(verb: str, order: Order) -> str:
    """What the one button says."""
    if verb != "hand_over":
        return {"accept": _("Terima pesanan"), "ready": _("Sudah siap")}[verb]
    if order.delivery_kind != "pickup":
        return _("Sudah dikirim")
    return _("Sudah diambil, uang diterima") if order.group.payment.method == "cod" else _("Sudah diambil pembeli")


def done(order: Order) -> str:
    """What has just happened."""
    return {
        "accepted": _("Pesanan diterima"),
        "ready": _("Tercatat: sudah siap"),
        "shipped": _("Tercatat: sudah dikirim"),
    }.get(order.state, _("Tercatat: sudah diambil"))


def following(order: Order) -> str:
    """What to do next with the message at hand."""
    return {
        "accepted": _("Kalau sudah dikemas, tekan tautan “siap” di pesan WA."),
        "ready": _("Kalau sudah diserahkan, tekan tautan “kirim” di pesan WA."),
    }.get(order.state, _("Terima kasih. Pembeli kami kabari."))


def _page(template: str, status: int = 200, **values: Any) -> Response:
    """Kept by nobody, found by nobody; the address goes to no other site."""
    response = fragments.page(template, status=status, **values)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # no-referrer would also keep it from our own form check, which over HTTPS asks where a form came from
    response.headers["Referrer-Policy"] = "same-origin" if status == 200 else "no-referrer"
    return response
