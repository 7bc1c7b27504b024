"""The last look, and the one submission that makes the order."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.stock import holds
from marketplace.trade import checkout as checkouts
from marketplace.trade import placing, quote, slots
from marketplace.trade.orders import OrderGroup
from marketplace.web import basket, fragments, identity, sentences
from marketplace.web.access import PUBLIC, policy

from . import checkout_page, order_page
from .checkout import bp, delivered, with_fake

REVIEW = "/checkout/periksa"


@bp.get(REVIEW)
@policy(PUBLIC)
def review() -> Response:
    """Everything once more, with a link to change each part."""
    checkout, before = delivered()
    now = quote.with_methods(db.session(), checkout, before, with_fake=with_fake(), only=checkout.method)
    return _page(checkout, now, 200)


@bp.post(REVIEW)
@policy(PUBLIC)
def place() -> Response:
    """Make the order, once, whatever is tapped, resent or reloaded."""
    session = db.session()
    checkout = _named(request.form.get("key", ""))
    try:
        cart = basket.current()
        if cart is not None:
            placing.follow_cart(session, checkout, cart, network=identity.address())
        group = placing.place(
            session,
            checkout,
            seen_total=_seen(),
            language=str(get_locale() or "id"),
            with_fake=with_fake(),
            by=identity.actor(),
        )
        where = "shop.card.show" if group.payment.method == "card" else "shop.orders.show"
        leads_to = url_for(where, token=group.token)
        session.commit()
    except Refusal as refusal:
        return _refused(refusal, checkout.public_id)
    return redirect(leads_to, 303)


@bp.get("/checkout/selesai")
@policy(PUBLIC)
def done() -> Response:
    """After placing: Back leads here, never to a second order."""
    cart = basket.current()
    placed = checkouts.last_placed(db.session(), cart) if cart else None
    if placed is None or placed.group_id is None:
        return redirect(url_for("shop.cart.show"), 303)
    group = db.session().get_one(OrderGroup, placed.group_id)
    return fragments.page("shop/checkout/done.html", group=order_page.group(db.session(), group))


def _named(key: str) -> checkouts.Checkout:
    """The checkout of the submitted key, of this visitor's cart only."""
    cart = basket.current()
    checkout = checkouts.named(db.session(), key)
    if cart is None or checkout is None or checkout.cart_id != cart.id:
        raise NotFound()
    return checkout


def _seen() -> int:
    text = request.form.get("seen_total", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 13 else -1


def _refused(refusal: Refusal, key: str) -> Response:
    if isinstance(refusal, placing.CartChanged):
        db.session.commit()
    else:
        db.session.rollback()
        begin_write(db.session())
    sentence = sentences.of(refusal)
    if isinstance(refusal, placing.AlreadyPlaced):
        title = _("Pesanan sudah dibuat")
        link = url_for("shop.orders.show", token=str(refusal.facts["token"]))
        return fragments.page("errors/placed.html", status=409, title=title, advice=sentence, link=link)
    if isinstance(refusal, holds.HoldOver | checkouts.CartNotReady | checkouts.TooManyHolds):
        flash(sentence, "bad")
        return redirect(url_for("shop.cart.show"), 303)
    if isinstance(refusal, slots.SlotFull):
        flash(sentence, "bad")
        return redirect(url_for("shop.checkout.delivery"), 303)
    if isinstance(refusal, placing.Incomplete):
        flash(sentence, "bad")
        return redirect(url_for(f"shop.checkout.{refusal.facts['step']}"), 303)
    checkout = _named(key)
    now = quote.of(db.session(), checkout, with_fake=with_fake(), only=checkout.method)
    return _page(checkout, now, 409, sentence)


def _page(checkout: checkouts.Checkout, now: quote.Quote, status: int, *notices: str) -> Response:
    shown = checkout_page.of(checkout, now)
    chosen = now.method(checkout.method)
    settled = checkout.payment is not None and checkout.payment.amount == now.total
    if not (now.delivered and chosen and chosen.open and settled):
        step = "payment" if now.delivered else "delivery"
        return redirect(url_for(f"shop.checkout.{step}"), 303)
    return fragments.page(
        "shop/checkout/review.html",
        status=status,
        checkout=shown,
        steps=checkout_page.steps("review", checkout, now),
        key=checkout.public_id,
        notices=list(notices),
    )
