"""The first page of staff: what waits, and for how long."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.web import fragments, identity
from marketplace.web.access import policy

from . import counters

bp = Blueprint("start", __name__)


@bp.get("/agensi")
@policy("staff:any")
def show() -> Response:
    """Every list that the person may open, with how much waits on it."""
    return fragments.page("agency/start/show.html", desks=counters.desks(), person=identity.me())
