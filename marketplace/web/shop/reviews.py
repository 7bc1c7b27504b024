"""Buyers review what came, by the order's link; everybody reads it (F13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import products
from marketplace.kernel import paging, throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound, TooMany
from marketplace.people import producers
from marketplace.trade import asking, orders, reviews
from marketplace.trade.orders import Order, OrderLine
from marketplace.web import evidence, fragments, identity, review_words, too_many, uploads
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("reviews", __name__)
LONGEST_SIDE = 900
SEEN = {"Cache-Control": "public, max-age=3600"}


@dataclass
class Typed:
    """What was typed, and what is wrong with it, by field."""

    stars: str = ""
    words: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@bp.get("/pesanan/<token>/<number>/ulasan/<int:line_id>")
@policy(PUBLIC)
def form(token: str, number: str, line_id: int) -> Response:
    """The form for one line of an order."""
    order, line = _found(token, number, line_id)
    return _form(token, order, line, Typed())


@bp.post("/pesanan/<token>/<number>/ulasan/<int:line_id>")
@policy(PUBLIC)
@uploads.large
def save(token: str, number: str, line_id: int) -> Response:
    """Say how it was."""
    session = db.session()
    typed = Typed(request.form.get("stars", ""), request.form.get("words", "").strip())
    pictures, wrong = evidence.read("reviews", LONGEST_SIDE)
    order, line = _found(token, number, line_id)
    _check(typed, wrong)
    if typed.errors:
        return _form(token, order, line, typed, 422)
    try:
        throttle.count(session, "review", token, limit=30, per=timedelta(hours=1))
        by = identity.actor()
        keys = [picture.key for picture in pictures]
        reviews.write(session, order, line, int(typed.stars), typed.words, keys, by=by)
    except TooMany as refusal:
        session.rollback()
        typed.errors["words"] = too_many.sentence(refusal)
        return _form(token, *_found(token, number, line_id), typed, 429)
    except (reviews.CannotReview, Invalid) as refusal:
        session.rollback()
        flash(review_words.why_not(str(refusal.facts.get("why"))), "warning")
        return redirect(url_for("shop.orders.show", token=token), 303)
    for picture in pictures:
        picture.store()
    session.commit()
    flash(_("Terima kasih. Ulasan Anda sudah tampil di halaman produk."))
    return redirect(url_for("shop.orders.show", token=token, _anchor=f"pesanan-{number}"), 303)


@bp.get("/produk/<slug>/ulasan")
@policy(PUBLIC)
def of_product(slug: str) -> Response:
    """All reviews of a product, newest first."""
    found = products.by_slug(db.session(), slug)
    rows, following = reviews.seen(db.session(), product_id=found.id, before=_cursor())
    back = url_for("shop.catalogue.product", slug=slug)
    return fragments.page(
        "shop/reviews/show.html", of=found, rows=rows, next_cursor=following, back=back,
        rating=review_words.rating(found), with_product=False,
    )  # fmt: skip


@bp.get("/toko/<slug>/ulasan")
@policy(PUBLIC)
def of_shop(slug: str) -> Response:
    """All reviews of a maker's goods, newest first."""
    found = producers.by_slug(db.session(), slug)
    rows, following = reviews.seen(db.session(), producer_id=found.id, before=_cursor())
    back = url_for("shop.catalogue.producer", slug=slug)
    return fragments.page(
        "shop/reviews/show.html", of=found, rows=rows, next_cursor=following, back=back,
        rating=review_words.rating(found), with_product=True,
    )  # fmt: skip


@bp.get("/ulasan/<public_id>/foto/<int:place>")
@policy(PUBLIC)
def photo(public_id: str, place: int) -> Response:
    """A photo of a review that may be seen."""
    keys = reviews.by_public_id(db.session(), public_id).photos
    if not 0 < place <= len(keys):
        raise NotFound()
    shown = uploads.show(keys[place - 1])
    shown.headers.update(SEEN)
    return shown


def _found(token: str, number: str, line_id: int) -> tuple[Order, OrderLine]:
    order = orders.in_group(orders.by_token(db.session(), token), number)
    for line in order.lines:
        if line.id == line_id:
            return order, line
    raise NotFound(number=number)


def _check(typed: Typed, wrong: str) -> None:
    if typed.stars not in dict(review_words.stars()):
        typed.errors["stars"] = _("Pilih berapa bintang.")
    if len(asking.tidy(typed.words)) > reviews.LONGEST:
        typed.errors["words"] = _("Paling banyak 1.000 huruf.")
    if wrong:
        typed.errors["photo-1"] = wrong


def _form(token: str, order: Order, line: OrderLine, typed: Typed, status: int = 200) -> Response:
    why = reviews.why_not(order, line, by=identity.actor())
    if not why and line.id in reviews.of_lines(db.session(), [line.id]):
        why = "told"
    return fragments.page(
        "shop/reviews/form.html",
        status=status,
        token=token,
        order=order,
        line=line,
        typed=typed,
        why_not=review_words.why_not(why),
        choices=review_words.stars(),
        name=reviews.shown_name(order.group),
        problems=[(_place(name), text, "") for name, text in typed.errors.items()],
        form_errors=typed.errors,
    )


def _place(name: str) -> str:
    return "stars-0" if name == "stars" else name


def _cursor() -> paging.Cursor | None:
    return paging.read(request.args.get("setelah", ""))
