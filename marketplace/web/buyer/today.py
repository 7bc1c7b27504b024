"""The first page of a desk: what waits for this person today."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.web import fragments, identity
from marketplace.web.access import BUYER, policy

from . import desks, waiting

bp = Blueprint("today", __name__)


@bp.get("/pembelian/<org>")
@policy(BUYER)
def show(org: str) -> Response:
    """What waits, by the person's roles."""
    desk = desks.current(org)
    return fragments.page("buyer/today/show.html", desk=desk, waits=waiting.of(desk), person=identity.me())
