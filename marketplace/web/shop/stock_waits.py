"""“Kabari saya”: told once when a sold-out pack is there again, ended by one link (F15)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import TooMany
from marketplace.notices import back_again
from marketplace.trade import shelf, showcase, stock_waits
from marketplace.trade.stock_waits import StockWait, ThereAlready, WaitsForMuch
from marketplace.web import fragments, identity, too_many
from marketplace.web.access import PUBLIC, policy
from marketplace.web.language import chosen

from . import catalogue, telling
from .telling import TellForm

bp = Blueprint("stock_waits", __name__)
PAGE = "shop/stock_waits/show.html"
FRAGMENT = "shop/catalogue/_tell_me.html"
AN_HOUR = 10


@bp.post("/produk/<slug>/kabari")
@policy(PUBLIC)
def ask(slug: str) -> Response:
    """Wait for a pack."""
    shown = showcase.of(db.session(), slug, user_id=identity.person_id())
    form = telling.form(shown)
    if not telling.sold_out(shown):
        return _there_already(slug)
    if not form.validate():
        return catalogue.of(shown, form, 422, fragment=FRAGMENT)
    user = identity.person()
    try:
        throttle.count(db.session(), "stock_wait", identity.address(), limit=AN_HOUR, per=timedelta(hours=1))
        wait = stock_waits.ask(
            db.session(), slug, form.pack.data, form.who.data, name=user.name if user else "Pembeli",
            language=chosen(), user_id=user.id if user else None,
        )  # fmt: skip
    except TooMany as refusal:
        return _refused(slug, form, too_many.sentence(refusal), 429)
    except WaitsForMuch as refusal:
        return _refused(
            slug, form, _("Sudah %(n)s barang yang ditunggu. Tunggu kabarnya dulu.", n=refusal.facts["limit"])
        )
    except ThereAlready:
        return _there_already(slug)
    telling.remember(wait)
    db.session.commit()
    return _answer(slug, _("Baik, kami kabari sekali begitu barangnya ada."))


@bp.post("/produk/<slug>/kabari/batal")
@policy(PUBLIC)
def cancel(slug: str) -> Response:
    """The same browser does not want to hear of it any more."""
    mine = stock_waits.open_of(db.session(), session.get(telling.KEPT, []))
    stock_waits.stop(db.session(), [wait for wait in mine if str(wait.variant_id) == request.form.get("pack")])
    db.session.commit()
    return _answer(slug, _("Anda tidak akan dikabari."))


@bp.get("/kabar/<token>")
@policy(PUBLIC)
def show(token: str) -> Response:
    """Where the message leads: to the goods, and to the end of messages."""
    return _page(stock_waits.by_token(db.session(), token))


@bp.post("/kabar/<token>")
@policy(PUBLIC)
def stop(token: str) -> Response:
    """No message of this kind to this phone or e-mail any more."""
    wait = stock_waits.by_token(db.session(), token)
    back_again.stop_all(db.session(), wait)
    db.session.commit()
    flash(_("Anda tidak akan dikabari lagi tentang stok."))
    return fragments.leave(url_for(".show", token=token))


def _page(wait: StockWait) -> Response:
    cards = shelf.cards_of(db.session(), [wait.variant.product_id])
    return fragments.page(
        PAGE, wait=wait, card=cards.get(wait.variant.product_id), others=stock_waits.others(db.session(), wait)
    )


def _answer(slug: str, sentence: str) -> Response:
    """The place on the page again, or the page; both say what happened."""
    if fragments.wanted():
        shown = showcase.of(db.session(), slug, user_id=identity.person_id())
        return catalogue.of(shown, telling.form(shown, formdata=None), fragment=FRAGMENT, told=sentence)
    flash(sentence)
    return fragments.leave(url_for("shop.catalogue.product", slug=slug, _anchor="kabari"))


def _there_already(slug: str) -> Response:
    db.session.rollback()
    flash(_("Barang ini baru saja ada lagi."))
    return fragments.leave(url_for("shop.catalogue.product", slug=slug))


def _refused(slug: str, form: TellForm, sentence: str, status: int = 422) -> Response:
    db.session.rollback()
    form.refuse("who", sentence)
    shown = showcase.of(db.session(), slug, user_id=identity.person_id())
    return catalogue.of(shown, form, status, fragment=FRAGMENT)
