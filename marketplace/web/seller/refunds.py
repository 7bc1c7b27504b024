"""“Kembalikan uang”: a maker gives a buyer back what is hers to give."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.trade import pressing, refund_rows, refunds
from marketplace.trade.orders import Order
from marketplace.web import fragments, identity, refund_form, refund_words
from marketplace.web.access import PRODUCER, policy
from marketplace.web.refund_form import Answer

from . import order_desk

bp = Blueprint("refunds", __name__)
REASONS = ("damaged", "wrong", "missing", "late", "goodwill")


@bp.get("/jualan/pesanan/<number>/kembalikan")
@policy(PRODUCER)
def show(number: str) -> Response:
    """How many packs, and why."""
    order = order_desk.find(number)
    return _page(order, refund_form.blank(order))


@bp.post("/jualan/pesanan/<number>/kembalikan")
@policy(PRODUCER)
def save(number: str) -> Response:
    """Show what it means; give it once that was confirmed. Sent twice it is one refund."""
    session, by = db.session(), identity.actor()
    order = order_desk.find(number)
    left = refunds.left(session, order, by=by)
    answer = refund_form.typed(order, left)
    parts, fee = refund_form.read(order, answer, left)
    if answer.reason not in REASONS:
        answer.errors["reason"] = _("Pilih alasannya.")
    key = f"{order.id}:{answer.key}"
    if answer.errors and not refund_rows.exists(session, key):
        return _page(order, answer, 422)
    try:
        if not request.form.get("sure"):
            return _page(order, answer, plan=refunds.plan(session, order, parts, fee, by=by))
        pressing.settle(session, order)
        refund = refunds.give(
            session, order, parts, fee=fee, reason=answer.reason, words=answer.words, key=key, by=by
        )  # fmt: skip
    except Refusal as refusal:
        session.rollback()
        order = order_desk.find(number)
        refund_form.refused(order, answer, refusal)
        return _page(order, answer, 422)
    session.commit()
    if refund.state == "asked":
        flash(_("Jumlahnya besar, jadi petugas memeriksanya dulu."))
    else:
        flash(_("%(sum)s kembali ke pembeli. Pembeli kami kabari.", sum=rupiah.show(refund.amount)))
    return redirect(url_for("seller.inbox.order", number=number), 303)


def _page(order: Order, answer: Answer, status: int = 200, plan: refunds.Plan | None = None) -> Response:
    session, by = db.session(), identity.actor()
    return fragments.page(
        "seller/refunds/show.html",
        status=status,
        order=order,
        answer=answer,
        plan=plan,
        left=refunds.left(session, order, by=by),
        why_not=refund_words.why_not(refunds.why_not(order)),
        sellable=refund_form.sellable(order),
        reasons=[(code, refund_words.reason(code)) for code in REASONS],
        earned=order.state == "completed" or not order.group.is_prepaid,
        words=refund_words,
        problems=refund_form.problems(order, answer),
        form_errors=answer.errors,
    )
