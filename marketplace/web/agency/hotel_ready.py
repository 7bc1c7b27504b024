"""One maker's readiness for hotels, as it is now: what is met, what is missing and what to do."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.insight import boards as figures
from marketplace.insight import hotel_ready
from marketplace.kernel.db import db
from marketplace.people import producers
from marketplace.web import fragments
from marketplace.web.access import policy

from . import board_words, boards

bp = Blueprint("hotel_ready", __name__)


@bp.get("/agensi/siap-hotel/<slug>")
@policy(boards.READERS)
def show(slug: str) -> Response:
    """The checklist, and what she sold in the chosen span."""
    session: Session = db.session()
    maker, span = producers.by_slug(session, slug), boards.chosen()
    checks = hotel_ready.of(session, maker.id)
    return fragments.page(
        "agency/boards/hotel_ready.html",
        maker=maker,
        span=span,
        title=boards.label(span.first, span.kind),
        sold=figures.maker(session, span, maker.id),
        checks=checks,
        score=hotel_ready.score(checks),
        names=board_words.checks(),
        words=board_words,
    )
