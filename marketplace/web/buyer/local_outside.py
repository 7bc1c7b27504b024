"""Local goods that a hotel bought elsewhere: declared with a paper, taken back, its paper."""

from __future__ import annotations

import hashlib

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.sourcing import local_reports
from marketplace.sourcing.local_reports import READERS, WRITERS, Bought
from marketplace.web import fragments, identity, sentences, uploads
from marketplace.web.access import BUYER, policy

from . import local_outside_form
from .local_outside_form import OutsideForm
from .local_reports import page, where

bp = Blueprint("local_outside", __name__)


@bp.post("/pembelian/<org>/laporan/<outlet>/<month>/luar")
@policy(BUYER)
@uploads.large
def add(org: str, outlet: str, month: str) -> Response:
    """Keep one purchase; a refused form comes back with everything but the file."""
    desk, place, first = where(org, outlet, month, *WRITERS)
    session, by = db.session(), identity.actor()
    report = local_reports.find(session, place, first) or local_reports.blank(session, desk.organisation, place, first)
    form = local_outside_form.sent(report)
    is_right = form.validate()
    db.session.rollback()
    sent = _paper(form)
    begin_write(session)
    desk, place, first = where(org, outlet, month, *WRITERS)
    if not is_right or sent is None:
        return page(desk, place, first, 422, outside=form)
    bought = Bought(
        form.code.data, form.seller.data, form.product.data, form.bought_on.data, form.amount.data, form.grams.data,
        sent.key, hashlib.sha256(sent.data).hexdigest(),
    )  # fmt: skip
    try:
        with session.begin_nested():
            local_reports.add_outside(session, desk, place, first, bought, by=by)
    except Invalid as refusal:
        form.explain(refusal.facts["errors"], first)  # type: ignore[arg-type]
        return page(desk, place, first, 422, outside=form)
    except Refusal as refusal:
        form.refuse_all(sentences.of(refusal))
        return page(desk, place, first, 422, outside=form)
    sent.store()
    session.commit()
    flash(_("Pembelian dari %(seller)s tercatat.", seller=form.seller.data))
    return fragments.leave(url_for("buyer.local_reports.one", org=org, outlet=outlet, month=month, _anchor="luar"))


@bp.post("/pembelian/<org>/laporan/<outlet>/<month>/luar/<public_id>/hapus")
@policy(BUYER)
def remove(org: str, outlet: str, month: str, public_id: str) -> Response:
    """Take one back; frozen versions keep it."""
    desk, place, first = where(org, outlet, month, *WRITERS)
    local_reports.remove_outside(db.session(), desk, place, first, public_id, by=identity.actor())
    db.session.commit()
    flash(_("Pembelian itu dihapus dari laporan."))
    return fragments.leave(url_for("buyer.local_reports.one", org=org, outlet=outlet, month=month, _anchor="luar"))


@bp.get("/pembelian/<org>/laporan/<outlet>/<month>/luar/<public_id>/nota")
@policy(BUYER)
def paper(org: str, outlet: str, month: str, public_id: str) -> Response:
    """The nota."""
    _desk, place, first = where(org, outlet, month, *READERS)
    row = local_reports.outside_of(db.session(), place, first, public_id)
    return uploads.hand_out(row.file_key, f"nota-{row.bought_on}")


def _paper(form: OutsideForm) -> uploads.Upload | None:
    if not form.paper.data:
        return None
    try:
        return uploads.read_paper(form.paper.data, "local")
    except PictureTooLarge as refusal:
        form.refuse("paper", sentences.of(refusal))
    except NotAPicture:
        form.refuse("paper", _("Berkas ini bukan PDF atau foto yang bisa dibuka. PDF paling besar 5 MB."))
    return None
