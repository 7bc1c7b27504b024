"""What buyers say about a maker's goods; she answers once (F13)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from marketplace.kernel import paging
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.trade import asking, reports, reviews
from marketplace.trade.review_rows import Review
from marketplace.web import forms, fragments, identity, report_form, review_words
from marketplace.web.access import PRODUCER, policy

from . import screens

bp = Blueprint("reviews", __name__)
REPORT = "seller/reviews/report.html"


class ReplyForm(forms.Form):
    """The maker's answer."""

    words = TextAreaField(_l("Jawaban Anda"), [forms.needed(_l("Tulis jawaban Anda.")), forms.at_most(reviews.LONGEST)])


@bp.get("/jualan/ulasan")
@policy(PRODUCER)
def show() -> Response:
    """All of them, newest first."""
    rows, following = reviews.of_maker(
        db.session(), by=identity.actor(), before=paging.read(request.args.get("setelah", ""))
    )
    rating = review_words.rating(screens.shop())
    return fragments.page("seller/reviews/show.html", rows=rows, next_cursor=following, rating=rating)


@bp.get("/jualan/ulasan/<public_id>")
@policy(PRODUCER)
def one(public_id: str) -> Response:
    """One review and the form for the answer."""
    return _page(_mine(public_id), ReplyForm(formdata=None))


@bp.post("/jualan/ulasan/<public_id>")
@policy(PRODUCER)
def reply(public_id: str) -> Response:
    """Answer; it stands under the review."""
    found, form = _mine(public_id), ReplyForm()
    if not form.validate():
        return _page(found, form, 422)
    try:
        reviews.reply(db.session(), found, form.words.data, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_("Ulasan ini sudah dijawab."), "warning")
    else:
        db.session.commit()
        flash(_("Jawaban Anda tampil di bawah ulasan."))
    return redirect(url_for("seller.reviews.show"), 303)


@bp.get("/jualan/pertanyaan/<public_id>/lapor")
@policy(PRODUCER)
def report(public_id: str) -> Response:
    """A question that should not be there."""
    found = asking.of_maker(db.session(), public_id, by=identity.actor())
    return report_form.page(REPORT, found.posts[0].text, url_for("seller.threads.thread", public_id=public_id))


@bp.post("/jualan/pertanyaan/<public_id>/lapor")
@policy(PRODUCER)
def send_report(public_id: str) -> Response:
    """Report it to the moderators."""
    found = asking.of_maker(db.session(), public_id, by=identity.actor())
    return report_form.save(REPORT, found, found.posts[0].text, url_for("seller.threads.show"))


def _mine(public_id: str) -> Review:
    return reviews.mine(db.session(), public_id, by=identity.actor())


def _page(found: Review, form: ReplyForm, status: int = 200) -> Response:
    return fragments.page(
        "seller/reviews/one.html", status=status, review=found, form=form, form_errors=form.errors,
        report_kind=reports.kind_of(found),
    )  # fmt: skip
