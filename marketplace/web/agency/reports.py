"""Moderators: what was reported, hide it with a reason or leave it; hidden reviews come back (F90)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from marketplace.kernel import paging
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.trade import reports, reviews
from marketplace.trade.reports import Case
from marketplace.trade.review_rows import Review
from marketplace.web import forms, fragments, identity, review_words, uploads
from marketplace.web.access import policy

bp = Blueprint("reports", __name__)


class HideForm(forms.Form):
    """A reason of one press, or own words."""

    words = TextAreaField(_l("Alasan dengan kata sendiri"), [forms.optional(), forms.at_most(reports.LONGEST)])

    def sentence(self) -> str:
        """What the writer reads."""
        said = review_words.sentence(request.form.get("reason", ""))
        return f"{said} {self.words.data or ''}".strip()


@bp.get("/agensi/laporan")
@policy("staff:moderator")
def show() -> Response:
    """What waits, oldest first; one of it opened beside the list."""
    return _page(request.args.get("lihat", ""))


@bp.post("/agensi/laporan/<key>/sembunyikan")
@policy("staff:moderator")
def hide(key: str) -> Response:
    """It is not seen any more."""
    session, form = db.session(), HideForm()
    case = reports.case_of(session, key)
    sentence = form.sentence() if form.validate() else ""
    if not sentence:
        if not form.errors:
            form.refuse("words", _("Pilih atau tulis alasannya."))
        return _page(key, 422, form)
    following = _after(key)
    try:
        reports.hide(session, case, sentence, by=identity.actor())
    except NotAllowed:
        return _decided_before()
    session.commit()
    flash(_("Disembunyikan. Alasannya tercatat."))
    return _next(following)


@bp.post("/agensi/laporan/<key>/biarkan")
@policy("staff:moderator")
def keep(key: str) -> Response:
    """It may stay."""
    session = db.session()
    following = _after(key)
    try:
        reports.keep(session, reports.case_of(session, key), by=identity.actor())
    except NotAllowed:
        return _decided_before()
    session.commit()
    flash(_("Dibiarkan tampil."))
    return _next(following)


@bp.post("/agensi/laporan/<key>/tampilkan")
@policy("staff:moderator")
def show_again(key: str) -> Response:
    """A hidden review comes back."""
    thing = reports.case_of(db.session(), key).thing
    if not isinstance(thing, Review):
        raise NotFound(key=key)
    try:
        reviews.show_again(db.session(), thing, by=identity.actor())
    except NotAllowed:
        return _decided_before()
    db.session.commit()
    flash(_("Ulasan tampil lagi."))
    return _next("")


@bp.get("/agensi/laporan/<key>/foto/<int:place>")
@policy("staff:moderator")
def photo(key: str, place: int) -> Response:
    """A photo of a review, hidden or not."""
    thing = reports.case_of(db.session(), key).thing
    keys = thing.photos if isinstance(thing, Review) else []
    if not 0 < place <= len(keys):
        raise NotFound()
    return uploads.show(keys[place - 1])


def _after(key: str) -> str:
    return paging.following([case.key for case in reports.cases(db.session())], key) or ""


def _decided_before() -> Response:
    db.session.rollback()
    flash(_("Ini sudah diputuskan. Berikut yang masih menunggu."), "warning")
    return _next("")


def _next(key: str) -> Response:
    if fragments.wanted():
        return _page(key)
    return redirect(url_for("agency.reports.show", lihat=key or None), 303)


def _page(key: str = "", status: int = 200, form: HideForm | None = None) -> Response:
    session = db.session()
    waiting = reports.cases(session)
    count, oldest = reports.backlog(session)
    return fragments.page(
        "agency/reports/show.html",
        fragment="agency/reports/_desk.html",
        status=status,
        cases=waiting,
        case=_chosen(waiting, key),
        newest=reviews.seen(session)[0],
        hidden=reviews.hidden(session, 10),
        count=count,
        oldest=oldest,
        words=review_words,
        form=form or HideForm(formdata=None),
        form_errors=form.errors if form else None,
        swapped=fragments.wanted(),
    )


def _chosen(waiting: list[Case], key: str) -> Case | None:
    found = next((case for case in waiting if case.key == key), None)
    if found is None and key:
        try:
            return reports.case_of(db.session(), key)
        except NotFound:
            pass
    return found or next(iter(waiting), None)
