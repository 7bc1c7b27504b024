"""Goods whose recipe changed: does their paper still hold? Until somebody says so, the badge is gone."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import paper_reviews
from marketplace.catalog.paper_needs import DoesNotCount
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import policy

from .paper_forms import DropForm
from .review_queue import Queue

bp = Blueprint("paper_reviews", __name__)


@bp.get("/agensi/dokumen/tinjau")
@policy("staff:verifier")
def show() -> Response:
    """What waits, oldest first; one of it opened beside the list."""
    return _page(request.args.get("lihat", ""))


@bp.post("/agensi/dokumen/tinjau/<public_id>/tetap")
@policy("staff:verifier")
def keep(public_id: str) -> Response:
    """The paper holds for the changed goods too."""
    session = db.session()
    review, following = paper_reviews.by_public_id(session, public_id), QUEUE.after(public_id)
    try:
        paper_reviews.keep(session, review, by=identity.actor())
    except DoesNotCount as refusal:
        session.rollback()
        flash(sentences.of(refusal), "warning")
        return _page(public_id, 422)
    except NotAllowed:
        return QUEUE.decided_before()
    session.commit()
    flash(_("Suratnya berlaku lagi untuk %(name)s.", name=review.product.name))
    return QUEUE.next(following)


@bp.post("/agensi/dokumen/tinjau/<public_id>/lepas")
@policy("staff:verifier")
def drop(public_id: str) -> Response:
    """It does not; the maker reads why."""
    session, form = db.session(), DropForm()
    review = paper_reviews.by_public_id(session, public_id)
    if not form.fits():
        return _page(public_id, 422, form)
    following = QUEUE.after(public_id)
    try:
        paper_reviews.drop(session, review, form.sentence(), by=identity.actor())
    except NotAllowed:
        return QUEUE.decided_before()
    session.commit()
    flash(_("Suratnya tidak berlaku lagi untuk %(name)s.", name=review.product.name))
    return QUEUE.next(following)


def _page(public_id: str = "", status: int = 200, form: DropForm | None = None) -> Response:
    values = QUEUE.values(public_id)
    return fragments.page(
        "agency/papers/reviews.html",
        fragment="agency/papers/_reviews.html",
        status=status,
        review=values.pop("chosen"),
        form=form or DropForm(formdata=None),
        form_errors=form.errors if form else None,
        **values,
    )


QUEUE = Queue("agency.paper_reviews.show", paper_reviews.waiting, paper_reviews.backlog, _page)
