"""Officers look at new products and at changes: agree, or give them back with a reason."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import changes
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.trade import edits
from marketplace.web import fragments, identity
from marketplace.web.access import policy

from .review_queue import Queue
from .reviewing import GiveBackForm

bp = Blueprint("changes", __name__)


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
    following = QUEUE.after(public_id)
    try:
        edits.approve(db.session(), change, by=identity.actor())
    except NotAllowed:
        return QUEUE.decided_before()
    db.session.commit()
    flash(_("%(name)s disetujui.", name=change.product.name))
    return QUEUE.next(following)


@bp.post("/agensi/perubahan/<public_id>/kembalikan")
@policy("staff:moderator")
def give_back(public_id: str) -> Response:
    """It is not right; the maker reads why."""
    change, form = changes.by_public_id(db.session(), public_id), GiveBackForm()
    if not form.fits():
        return _page(public_id, 422, form)
    following = QUEUE.after(public_id)
    try:
        edits.give_back(db.session(), change, form.sentence(), by=identity.actor())
    except NotAllowed:
        return QUEUE.decided_before()
    db.session.commit()
    flash(_("%(name)s dikembalikan kepada penjualnya.", name=change.product.name))
    return QUEUE.next(following)


def _page(public_id: str = "", status: int = 200, form: GiveBackForm | None = None) -> Response:
    values = QUEUE.values(public_id)
    return fragments.page(
        "agency/changes/show.html",
        fragment="agency/changes/_desk.html",
        status=status,
        change=values.pop("chosen"),
        median=_hours(changes.median_wait(db.session())),
        form=form or GiveBackForm(formdata=None),
        form_errors=form.errors if form else None,
        **values,
    )


def _hours(wait: timedelta | None) -> str:
    """`2,5`, as hours are told."""
    return "" if wait is None else f"{wait.total_seconds() / 3600:.1f}".replace(".", ",")


QUEUE = Queue("agency.changes.show", changes.waiting, changes.backlog, _page)
