"""All papers: found by number, maker, kind and state; one with its history, withdrawn with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import coverage, paper_needs, paper_reviews
from marketplace.kernel import events
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.people import certificates, paper_queue
from marketplace.people.certificates import Certificate
from marketplace.people.paper_queue import PAGE, Wanted
from marketplace.people.producers import Producer
from marketplace.web import fragments, identity, paper_words
from marketplace.web.access import policy
from marketplace.web.seller import papers_in_words

from . import paper_events
from .paper_forms import WithdrawForm

bp = Blueprint("paper_list", __name__)
LONGEST = 80


@bp.get("/agensi/dokumen/semua")
@policy("staff:verifier|officer|head")
def show() -> Response:
    """The newest first, page by page."""
    asked = {name: request.args.get(name, "").strip()[:LONGEST] for name in ("cari", "jenis", "keadaan")}
    before = request.args.get("setelah", "")
    rows = paper_queue.found(
        db.session(),
        Wanted(asked["cari"], asked["jenis"], asked["keadaan"]),
        int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
    )
    return fragments.page(
        "agency/papers/list.html",
        rows=[(papers_in_words.view(paper), maker) for paper, maker in rows[:PAGE]],
        after=rows[PAGE - 1][0].id if len(rows) > PAGE else None,
        asked=asked,
        kinds=papers_in_words.kinds_to_send(),
        states=[(state, papers_in_words.state_name(state)) for state in paper_queue.STATES],
    )


@bp.get("/agensi/dokumen/<int:paper_id>")
@policy("staff:verifier|officer|head")
def one(paper_id: int) -> Response:
    """One paper with all that happened to it."""
    return _page(certificates.by_id(db.session(), paper_id))


@bp.post("/agensi/dokumen/<int:paper_id>/tarik")
@policy("staff:verifier")
def withdraw(paper_id: int) -> Response:
    """It acts no longer, from this moment on."""
    session, form = db.session(), WithdrawForm()
    paper = certificates.by_id(session, paper_id)
    if not form.fits():
        return _page(paper, form, 422)
    try:
        certificates.withdraw(session, paper, form.sentence(), by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Surat ini tidak bisa ditarik lagi. Lihat keadaannya sekarang."), "warning")
    else:
        session.commit()
        flash(_("Surat ditarik. Tandanya sudah hilang dari toko."))
    return redirect(url_for("agency.paper_list.one", paper_id=paper_id), 303)


def _page(paper: Certificate, form: WithdrawForm | None = None, status: int = 200) -> Response:
    session, by = db.session(), identity.actor()
    goods = coverage.covered_goods(session, paper)
    return fragments.page(
        "agency/papers/one.html",
        status=status,
        paper=paper,
        view=papers_in_words.view(paper),
        maker=session.get_one(Producer, paper.producer_id),
        goods=goods,
        outside=paper_reviews.open_of(session, [paper.id]).get(paper.id, []),
        doubts=paper_words.doubts(paper_needs.doubts(session, paper, goods), staff=True),
        steps=paper_events.steps(events.history(session, paper.subject)),
        may_see=by.has("verifier"),
        may_withdraw=by.has("verifier") and paper.state in {"verified", "early"},
        form=form or WithdrawForm(formdata=None),
        form_errors=form.errors if form else None,
    )
