"""Staff: goods for hotel rooms that rest, and those that could take their place (F92)."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from marketplace.kernel import paging
from marketplace.kernel.db import db
from marketplace.sourcing import local_rotation
from marketplace.web import fragments
from marketplace.web.access import policy

bp = Blueprint("room_goods", __name__)


@bp.get("/agensi/produk-lokal/kamar")
@policy("staff:officer|head")
def show() -> Response:
    """One of both lists, fifty at a time."""
    session, fresh = db.session(), request.args.get("lihat") == "baru"
    after = paging.read(request.args.get("setelah", ""))
    read = local_rotation.untried if fresh else local_rotation.resting
    rows = read(session, after, local_rotation.PAGE + 1)
    shown = rows[: local_rotation.PAGE]
    more = len(rows) > local_rotation.PAGE
    return fragments.page(
        "agency/room_goods/show.html",
        fresh=fresh,
        rows=shown,
        days=local_rotation.ROTATE_DAYS(session),
        following=local_rotation.cursor(session, shown[-1]).text if more else "",
    )
