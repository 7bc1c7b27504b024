"""A buyer asks the maker about a product or an order, and reads the answer (F53)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from marketplace.catalog import products
from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, TooMany
from marketplace.people import phones
from marketplace.trade import asking, orders
from marketplace.trade.orders import Order
from marketplace.trade.threads import Thread
from marketplace.web import forms, fragments, identity, too_many
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("questions", __name__)
HOUR = timedelta(hours=1)
ASK = "shop/questions/ask.html"
THREAD = "shop/questions/show.html"


class WriteForm(forms.Form):
    """What somebody writes into a conversation."""

    text = TextAreaField(_l("Pertanyaan Anda"), [forms.needed(_l("Tulis pertanyaan Anda."))])

    def refuse_text(self, refusal: Invalid) -> None:
        """The sentence for a text that cannot be kept."""
        long = refusal.facts.get("errors") == {"text": "long"}
        self.refuse("text", _("Paling banyak 1.000 huruf.") if long else _("Tulis pertanyaan Anda."))


class AskForm(WriteForm):
    """A guest says who asks."""

    name = forms.NameField(_l("Nama Anda"), [forms.needed(_l("Tulis nama Anda."))])
    phone = forms.MobileField(_l("Nomor WhatsApp"), [forms.needed(_l("Tulis nomor HP Anda."))])


@bp.get("/produk/<slug>/tanya")
@policy(PUBLIC)
def about_product(slug: str) -> Response:
    """The question form of a product."""
    product = products.by_slug(db.session(), slug)
    return fragments.page(ASK, form=_form(), product=product, order=None)


@bp.post("/produk/<slug>/tanya")
@policy(PUBLIC)
def ask_about_product(slug: str) -> Response:
    """Ask; the page of the answer has an address of its own."""
    session, product, form = db.session(), products.by_slug(db.session(), slug), _form()
    here: dict[str, Any] = {"product": product, "order": None}
    if not form.validate():
        return fragments.page(ASK, status=422, form=form, form_errors=form.errors, **here)
    name, phone = _who(form)
    try:
        _count(phone or f"user {identity.actor().user_id}")
        thread = asking.about_product(
            session, product, form.text.data, name=name, phone=phone, language=str(get_locale()), by=identity.actor()
        )
    except TooMany as refusal:
        return too_many.page(ASK, form, refusal, product=products.by_slug(session, slug), order=None)
    except Invalid as refusal:
        form.refuse_text(refusal)
        return fragments.page(ASK, status=422, form=form, form_errors=form.errors, **here)
    return _asked(thread)


@bp.get("/pesanan/<token>/<number>/tanya")
@policy(PUBLIC)
def about_order(token: str, number: str) -> Response:
    """The conversation about an order, or its first question."""
    order = _order(token, number)
    thread = asking.of_order(db.session(), order)
    if thread is not None:
        return redirect(url_for("shop.questions.show", token=thread.token), 303)
    return fragments.page(ASK, form=WriteForm(formdata=None), product=None, order=order, token=token)


@bp.post("/pesanan/<token>/<number>/tanya")
@policy(PUBLIC)
def ask_about_order(token: str, number: str) -> Response:
    """Ask about an order, whose link proves the buyer."""
    session, order, form = db.session(), _order(token, number), WriteForm()
    here: dict[str, Any] = {"product": None, "order": order, "token": token}
    if not form.validate():
        return fragments.page(ASK, status=422, form=form, form_errors=form.errors, **here)
    try:
        _count(order.group.phone)
        thread = asking.about_order(session, order, form.text.data, by=identity.actor())
    except TooMany as refusal:
        return too_many.page(ASK, form, refusal, product=None, order=_order(token, number), token=token)
    except Invalid as refusal:
        form.refuse_text(refusal)
        return fragments.page(ASK, status=422, form=form, form_errors=form.errors, **here)
    return _asked(thread)


@bp.get("/tanya/<token>")
@policy(PUBLIC)
def show(token: str) -> Response:
    """The conversation, for whoever holds its link."""
    return _page(asking.by_token(db.session(), token), WriteForm(formdata=None))


@bp.post("/tanya/<token>")
@policy(PUBLIC)
def write(token: str) -> Response:
    """The buyer writes more."""
    session, form = db.session(), WriteForm()
    thread = asking.by_token(session, token)
    if not form.validate():
        return _page(thread, form, 422)
    try:
        _count(thread.token)
        asking.ask_again(session, thread, form.text.data, by=identity.actor())
    except TooMany as refusal:
        session.rollback()
        form.refuse_all(too_many.sentence(refusal))
        return _page(asking.by_token(session, token), form, 429)
    except Invalid as refusal:
        form.refuse_text(refusal)
        return _page(thread, form, 422)
    session.commit()
    here = url_for("shop.questions.show", token=token)
    if fragments.wanted():
        return _page(asking.by_token(session, token), WriteForm(formdata=None))
    return redirect(f"{here}#terakhir", 303)


def _form() -> WriteForm:
    """People with an account have told who they are."""
    return WriteForm() if identity.person() else AskForm()


def _who(form: WriteForm) -> tuple[str, str]:
    person = identity.person()
    if isinstance(form, AskForm) or person is None:
        return form["name"].data, form["phone"].data
    return person.name, phones.mobile(person.phone or "") or ""


def _count(who: str) -> None:
    throttle.count(db.session(), "ask-from", identity.address(), limit=60, per=HOUR)
    throttle.count(db.session(), "ask", who, limit=8, per=HOUR)


def _order(token: str, number: str) -> Order:
    order = orders.in_group(orders.by_token(db.session(), token), number)
    if order.state == "awaiting_payment":
        raise NotAllowed(verb="ask", state=order.state)
    return order


def _asked(thread: Thread) -> Response:
    db.session.commit()
    flash(_("Pertanyaan terkirim. Jawabannya kami kabarkan lewat pesan."))
    return fragments.leave(url_for("shop.questions.show", token=thread.token))


def _page(thread: Thread, form: WriteForm, status: int = 200) -> Response:
    response = fragments.page(
        THREAD,
        fragment="shop/questions/_thread.html",
        status=status,
        thread=thread,
        form=form,
        form_errors=form.errors,
        hours=asking.ANSWER_HOURS(db.session()),
    )
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
