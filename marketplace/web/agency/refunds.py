"""Finance: money of an order goes back to its buyer; above a limit a second person agrees."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.people import names
from marketplace.trade import approving, dispute_rows, refund_rows, refunds
from marketplace.trade.orders import Order
from marketplace.trade.refund_rows import Refund
from marketplace.web import fragments, identity, refund_form, refund_words, sentences, words
from marketplace.web.access import policy
from marketplace.web.refund_form import Answer

bp = Blueprint("refunds", __name__)


@bp.get("/agensi/pesanan/<number>/kembalikan")
@policy("staff:finance")
def form(number: str) -> Response:
    """What goes back, and why."""
    order = refunds.order_for(db.session(), number, by=identity.actor())
    return _form(order, refund_form.blank(order))


@bp.post("/agensi/pesanan/<number>/kembalikan")
@policy("staff:finance")
def save(number: str) -> Response:
    """Show what it means; give it once that was confirmed. Sent twice it is one refund."""
    session, by = db.session(), identity.actor()
    order = refunds.order_for(session, number, by=by)
    left = refunds.left(session, order, by=by)
    answer = refund_form.typed(order, left)
    parts, fee = refund_form.read(order, answer, left)
    if answer.reason not in refunds.REASONS:
        answer.errors["reason"] = _("Pilih alasannya.")
    key = f"{order.id}:{answer.key}"
    if answer.errors and not refund_rows.exists(session, key):
        return _form(order, answer, 422)
    try:
        if not request.form.get("sure"):
            return _form(order, answer, plan=refunds.plan(session, order, parts, fee, by=by))
        refund = refunds.give(
            session, order, parts, fee=fee, reason=answer.reason, words=answer.words, key=key, by=by
        )  # fmt: skip
    except Refusal as refusal:
        session.rollback()
        order = refunds.order_for(session, number, by=by)
        refund_form.refused(order, answer, refusal)
        return _form(order, answer, 422)
    session.commit()
    return _given(refund)


@bp.get("/agensi/pengembalian")
@policy("staff:finance")
def show() -> Response:
    """What waits for a second person."""
    return fragments.page(
        "agency/refunds/show.html", waiting=refund_rows.waiting(db.session()), by=identity.actor(), words=refund_words
    )


@bp.get("/agensi/pengembalian/<public_id>")
@policy("staff:finance")
def one(public_id: str) -> Response:
    """One of them, with the order beside it."""
    return _one(refund_rows.by_public_id(db.session(), public_id))


@bp.post("/agensi/pengembalian/<public_id>/setujui")
@policy("staff:finance")
def approve(public_id: str) -> Response:
    """The second person agrees."""
    session = db.session()
    refund = refund_rows.by_public_id(session, public_id)
    try:
        approving.approve(session, refund, by=identity.actor())
    except Refusal as refusal:
        return _not_decided(public_id, refusal)
    session.commit()
    return _given(refund)


@bp.post("/agensi/pengembalian/<public_id>/tolak")
@policy("staff:finance")
def refuse(public_id: str) -> Response:
    """The second person does not agree."""
    session = db.session()
    refund = refund_rows.by_public_id(session, public_id)
    why = names.clean(request.form.get("words", ""))[:300]
    if not why:
        return _one(refund, 422, _("Tulis alasannya."))
    try:
        approving.refuse(session, refund, why, by=identity.actor())
    except Refusal as refusal:
        return _not_decided(public_id, refusal)
    session.commit()
    flash(_("Tidak jadi dikembalikan. Uangnya tidak berubah."))
    return redirect(url_for("agency.refunds.show"), 303)


def _given(refund: Refund) -> Response:
    amount, number = rupiah.show(refund.amount), refund.order.number
    if refund.state == "given":
        flash(_("%(sum)s dari %(number)s kembali ke pembeli. Kirim uangnya dari sini.", sum=amount, number=number))
        debt = refund.owed.public_id if refund.owed else None
        return redirect(url_for("agency.owed.show", utang=debt), 303)
    flash(_("%(sum)s dari %(number)s menunggu persetujuan orang kedua.", sum=amount, number=number), "warning")
    return redirect(url_for("agency.refunds.one", public_id=refund.public_id), 303)


def _not_decided(public_id: str, refusal: Refusal) -> Response:
    db.session.rollback()
    refund = refund_rows.by_public_id(db.session(), public_id)
    if isinstance(refusal, NotAllowed):
        flash(_("Pengembalian ini sudah diputuskan."), "warning")
        return redirect(url_for("agency.refunds.one", public_id=public_id), 303)
    return _one(refund, 422, trouble=sentences.of(refusal))


def _one(refund: Refund, status: int = 200, error: str = "", trouble: str = "") -> Response:
    by = identity.actor()
    return fragments.page(
        "agency/refunds/one.html",
        status=status,
        refund=refund,
        order=refund.order,
        mine=refund.requested_by_id == by.user_id,
        earlier=[row for row in refund_rows.of_orders(db.session(), [refund.order_id]) if row.id != refund.id],
        limit=refunds.SECOND_PERSON_ABOVE(db.session()),
        words=refund_words,
        states=words,
        error=error,
        trouble=trouble,
        form_errors={"words": error} if error else None,
    )


def _form(order: Order, answer: Answer, status: int = 200, plan: refunds.Plan | None = None) -> Response:
    session, by = db.session(), identity.actor()
    dispute = dispute_rows.of_orders(session, [order.id]).get(order.id)
    return fragments.page(
        "agency/refunds/form.html",
        status=status,
        order=order,
        answer=answer,
        plan=plan,
        left=refunds.left(session, order, by=by),
        why_not=refund_words.why_not(refunds.why_not(order)),
        sellable=refund_form.sellable(order),
        reasons=[(code, refund_words.reason(code)) for code in refunds.REASONS if code != "dispute"],
        earlier=refund_rows.of_orders(session, [order.id]),
        dispute=dispute if dispute is not None and dispute.is_open else None,
        limit=refunds.SECOND_PERSON_ABOVE(session),
        words=refund_words,
        states=words,
        problems=refund_form.problems(order, answer),
        form_errors=answer.errors,
    )
