"""The prices that makers agreed with the organisation, and until when they hold."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.sourcing import contracts
from marketplace.web import fragments
from marketplace.web.access import BUYER, policy

from . import desks

bp = Blueprint("prices", __name__)


@bp.get("/pembelian/<org>/harga-kontrak")
@policy(BUYER)
def show(org: str) -> Response:
    """By maker; lists for an outlet are shown to who works there."""
    desk = desks.current(org)
    mine = {outlet.id for outlet in desk.outlets()}
    lists = contracts.of_organisation(db.session(), desk.organisation)
    return fragments.page(
        "buyer/prices/show.html",
        desk=desk,
        lists=[one for one in lists if one.outlet_id is None or one.outlet_id in mine],
    )
