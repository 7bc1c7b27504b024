"""Verifiers look at the papers of makers: agree, or give them back with a reason; the next one opens."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import coverage, paper_needs
from marketplace.catalog.paper_needs import DoesNotCount
from marketplace.kernel import clock
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.people import certificates, paper_queue
from marketplace.people.certificates import Certificate
from marketplace.web import fragments, identity, paper_words, sentences, uploads
from marketplace.web.access import policy

from .paper_forms import GiveBackForm
from .review_queue import REVIEW_HOURS

bp = Blueprint("papers", __name__)


@bp.get("/agensi/dokumen")
@policy("staff:verifier")
def show() -> Response:
    """What waits, oldest first; one of it opened beside the list."""
    asked = request.args.get("lihat", "")
    return _page(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None)


@bp.get("/agensi/dokumen/<int:paper_id>/foto")
@policy("staff:verifier")
def photo(paper_id: int) -> Response:
    """The picture of a paper; who opened it is kept."""
    session = db.session()
    begin_write(session)
    paper = certificates.by_id(session, paper_id)
    if paper.file_key is None:
        raise NotFound(paper_id=paper_id)
    certificates.opened(session, paper, "file", by=identity.actor())
    session.commit()
    return uploads.show(paper.file_key)


@bp.post("/agensi/dokumen/<int:paper_id>/nomor")
@policy("staff:verifier")
def number(paper_id: int) -> Response:
    """The whole number of a paper that shows only its end; who looked is kept."""
    paper = certificates.by_id(db.session(), paper_id)
    certificates.opened(db.session(), paper, "number", by=identity.actor())
    db.session.commit()
    return _page(paper_id, whole=True)


@bp.post("/agensi/dokumen/<int:paper_id>/setuju")
@policy("staff:verifier")
def verify(paper_id: int) -> Response:
    """The paper is right: from now on its badge is shown while it is valid."""
    session = db.session()
    paper = certificates.by_id(session, paper_id)
    following = paper_queue.following(session, paper)
    try:
        coverage.verify(session, paper, by=identity.actor())
    except DoesNotCount as refusal:
        session.rollback()
        flash(sentences.of(refusal), "warning")
        return _page(paper_id, 422)
    except NotAllowed:
        return _decided_before()
    session.commit()
    flash(_("Nomor %(number)s terverifikasi.", number=paper.number))
    return _next(following)


@bp.post("/agensi/dokumen/<int:paper_id>/kembalikan")
@policy("staff:verifier")
def give_back(paper_id: int) -> Response:
    """The paper is not right; the maker reads why."""
    session, form = db.session(), GiveBackForm()
    paper = certificates.by_id(session, paper_id)
    if not form.fits():
        return _page(paper_id, 422, form)
    following = paper_queue.following(session, paper)
    try:
        certificates.return_(session, paper, form.sentence(), by=identity.actor())
    except NotAllowed:
        return _decided_before()
    session.commit()
    flash(_("Nomor %(number)s dikembalikan kepada penjualnya.", number=paper.number))
    return _next(following)


def _decided_before() -> Response:
    db.session.rollback()
    flash(_("Ini sudah diputuskan. Berikut yang masih menunggu."), "warning")
    return _next(None)


def _next(paper_id: int | None) -> Response:
    if fragments.wanted():
        return _page(paper_id)
    return redirect(url_for("agency.papers.show", lihat=paper_id), 303)


def _page(
    paper_id: int | None = None, status: int = 200, form: GiveBackForm | None = None, *, whole: bool = False
) -> Response:
    session = db.session()
    rows = paper_queue.waiting(session)
    chosen = (paper_queue.one(session, paper_id) if paper_id else None) or next(iter(rows), None)
    count, oldest = paper_queue.backlog(session)
    return fragments.page(
        "agency/papers/show.html",
        fragment="agency/papers/_desk.html",
        status=status,
        rows=rows,
        count=count,
        oldest=oldest,
        limit=REVIEW_HOURS(session),
        late_since=clock.now() - timedelta(hours=REVIEW_HOURS(session)),
        form=form or GiveBackForm(formdata=None),
        form_errors=form.errors if form else None,
        swapped=fragments.wanted(),
        **_item(chosen[0], whole) if chosen else {"paper": None},
        maker=chosen[1] if chosen else None,
    )


def _item(paper: Certificate, whole: bool) -> dict[str, object]:
    """The paper that is open, with its goods and whatever deserves a second look."""
    goods = coverage.covered_goods(db.session(), paper)
    found = paper_needs.doubts(db.session(), paper, goods)
    return {
        "paper": paper,
        "goods": goods,
        "doubts": paper_words.doubts(found, staff=True),
        "barred": any(one.code == "barred" for one in found),
        "number": paper.full_number if whole else paper.number,
    }
