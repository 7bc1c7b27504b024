"""Who may help the maker: agree with one tap, end with one tap."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import assisting, one_time
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy

from . import screens

bp = Blueprint("helpers", __name__)
PAGE = "seller/helpers/show.html"
ASKED = "seller/helpers/asked.html"


@bp.get("/jualan/pendamping")
@policy(PRODUCER)
def show() -> Response:
    """Everybody who may act for the shop."""
    shop = screens.own_shop()
    return fragments.page(PAGE, shop=shop, helpers=assisting.of_producer(db.session(), shop.id), how=how)


@bp.get("/jualan/pendamping/izin/<token>")
@policy(PRODUCER)
def asked(token: str) -> Response:
    """Who asks to help, and what that means. Looking changes nothing."""
    screens.own_shop()
    try:
        link = one_time.peek(db.session(), token, "assist")
    except one_time.LinkSpent as error:
        return _over(error)
    return _asked(token, helper=link.user)


@bp.post("/jualan/pendamping/izin/<token>")
@policy(PRODUCER)
def agree(token: str) -> Response:
    """The maker agrees."""
    shop, by = screens.own_shop(), identity.actor()
    try:
        link = one_time.peek(db.session(), token, "assist")
        one_time.use(db.session(), link)
        assisting.agree(db.session(), shop, user_id=link.user_id, name=link.user.name, by=by)
    except Refusal as error:
        db.session.rollback()
        return _over(error)
    db.session.commit()
    flash(_("%(name)s sekarang boleh membantu toko Anda.", name=link.user.name))
    return fragments.leave(url_for("seller.helpers.show"))


@bp.post("/jualan/pendamping/<public_id>/akhiri")
@policy(PRODUCER)
def end(public_id: str) -> Response:
    """End it at once."""
    screens.own_shop()
    ended = assisting.end(db.session(), public_id, by=identity.actor())
    db.session.commit()
    flash(_("%(name)s tidak lagi bisa membuka toko Anda.", name=ended.name))
    return fragments.leave(url_for("seller.today.show"))


def how(consent: assisting.Assistance) -> str:
    """How the maker agreed."""
    return {
        "own_phone": _("Anda setujui di HP sendiri"),
        "call_back": _("Anda setujui lewat telepon"),
        "in_person": _("Anda setujui saat bertemu"),
    }[consent.how]


def _asked(token: str, **values: Any) -> Response:
    return fragments.page(ASKED, token=token, days=assisting.DAYS(db.session()), **values)


def _over(error: Refusal) -> Response:
    return fragments.page(ASKED, status=404, helper=None, trouble=sentences.of(error), token="")
