"""Officers look at new products and at changes: agree, or give them back with a reason."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import changes
from marketplace.kernel import clock, paging, settings
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.trade import edits
from marketplace.web import differences, fragments, identity
from marketplace.web.access import policy

from .reviewing import GiveBackForm

bp = Blueprint("changes", __name__)
REVIEW_HOURS = settings.declare(
    "review.hours", 48, "Jam sampai produk baru atau perubahan yang belum dilihat ditandai", settings.at_least(1)
)


@bp.get("/agensi/perubahan")
@policy("staff:moderator")
def show() -> Response:
    """What waits, oldest first; one of it opened beside the list."""
    return _page(request.args.get("lihat", ""))


@bp.post("/agensi/perubahan/<public_id>/setuju")
@policy("staff:moderator")
def approve(public_id: str) -> Response:
    """It is right."""
    change = changes.by_public_id(db.session(), public_id)
    following = _after(public_id)
    try:
        edits.approve(db.session(), change, by=identity.actor())
    except NotAllowed:
        return _decided_before()
    db.session.commit()
    flash(_("%(name)s disetujui.", name=change.product.name))
    return _next(following)


@bp.post("/agensi/perubahan/<public_id>/kembalikan")
@policy("staff:moderator")
def give_back(public_id: str) -> Response:
    """It is not right; the maker reads why."""
    change, form = changes.by_public_id(db.session(), public_id), GiveBackForm()
    if not form.fits():
        return _page(public_id, 422, form)
    following = _after(public_id)
    try:
        edits.give_back(db.session(), change, form.sentence(), by=identity.actor())
    except NotAllowed:
        return _decided_before()
    db.session.commit()
    flash(_("%(name)s dikembalikan kepada penjualnya.", name=change.product.name))
    return _next(following)


def _after(public_id: str) -> str:
    """The item that opens next."""
    return paging.following([row.public_id for row in changes.waiting(db.session())], public_id) or ""


def _decided_before() -> Response:
    db.session.rollback()
    flash(_("Ini sudah diputuskan. Berikut yang masih menunggu."), "warning")
    return _next("")


def _next(public_id: str) -> Response:
    if fragments.wanted():
        return _page(public_id)
    return redirect(url_for("agency.changes.show", lihat=public_id or None), 303)


def _page(public_id: str = "", status: int = 200, form: GiveBackForm | None = None) -> Response:
    session = db.session()
    rows = changes.waiting(session)
    chosen = next((row for row in rows if row.public_id == public_id), next(iter(rows), None))
    count, oldest = changes.backlog(session)
    return fragments.page(
        "agency/changes/show.html",
        fragment="agency/changes/_desk.html",
        status=status,
        rows=rows,
        change=chosen,
        differences=differences.rows(chosen.before, chosen.after) if chosen else [],
        count=count,
        median=_hours(changes.median_wait(session)),
        oldest=oldest,
        limit=REVIEW_HOURS(session),
        late_since=clock.now() - timedelta(hours=REVIEW_HOURS(session)),
        form=form or GiveBackForm(formdata=None),
        form_errors=form.errors if form else None,
        swapped=fragments.wanted(),
    )


def _hours(wait: timedelta | None) -> str:
    """`2,5`, as hours are told."""
    return "" if wait is None else f"{wait.total_seconds() / 3600:.1f}".replace(".", ",")
