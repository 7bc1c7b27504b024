"""Checkout, step by step: who, how it arrives, how it is paid."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import names
from marketplace.trade import checkout as checkouts
from marketplace.trade import placing, quote
from marketplace.web import basket, fragments, identity, sentences
from marketplace.web.access import PUBLIC, policy

from . import checkout_page
from .checkout_forms import ContactForm

bp = Blueprint("checkout", __name__)
CONTACT = "shop/checkout/contact.html"


class NoCheckout(Exception):
    """There is nothing to check out; the answer says where to go."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@bp.errorhandler(NoCheckout)
def lead_on(nothing: NoCheckout) -> Response:
    """Go where the visitor belongs."""
    return nothing.answer


@bp.post("/checkout")
@policy(PUBLIC)
def start() -> Response:
    """Enter checkout: everything in the cart is held."""
    cart = basket.current()
    if cart is None:
        return redirect(url_for("shop.cart.show"), 303)
    try:
        user = identity.person()
        checkouts.start(db.session(), cart, user_id=user.id if user else None, network=identity.address())
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        flash(sentences.of(refusal), "bad")
        return redirect(url_for("shop.cart.show"), 303)
    return redirect(url_for("shop.checkout.contact"), 303)


@bp.get("/checkout")
@policy(PUBLIC)
def resume() -> Response:
    """Where the visitor left off."""
    required()
    return redirect(url_for("shop.checkout.contact"), 303)


@bp.get("/checkout/alamat")
@policy(PUBLIC)
def contact() -> Response:
    """Who receives it, and where."""
    checkout = required()
    form = ContactForm(formdata=None, data=_known(checkout))
    form.offer_places()
    return _step(CONTACT, "contact", checkout, form=form)


@bp.post("/checkout/alamat")
@policy(PUBLIC)
def save_contact() -> Response:
    """Keep name, phone and address."""
    checkout = required()
    form = ContactForm()
    form.offer_places()
    if not form.validate():
        return _step(CONTACT, "contact", checkout, 422, form=form, form_errors=form.errors)
    try:
        checkouts.save_contact(db.session(), checkout, form.answers())
        placing.settle_again(db.session(), checkout, with_fake=with_fake())
        db.session.commit()
    except checkouts.TooManyHolds as refusal:
        db.session.rollback()
        form.refuse("phone", sentences.of(refusal))
        return _step(CONTACT, "contact", required(), 422, form=form, form_errors=form.errors)
    return redirect(url_for("shop.checkout.delivery"), 303)


@bp.get("/checkout/pengiriman")
@policy(PUBLIC)
def delivery() -> Response:
    """How each box arrives."""
    checkout = required("contact")
    return _step("shop/checkout/delivery.html", "delivery", checkout)


@bp.post("/checkout/pengiriman")
@policy(PUBLIC)
def save_delivery() -> Response:
    """Keep a way, a time and a note for each box."""
    checkout = required("contact")
    before = quote.of(db.session(), checkout, only="")
    for box in before.boxes:
        slug = box.producer.slug
        option, window = request.form.get(f"box-{slug}", ""), request.form.get(f"slot-{slug}", "")
        note = names.clean(request.form.get(f"note-{slug}", ""))
        window = _window_of(box, option, window)
        checkouts.choose_delivery(db.session(), checkout, box.producer.id, option, window, note)
    now = quote.with_methods(db.session(), checkout, before, only="")
    placing.settle_again(db.session(), checkout, now, with_fake=with_fake())
    problems = _unanswered(now)
    db.session.commit()
    if problems:
        return _step("shop/checkout/delivery.html", "delivery", checkout, 422, problems=problems, form_errors=problems)
    return redirect(url_for("shop.checkout.payment"), 303)


@bp.get("/checkout/pembayaran")
@policy(PUBLIC)
def payment() -> Response:
    """How it is paid."""
    checkout, now = delivered()
    now = quote.with_methods(db.session(), checkout, now, with_fake=with_fake())
    return _shown("shop/checkout/payment.html", "payment", checkout, now)


