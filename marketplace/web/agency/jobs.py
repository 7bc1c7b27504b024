"""Work that failed for good: visible, and it can be done again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import events, jobs
from marketplace.kernel.db import db
from marketplace.web import fragments, identity, words
from marketplace.web.access import policy

bp = Blueprint("jobs", __name__)


@bp.get("/agensi/pekerjaan")
@policy("staff:any")
def show() -> Response:
    """Jobs that were set aside, then those that still run by themselves."""
    return _page()


@bp.post("/agensi/pekerjaan/<int:job_id>")
@policy("staff:any")
def replay(job_id: int) -> Response:
    """Let a job run again."""
    if jobs.replay(db.session(), job_id):
        events.record(db.session(), f"job:{job_id}", "replay", by=identity.actor())
        flash(_("Akan dikerjakan lagi."))
    db.session.commit()
    return _page() if fragments.wanted() else redirect(url_for("agency.jobs.show"), 303)


def _page() -> Response:
    session = db.session()
    return fragments.page(
        "agency/jobs/show.html",
        fragment="agency/jobs/_desk.html",
        failed=jobs.failed(session),
        pending=jobs.pending(session),
        words=words,
        swapped=fragments.wanted(),
    )
