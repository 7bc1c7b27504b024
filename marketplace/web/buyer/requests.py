"""The purchase requests of a desk: what is being written, what was ordered, and how to begin."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.people.buyers import Desk
from marketplace.sourcing import again, overview, requests
from marketplace.web import fragments, identity
from marketplace.web.access import BUYER, policy

from . import desks
from .waiting import COUNTERS, Wait

bp = Blueprint("requests", __name__)


@bp.get("/pembelian/<org>/permintaan")
@policy(BUYER)
def show(org: str) -> Response:
    """Open requests first, and the orders that can be repeated."""
    session, desk = db.session(), desks.current(org)
    asking = desk.outlets("requester")
    return fragments.page(
        "buyer/requests/show.html",
        desk=desk,
        rows=overview.of(session, desk),
        earlier=again.earlier(session, [outlet.id for outlet in asking]) if asking else [],
        asking=asking,
        outlets={outlet.id: outlet.name for outlet in desk.organisation.outlets},
    )


@bp.post("/pembelian/<org>/permintaan")
@policy(BUYER)
def begin(org: str) -> Response:
    """An empty request for an outlet, to be written at once."""
    desk = desks.current(org)
    outlet = desks.outlet(desk, request.form.get("outlet", ""), "requester")
    if outlet.closed_at is not None:
        flash(_("%(name)s sudah ditutup. Pilih tempat lain.", name=outlet.name), "warning")
        return fragments.leave(url_for("buyer.requests.show", org=org))
    made = requests.begin(db.session(), desk, outlet)
    db.session.commit()
    return fragments.leave(url_for("buyer.quick.show", org=org, public_id=made.public_id))


@bp.post("/pembelian/<org>/pesan-lagi/<public_id>")
@policy(BUYER)
def repeat(org: str, public_id: str) -> Response:
    """An earlier order as a new request."""
    desk = desks.current(org)
    try:
        made = again.repeat(db.session(), desk, public_id, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_("Tempat ini sudah ditutup. Buat permintaan untuk tempat lain."), "warning")
        return fragments.leave(url_for("buyer.requests.show", org=org))
    db.session.commit()
    flash(_("Isi pesanan lama sudah disalin. Yang berubah diberi tanda."))
    return fragments.leave(url_for("buyer.request.show", org=org, public_id=made.public_id))


def counter(desk: Desk) -> Wait | None:
    """What came back to who asked for it."""
    if not desk.anywhere("requester"):
        return None
    found = overview.came_back(db.session(), desk)
    return Wait(
        label=_("Permintaan"),
        href=url_for("buyer.requests.show", org=desk.organisation.public_id),
        what=_("dikembalikan atau lewat waktu, perlu Anda lihat"),
        count=len(found),
        oldest=min((since for since, _amount in found), default=None),
        amount=sum(amount for _since, amount in found),
    )


COUNTERS.append(counter)
