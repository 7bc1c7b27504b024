"""“Hari ini”: what to do now, the most urgent first."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.people import assisting
from marketplace.trade import agenda, dispute_queue
from marketplace.web import catching_up, fragments, identity, words
from marketplace.web.access import PRODUCER, policy

from . import marks

bp = Blueprint("today", __name__)


@bp.get("/jualan")
@policy(PRODUCER)
def show() -> Response:
    """The work of today; an open page asks every 20 seconds and gets 204 while nothing has changed."""
    session, by = db.session(), identity.actor()
    catching_up.act_on(agenda.with_due_steps(session, by=by))
    found = agenda.of(session, by=by)
    waiting, since = agenda.questions(session, by=by)
    low = agenda.low_stock(session, by=by)
    near = agenda.without_price(session, by=by)
    problems = dispute_queue.unanswered(session, by.producer_ids)
    mark = marks.of(found.jobs, waiting, low, near, found.in_progress, [dispute.id for dispute in problems])
    if fragments.wanted() and request.args.get("tanda") == mark:
        return make_response("", 204)
    return fragments.page(
        "seller/today/show.html",
        fragment="seller/today/_work.html",
        work=found,
        questions=waiting,
        asked_since=since,
        low=low,
        near=near,
        problems=problems,
        mark=mark,
        sells=bool(found.in_progress) or agenda.has_products(session, by=by),
        words=words,
        helpers=[] if by.acting_for or fragments.wanted() else assisting.of_producer(session, min(by.producer_ids)),
    )
