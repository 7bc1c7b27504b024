"""Notes that an officer pinned: seen beside the thing, ticked when done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import coverage
from marketplace.kernel.db import db
from marketplace.trade import advice
from marketplace.web import fragments, identity, next_page
from marketplace.web.access import PRODUCER, policy

from . import screens

bp = Blueprint("advice", __name__)


@bp.get("/jualan/catatan")
@policy(PRODUCER)
def show() -> Response:
    """All notes, those that are done at the end."""
    session, shop = db.session(), screens.shop()
    about = {f"product:{product.id}": product.name for product in coverage.goods(session, shop.id)}
    return fragments.page("seller/advice/show.html", notes=advice.of_producer(session, shop.id), about=about)


@bp.post("/jualan/catatan/<public_id>")
@policy(PRODUCER)
def tick(public_id: str) -> Response:
    """Done, or not done after all; back to the page where the note stands."""
    done = request.form.get("done", "1") == "1"
    advice.tick(db.session(), public_id, done, by=identity.actor())
    db.session.commit()
    flash(_("Ditandai sudah. Petugas melihatnya juga.") if done else _("Ditandai belum."))
    return redirect(next_page.asked(url_for("seller.advice.show")), 303)
