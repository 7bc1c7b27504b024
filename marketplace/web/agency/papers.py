"""Officers look at the papers of makers: agree, or give them back with a reason."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock, paging
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.people import certificates
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.web import fragments, identity, uploads
from marketplace.web.access import policy
from marketplace.web.seller import papers_in_words

from .changes import REVIEW_HOURS
from .reviewing import GiveBackPaperForm

bp = Blueprint("papers", __name__)


@bp.get("/agensi/dokumen")
@policy("staff:verifier")
def show() -> Response:
    """What waits, oldest first; one of it opened beside the list."""
    return _page(request.args.get("lihat", ""))


@bp.get("/agensi/dokumen/<int:paper_id>/foto")
@policy("staff:verifier")
def photo(paper_id: int) -> Response:
    """The picture of a paper."""
    paper = _paper(paper_id)
    if paper.file_key is None:
        raise NotFound(paper_id=paper_id)
    return uploads.show(paper.file_key)


@bp.post("/agensi/dokumen/<int:paper_id>/setuju")
@policy("staff:verifier")
def verify(paper_id: int) -> Response:
    """The paper is right: from now on its badge is shown while it is valid."""
    paper = _paper(paper_id)
    following = _after(paper_id)
    try:
        certificates.verify(db.session(), paper, by=identity.actor())
    except NotAllowed:
        return _decided_before()
    db.session.commit()
    flash(_("Nomor %(number)s terverifikasi.", number=paper.number))
    return _next(following)


@bp.post("/agensi/dokumen/<int:paper_id>/kembalikan")
@policy("staff:verifier")
def give_back(paper_id: int) -> Response:
    """The paper is not right; the maker reads why."""
    paper, form = _paper(paper_id), GiveBackPaperForm()
    if not form.fits():
        return _page(str(paper_id), 422, form)
    following = _after(paper_id)
    try:
        certificates.return_(db.session(), paper, form.sentence(), by=identity.actor())
    except NotAllowed:
        return _decided_before()
    db.session.commit()
    flash(_("Nomor %(number)s dikembalikan kepada penjualnya.", number=paper.number))
    return _next(following)


def _paper(paper_id: int) -> Certificate:
    paper = db.session.get(Certificate, paper_id)
    if paper is None:
        raise NotFound(paper_id=paper_id)
    return paper


def _after(paper_id: int) -> str:
    """The paper that opens next."""
    return paging.following([str(row.id) for row in certificates.waiting(db.session())], str(paper_id)) or ""


def _decided_before() -> Response:
    db.session.rollback()
    flash(_("Ini sudah diputuskan. Berikut yang masih menunggu."), "warning")
    return _next("")


def _next(paper_id: str) -> Response:
    if fragments.wanted():
        return _page(paper_id)
    return redirect(url_for("agency.papers.show", lihat=paper_id or None), 303)


def _page(paper_id: str = "", status: int = 200, form: GiveBackPaperForm | None = None) -> Response:
    session = db.session()
    rows = certificates.waiting(session)
    chosen = next((row for row in rows if str(row.id) == paper_id), next(iter(rows), None))
    makers = {row.producer_id: session.get_one(Producer, row.producer_id) for row in rows}
    return fragments.page(
        "agency/papers/show.html",
        fragment="agency/papers/_desk.html",
        status=status,
        rows=rows,
        paper=chosen,
        makers=makers,
        paper_name=papers_in_words.kind_name,
        oldest=rows[0].submitted_at if rows else None,
        limit=REVIEW_HOURS(session),
        late_since=clock.now() - timedelta(hours=REVIEW_HOURS(session)),
        form=form or GiveBackPaperForm(formdata=None),
        form_errors=form.errors if form else None,
        swapped=fragments.wanted(),
    )
