"""Finance tells what became of payouts: sent with proof, failed with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound, Refusal
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.money import payouts
from marketplace.trade import paying_out
from marketplace.web import identity, sentences, uploads
from marketplace.web.access import policy

from .payout_forms import FailForm, ProofForm
from .payouts import not_now, page

bp = Blueprint("payout_steps", __name__)


@bp.post("/agensi/pencairan/<public_id>/terkirim")
@policy("staff:finance")
def all_sent(public_id: str) -> Response:
    """The bank has sent the whole batch: one proof for all that is still open."""
    session, form = db.session(), ProofForm()
    batch = payouts.batch(session, public_id, lock=True)
    stopped = paying_out.stopped_in(session, batch)
    going = [row.public_id for row in batch.payouts if row.state == "claimed" and row.id not in stopped]
    if not going:
        return not_now(public_id, NotAllowed(verb="mark_sent", state="sent"))
    picture = _picture(form)
    if picture is None:
        return page(public_id, 422, proof=form)
    try:
        for one in going:
            paying_out.mark_sent(session, payouts.locked(session, one), proof_key=picture.key, by=identity.actor())
    except Refusal as refusal:
        return not_now(public_id, refusal)
    picture.store()
    session.commit()
    flash(_("%(n)s pencairan dicatat terkirim.", n=len(going)))
    return redirect(url_for("agency.payouts.batch", public_id=public_id), 303)


@bp.post("/agensi/pencairan/bayar/<public_id>/terkirim")
@policy("staff:finance")
def sent(public_id: str) -> Response:
    """One payout was sent."""
    session, form = db.session(), ProofForm()
    payout = payouts.locked(session, public_id)
    where = payout.batch.public_id
    try:
        paying_out.may_be_sent(session, payout)
        picture = _picture(form)
        if picture is None:
            return page(where, 422, proof=form, chosen=public_id)
        paying_out.mark_sent(session, payout, proof_key=picture.key, by=identity.actor())
    except Refusal as refusal:
        return not_now(where, refusal)
    picture.store()
    session.commit()
    flash(_("%(sum)s dicatat terkirim.", sum=rupiah.show(payout.amount)))
    return redirect(url_for("agency.payouts.batch", public_id=where), 303)


@bp.post("/agensi/pencairan/bayar/<public_id>/gagal")
@policy("staff:finance")
def failed(public_id: str) -> Response:
    """One payout did not arrive, or must not go: its money is due again."""
    session, form = db.session(), FailForm()
    payout = payouts.locked(session, public_id)
    where = payout.batch.public_id
    if payout.state != "failed" and not form.validate():
        return page(where, 422, fail=form, chosen=public_id)
    try:
        paying_out.fail(session, payout, form.reason.data or "", by=identity.actor())
    except Refusal as refusal:
        return not_now(where, refusal)
    session.commit()
    flash(_("%(sum)s dicatat gagal. Uangnya kembali ke yang harus dibayar.", sum=rupiah.show(payout.amount)))
    return redirect(url_for("agency.payouts.batch", public_id=where), 303)


@bp.get("/agensi/pencairan/bayar/<public_id>/bukti")
@policy("staff:finance")
def photo(public_id: str) -> Response:
    """The proof of a payout."""
    key = payouts.one(db.session(), public_id).proof_key
    if not key:
        raise NotFound(public_id=public_id)
    return uploads.show(key)


def _picture(form: ProofForm) -> uploads.Upload | None:
    """The proof, or nothing with the sentence by its field."""
    if not form.validate():
        return None
    try:
        return uploads.read(form.proof.data, "payouts")
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("proof", sentences.of(refusal))
        return None