@bp.post("/checkout/pembayaran")
@policy(PUBLIC)
def save_payment() -> Response:
    """Keep the way to pay; the exact amount is settled now, so that the next page can name it."""
    checkout, before = delivered()
    method = request.form.get("method", "")
    now = quote.with_methods(db.session(), checkout, before, with_fake=with_fake(), only=method)
    try:
        placing.choose_method(db.session(), checkout, method, now, with_fake=with_fake())
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        problem = sentences.of(refusal)
        checkout = required()
        now = quote.of(db.session(), checkout, with_fake=with_fake())
        page = "shop/checkout/payment.html"
        return _shown(page, "payment", checkout, now, 422, problem=problem, form_errors=[problem])
    return redirect(url_for("shop.checkout.review"), 303)


def required(*answered: str) -> checkouts.Checkout:
    """The visitor's open checkout with these steps answered; else NoCheckout leads on."""
    session, cart = db.session(), basket.current()
    checkout = checkouts.open_for(session, cart) if cart else None
    if checkout is None:
        placed = checkouts.last_placed(session, cart) if cart else None
        if placed is not None and placed.group_id and not basket.badge():
            raise NoCheckout(redirect(url_for("shop.checkout.done"), 303))
        raise NoCheckout(redirect(url_for("shop.cart.show"), 303))
    if not checkout.hold.is_live:
        flash(_("Waktu menahan barang sudah habis. Tekan “Lanjut” sekali lagi; isian Anda masih ada."), "bad")
        raise NoCheckout(redirect(url_for("shop.cart.show"), 303))
    if "contact" in answered and not checkout.has_contact:
        raise NoCheckout(redirect(url_for("shop.checkout.contact"), 303))
    return checkout


def delivered() -> tuple[checkouts.Checkout, quote.Quote]:
    """The same with the address and every box's way answered, and what it costs so far."""
    checkout = required("contact")
    now = quote.of(db.session(), checkout, only="")
    if not now.delivered:
        raise NoCheckout(redirect(url_for("shop.checkout.delivery"), 303))
    return checkout, now


def with_fake() -> bool:
    """Whether the twin of a card provider is offered: only under the test flag."""
    return bool(current_app.config["DEPLOYMENT"].is_test)


def _step(template: str, name: str, checkout: checkouts.Checkout, status: int = 200, **values: Any) -> Response:
    return _shown(template, name, checkout, quote.of(db.session(), checkout, only=""), status, **values)


def _shown(
    template: str, name: str, checkout: checkouts.Checkout, now: quote.Quote, status: int = 200, **values: Any
) -> Response:
    return fragments.page(
        template,
        status=status,
        checkout=checkout_page.of(checkout, now),
        steps=checkout_page.steps(name, checkout, now),
        **values,
    )


def _known(checkout: checkouts.Checkout) -> dict[str, str | None]:
    """What was answered before, else what the account knows: nothing is asked twice."""
    user = identity.person()
    return {
        "name": checkout.name or (user.name if user else ""),
        "phone": checkout.phone or (user.phone if user else "") or None,
        "email": checkout.email or (user.email if user else "") or None,
        "kelurahan": checkout.kelurahan_code or "",
        "street": checkout.street,
        "landmark": checkout.landmark,
        "courier_note": checkout.courier_note,
    }


def _window_of(box: quote.BoxQuote, option: str, window: str) -> str:
    """The chosen time if it belongs to the chosen way, else that way's first."""
    chosen = next((way for way in box.options if way.key == option), None)
    if chosen is None or not chosen.windows:
        return ""
    known = {row.key for row in chosen.windows}
    return window if window in known else chosen.windows[0].key


def _unanswered(now: quote.Quote) -> dict[str, str]:
    return {
        box.producer.slug: _("Pilih cara kirim dari %(name)s.", name=box.producer.name)
        for box in now.boxes
        if not box.complete
    }
