"""The organisations for which a person buys."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.web import fragments
from marketplace.web.access import BUYER, policy

from . import desks

bp = Blueprint("start", __name__)


@bp.get("/pembelian")
@policy(BUYER)
def show() -> Response:
    """Choose one; who has only one is led there."""
    mine = desks.mine()
    if len(mine) == 1:
        return fragments.leave(url_for("buyer.today.show", org=mine[0].organisation.public_id))
    return fragments.page("buyer/start/show.html", desks=mine)
