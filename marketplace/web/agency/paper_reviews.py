"""Goods whose recipe changed: does their paper still hold? Until somebody says so, the badge is gone."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import paper_reviews
from marketplace.catalog.paper_needs import DoesNotCount
from marketplace.kernel import clock, paging
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.web import differences, fragments, identity, sentences
from marketplace.web.access import policy

from .changes import REVIEW_HOURS
from .paper_forms import DropForm

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
    review, following = paper_reviews.by_public_id(session, public_id), _after(public_id)
    try:
        paper_reviews.keep(session, review, by=identity.actor())
    except DoesNotCount as refusal:
        session.rollback()
        flash(sentences.of(refusal), "warning")
        return _page(public_id, 422)
    except NotAllowed:
        return _decided_before()
    session.commit()
    flash(_("Suratnya berlaku lagi untuk %(name)s.", name=review.product.name))
    return _next(following)


@bp.post("/agensi/dokumen/tinjau/<public_id>/lepas")
@policy("staff:verifier")
def drop(public_id: str) -> Response:
    """It does not; the maker reads why."""
    session, form = db.session(), DropForm()
    review = paper_reviews.by_public_id(session, public_id)
    if not form.fits():
        return _page(public_id, 422, form)
    following = _after(public_id)
    try:
        paper_reviews.drop(session, review, form.sentence(), by=identity.actor())
    except NotAllowed:
        return _decided_before()
    session.commit()
    flash(_("Suratnya tidak berlaku lagi untuk %(name)s.", name=review.product.name))
    return _next(following)


def _after(public_id: str) -> str:
    return paging.following([row.public_id for row in paper_reviews.waiting(db.session())], public_id) or ""


def _decided_before() -> Response:
    db.session.rollback()
    flash(_("Ini sudah diputuskan. Berikut yang masih menunggu."), "warning")
    return _next("")


def _next(public_id: str) -> Response:
    if fragments.wanted():
        return _page(public_id)
    return redirect(url_for("agency.paper_reviews.show", lihat=public_id or None), 303)


def _page(public_id: str = "", status: int = 200, form: DropForm | None = None) -> Response:
    session = db.session()
    rows = paper_reviews.waiting(session)
    chosen = next((row for row in rows if row.public_id == public_id), next(iter(rows), None))
    count, oldest = paper_reviews.backlog(session)
    return fragments.page(
        "agency/papers/reviews.html",
        fragment="agency/papers/_reviews.html",
        status=status,
        rows=rows,
        review=chosen,
        differences=differences.rows(chosen.before, chosen.after) if chosen else [],
        count=count,
        oldest=oldest,
        limit=REVIEW_HOURS(session),
        late_since=clock.now() - timedelta(hours=REVIEW_HOURS(session)),
        form=form or DropForm(formdata=None),
        form_errors=form.errors if form else None,
        swapped=fragments.wanted(),
    )
