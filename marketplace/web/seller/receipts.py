"""How a hotel counted her delivery: the signed page, and saying that the count is wrong."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.sourcing import contests, receipts
from marketplace.web import fragments, identity
from marketplace.web.access import PRODUCER, policy
from marketplace.web.documents import bast

bp = Blueprint("receipts", __name__)


@bp.get("/jualan/terima/<public_id>")
@policy(PRODUCER)
def show(public_id: str) -> Response:
    """What was accepted and what was not."""
    return _page(public_id)


@bp.get("/jualan/terima/<public_id>.pdf")
@policy(PRODUCER)
def file(public_id: str) -> Response:
    """The same as a file."""
    return bast.file(receipts.for_producer(db.session(), public_id, by=identity.actor()))


@bp.get("/jualan/terima/<public_id>/foto/<int:line_id>")
@policy(PRODUCER)
def photo(public_id: str, line_id: int) -> Response:
    """The picture of a line."""
    return bast.photo(receipts.for_producer(db.session(), public_id, by=identity.actor()), line_id)


@bp.post("/jualan/terima/<public_id>")
@policy(PRODUCER)
def contest(public_id: str) -> Response:
    """The count is wrong: finance decides."""
    session, words = db.session(), request.form.get("words", "")
    found = receipts.for_producer(session, public_id, by=identity.actor())
    try:
        contests.contest(session, found, words, by=identity.actor())
    except Invalid:
        session.rollback()
        return _page(public_id, 422, words, _("Tulis apa yang salah, paling banyak 1.000 huruf."))
    except NotAllowed:
        flash(_("Waktunya sudah lewat, atau sudah pernah Anda sampaikan."), "warning")
        return fragments.leave(url_for("seller.receipts.show", public_id=public_id))
    session.commit()
    flash(_("Terkirim. Keuangan akan memutuskan."))
    return fragments.leave(url_for("seller.receipts.show", public_id=public_id))


def _page(public_id: str, status: int = 200, typed: str = "", wrong: str = "") -> Response:
    session = db.session()
    found = receipts.for_producer(session, public_id, by=identity.actor())
    return bast.page(
        found,
        url_for("seller.inbox.order", number=found.order.number),
        url_for("seller.receipts.file", public_id=public_id),
        lambda line_id: url_for("seller.receipts.photo", public_id=public_id, line_id=line_id),
        status,
        aside="seller/receipts/_contest.html",
        may_contest=contests.may_contest(session, found),
        until=contests.until(session, found),
        typed=typed,
        wrong=wrong,
        form_errors=bool(wrong),
    )
