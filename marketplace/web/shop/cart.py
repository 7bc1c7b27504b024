"""The cart: put in, change, take out."""

from __future__ import annotations

from itertools import zip_longest

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.people import names, producers
from marketplace.trade import carts, contents
from marketplace.web import basket, fragments, sentences
from marketplace.web.access import PUBLIC, policy

from . import cart_page

bp = Blueprint("cart", __name__)


@bp.get("/keranjang")
@policy(PUBLIC)
def show() -> Response:
    """The whole cart."""
    return fragments.page("shop/cart/show.html", cart=_view())


@bp.post("/keranjang/baris")
@policy(PUBLIC)
def add() -> Response:
    """Put packs into the cart; the page stays where it is."""
    session, cart = db.session(), basket.opened()
    try:
        carts.add_many(session, cart, _wanted())
        session.commit()
    except Refusal as refusal:
        session.rollback()
        return _not_added(refusal)
    message = _("Sudah masuk keranjang.")
    if not fragments.wanted():
        flash(message)
    return fragments.answer("shop/cart/add.hx.html", url_for("shop.cart.show"), message=message, tone="good")


@bp.post("/keranjang/baris/<int:line_id>")
@policy(PUBLIC)
def change(line_id: int) -> Response:
    """Set the packs of a line."""
    cart = _required()
    try:
        carts.change(db.session(), cart, line_id, _number("quantity"))
        db.session.commit()
    except carts.WrongQuantity as refusal:
        db.session.rollback()
        return _refused(line_id, sentences.of(refusal))
    return fragments.answer("shop/cart/change.hx.html", url_for("shop.cart.show"), cart=_view())


@bp.post("/keranjang/baris/<int:line_id>/hapus")
@policy(PUBLIC)
def remove(line_id: int) -> Response:
    """Take a line out."""
    carts.remove(db.session(), _required(), line_id)
    db.session.commit()
    return fragments.answer("shop/cart/change.hx.html", url_for("shop.cart.show"), cart=_view())


@bp.post("/keranjang/catatan/<slug>")
@policy(PUBLIC)
def note(slug: str) -> Response:
    """Keep a note for one producer."""
    maker = producers.by_slug(db.session(), slug)
    carts.write_note(db.session(), _required(), maker.id, names.clean(request.form.get("note", "")))
    db.session.commit()
    return fragments.answer("shop/cart/change.hx.html", url_for("shop.cart.show"), cart=_view())


def _view(mistakes: dict[int, str] | None = None) -> cart_page.CartView:
    cart = basket.current()
    if cart is None:
        return cart_page.EMPTY
    view = cart_page.of(contents.of(db.session(), cart), mistakes)
    basket.know(view.count)
    return view


def _required() -> carts.Cart:
    cart = basket.current()
    if cart is None:
        raise NotFound()
    return cart


def _wanted() -> dict[int, int]:
    """The packs by variant: `variant_id` and `quantity` in pairs, one pair or many."""
    variants, quantities = request.form.getlist("variant_id"), request.form.getlist("quantity")
    wanted: dict[int, int] = {}
    for variant, quantity in zip_longest(variants or [""], quantities, fillvalue=""):
        key, count = _whole(variant), _whole(quantity)
        wanted[key] = count + wanted.get(key, 0) if count > 0 else -1
    return wanted


def _number(field: str) -> int:
    return _whole(request.form.get(field, ""))


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


def _not_added(refusal: Refusal) -> Response:
    if isinstance(refusal, NotFound):
        raise refusal
    message = sentences.of(refusal)
    if fragments.wanted():
        html = render_template("shop/cart/_added.html", oob=True, message=message, tone="bad")
        return Response(html, 422, mimetype="text/html")
    flash(message, "bad")
    return fragments.leave(url_for("shop.cart.show"))


def _refused(line_id: int, sentence: str) -> Response:
    view = _view({line_id: sentence})
    fragment = "shop/cart/change.hx.html" if fragments.wanted() else "shop/cart/show.html"
    return Response(render_template(fragment, cart=view), 422, mimetype="text/html")
