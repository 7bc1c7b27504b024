"""Finance: which transfers have arrived."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.money.payments import PaymentProof
from marketplace.trade import owed, paying, proof_queue
from marketplace.trade.orders import OrderGroup
from marketplace.web import fragments, identity, words
from marketplace.web.access import policy

from . import opening
from .returning import ReturnForm

bp = Blueprint("proofs", __name__)


@bp.get("/agensi/bukti")
@policy("staff:finance")
def show() -> Response:
    """Proofs that wait, oldest first; or payments of a sum or number that finance looks for."""
    number = request.args.get("nomor", "")
    if number and proof_queue.find(db.session(), number) is None:
        flash(_("%(number)s sudah diputuskan. Ini yang berikutnya.", number=number[:40]), "warning")
        return redirect(url_for("agency.proofs.show"), 303)
    return _page(number)


@bp.post("/agensi/bukti/<number>/terima")
@policy("staff:finance")
def confirm(number: str) -> Response:
    """The money is there."""
    session, group = db.session(), _group(number)
    following = proof_queue.after(session, number)
    try:
        paying.confirm(session, group, by=identity.actor())
    except NotAllowed:
        return _decided_before(number)
    back = sum(debt.amount for debt in owed.of_orders(session, [order.id for order in group.orders]))
    due = rupiah.show(group.payment.due)
    session.commit()
    flash(_("%(sum)s untuk %(number)s diterima.", sum=due, number=number))
    if back:
        flash(_("Barangnya habis: %(sum)s masuk daftar Dikembalikan.", sum=rupiah.show(back)), "warning")
    return _next(following)


@bp.post("/agensi/bukti/<number>/tolak")
@policy("staff:finance")
def reject(number: str) -> Response:
    """The money is not there, or not all of it; the buyer gets the reason."""
    session, group, form = db.session(), _group(number), ReturnForm()
    if not form.fits(group.payment.due):
        return _page(number, 422, form)
    following = proof_queue.after(session, number)
    try:
        paying.reject(session, group, form.sentence(group), by=identity.actor())
    except NotAllowed:
        return _decided_before(number)
    session.commit()
    flash(_("Bukti %(number)s dikembalikan kepada pembeli.", number=number))
    return _next(following)


@bp.get("/agensi/bukti/foto/<proof_id>")
@policy("staff:finance")
def photo(proof_id: str) -> Response:
    """The picture of a proof."""
    query = select(PaymentProof.file_key, OrderGroup.id).join(
        OrderGroup, OrderGroup.payment_id == PaymentProof.payment_id
    )
    found = db.session.execute(query.where(PaymentProof.public_id == proof_id)).first()
    if found is None:
        raise NotFound()
    return opening.picture(found.file_key, f"group:{found.id}", "proof")


def _group(number: str) -> OrderGroup:
    group = db.session.scalars(select(OrderGroup).where(OrderGroup.number == number)).first()
    if group is None:
        raise NotFound(number=number)
    return group


def _decided_before(number: str) -> Response:
    db.session.rollback()
    flash(_("%(number)s sudah diputuskan. Ini yang berikutnya.", number=number), "warning")
    return _next(None)


def _next(number: str | None) -> Response:
    """The item that follows, without a reload where the browser can do so."""
    if fragments.wanted():
        return _page(number or "")
    return redirect(url_for("agency.proofs.show", nomor=number), 303)


def _page(number: str = "", status: int = 200, form: ReturnForm | None = None) -> Response:
    session = db.session()
    asked = " ".join(request.args.get("cari", "").split())[:40]
    groups = proof_queue.search(session, asked) if asked else proof_queue.waiting(session)
    chosen = proof_queue.find(session, number) if number else None
    count, oldest = proof_queue.backlog(session)
    return fragments.page(
        "agency/proofs/show.html",
        fragment="agency/proofs/_desk.html",
        status=status,
        groups=groups,
        group=chosen or next(iter(groups), None),
        asked=asked,
        count=count,
        oldest=oldest,
        late_since=proof_queue.late_since(session),
        limit=proof_queue.CHECK_HOURS(session),
        sent_at=proof_queue.sent_at,
        decided=[] if asked else proof_queue.decided(session),
        form=form or ReturnForm(formdata=None),
        form_errors=form.errors if form else None,
        words=words,
        swapped=fragments.wanted(),
    )
