"""Finance: which transfers have arrived."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.money.payments import Payment, PaymentProof
from marketplace.people import names
from marketplace.trade import paying
from marketplace.trade.orders import OrderGroup
from marketplace.web import fragments, identity, uploads
from marketplace.web.access import policy

bp = Blueprint("proofs", __name__)
QUEUE = ("checking",)
FINDABLE = ("waiting", "checking", "rejected", "expired")


@bp.get("/agensi/bukti")
@policy("staff:finance")
def show() -> Response:
    """Proofs that wait, oldest first; or payments of a sum or number that finance looks for."""
    return _page()


@bp.post("/agensi/bukti/<number>/terima")
@policy("staff:finance")
def confirm(number: str) -> Response:
    """The money is there."""
    group = _group(number)
    paying.confirm(db.session(), group, by=identity.actor())
    db.session.commit()
    flash(_("Pembayaran %(number)s diterima.", number=number))
    return redirect(url_for("agency.proofs.show"), 303)


@bp.post("/agensi/bukti/<number>/tolak")
@policy("staff:finance")
def reject(number: str) -> Response:
    """The money is not there; the buyer gets the reason."""
    reason = names.clean(request.form.get("reason", ""))
    if not reason:
        return _page(422, number, _("Tulis alasannya untuk pembeli."))
    paying.reject(db.session(), _group(number), reason, by=identity.actor())
    db.session.commit()
    flash(_("Bukti %(number)s dikembalikan kepada pembeli.", number=number))
    return redirect(url_for("agency.proofs.show"), 303)


@bp.get("/agensi/bukti/foto/<proof_id>")
@policy("staff:finance")
def photo(proof_id: str) -> Response:
    """The picture of a proof."""
    proof = db.session.scalars(select(PaymentProof).where(PaymentProof.public_id == proof_id)).first()
    if proof is None:
        raise NotFound()
    return uploads.show(proof.file_key)


def _group(number: str) -> OrderGroup:
    group = db.session.scalars(select(OrderGroup).where(OrderGroup.number == number)).first()
    if group is None:
        raise NotFound(number=number)
    return group


def _page(status: int = 200, number: str = "", mistake: str = "") -> Response:
    asked = " ".join(request.args.get("cari", "").split())[:40]
    query = select(OrderGroup).join(Payment, Payment.id == OrderGroup.payment_id)
    query = query.where(_sought(asked)) if asked else query.where(Payment.state.in_(QUEUE))
    groups = list(db.session.scalars(query.order_by(OrderGroup.id).limit(100)))
    errors = [mistake] if mistake else None
    return fragments.page(
        "agency/proofs/show.html",
        status=status,
        groups=groups,
        asked=asked,
        wrong=number,
        mistake=mistake,
        form_errors=errors,
    )


def _sought(asked: str):  # type: ignore[no-untyped-def]
    open_ones = Payment.state.in_(FINDABLE)
    try:
        amount = rupiah.read(asked)
    except rupiah.NotRupiah:
        return open_ones & OrderGroup.number.contains(asked.upper(), autoescape=True)
    return open_ones & (Payment.amount + Payment.code == amount)
