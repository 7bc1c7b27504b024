"""Finance: problems that buyers tell, both sides beside each other, and the decision."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.trade import dispute_queue, dispute_rows, disputes, refund_rows, refunds
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.refunds import Part
from marketplace.web import fragments, identity, refund_form, refund_words, words
from marketplace.web.access import policy
from marketplace.web.refund_form import Answer

from . import opening

bp = Blueprint("disputes", __name__)


@bp.get("/agensi/sengketa")
@policy("staff:finance")
def show() -> Response:
    """What waits, finance's turn first, and what is over."""
    session = db.session()
    return fragments.page(
        "agency/disputes/show.html",
        undecided=dispute_queue.undecided(session),
        closed=dispute_queue.closed(session),
        words=refund_words,
    )


@bp.get("/agensi/sengketa/<public_id>")
@policy("staff:finance")
def one(public_id: str) -> Response:
    """One dispute with both sides and the order."""
    dispute = dispute_queue.by_public_id(db.session(), public_id)
    return _one(dispute, refund_form.blank(dispute.order))


@bp.post("/agensi/sengketa/<public_id>")
@policy("staff:finance")
def decide(public_id: str) -> Response:
    """The decision, with its reason; the money moves with it."""
    session, by = db.session(), identity.actor()
    dispute = dispute_queue.by_public_id(session, public_id)
    left = refunds.left(session, dispute.order, by=by)
    answer, decision = refund_form.typed(dispute.order, left), request.form.get("decision", "")
    answer.words = request.form.get("words", "").strip()
    parts, fee = _read(dispute, answer, decision, left)
    if answer.errors:
        return _one(dispute, answer, 422, decision)
    try:
        refund = disputes.decide(session, dispute, decision, answer.words, parts=parts, fee=fee, by=by)
    except NotAllowed:
        session.rollback()
        flash(_("Laporan ini sudah diputuskan."), "warning")
        return redirect(url_for("agency.disputes.one", public_id=public_id), 303)
    except Refusal as refusal:
        session.rollback()
        dispute = dispute_queue.by_public_id(session, public_id)
        _refused(dispute, answer, refusal)
        return _one(dispute, answer, 422, decision)
    number = dispute.order.number
    session.commit()
    if refund is not None and refund.state == "asked":
        flash(_("Lebih dari batas: orang kedua harus setuju dulu."), "warning")
        return redirect(url_for("agency.refunds.one", public_id=refund.public_id), 303)
    amount = refund.amount if refund is not None else 0
    flash(
        _("%(number)s diputuskan: %(sum)s kembali ke pembeli.", number=number, sum=rupiah.show(amount))
        if amount
        else _("%(number)s diputuskan: tidak ada uang yang kembali.", number=number)
    )
    return redirect(url_for("agency.disputes.show"), 303)


@bp.get("/agensi/sengketa/foto/<photo_id>")
@policy("staff:finance")
def photo(photo_id: str) -> Response:
    """A photo of either side."""
    found = dispute_queue.photo(db.session(), photo_id)
    dispute = db.session().get_one(Dispute, found.dispute_id)
    return opening.picture(found.file_key, f"order:{dispute.order_id}", "dispute")


def _read(dispute: Dispute, answer: Answer, decision: str, left: refunds.Left) -> tuple[list[Part], int]:
    if decision not in dispute_rows.DECISIONS:
        answer.errors["decision"] = _("Pilih putusannya.")
    if not answer.words:
        answer.errors["words"] = _("Tulis alasannya untuk kedua pihak.")
    return refund_form.read(dispute.order, answer, left) if decision == "part" else ([], 0)


def _refused(dispute: Dispute, answer: Answer, refusal: Refusal) -> None:
    if isinstance(refusal, Invalid):
        answer.errors["words"] = _("Paling banyak 1.000 huruf.")
    else:
        refund_form.refused(dispute.order, answer, refusal)


def _one(dispute: Dispute, answer: Answer, status: int = 200, decision: str = "") -> Response:
    session, by, order = db.session(), identity.actor(), dispute.order
    asked = disputes.asked_amount(session, dispute)
    labels = {
        "refund": _("Setuju dengan pembeli: %(sum)s kembali", sum=rupiah.show(asked)),
        "part": _("Sebagian kembali, saya isi di bawah"),
        "none": _("Tidak ada uang yang kembali"),
    }
    if not asked:
        del labels["refund"]
    problems = [*refund_form.problems(order, answer)]
    named = {"decision": _("Putusan"), "words": _("Alasan")}
    return fragments.page(
        "agency/disputes/one.html",
        status=status,
        dispute=dispute,
        order=order,
        answer=answer,
        decision=decision,
        decisions=list(labels.items()),
        asked=asked,
        left=refunds.left(session, order, by=by),
        sellable=refund_form.sellable(order),
        earlier=refund_rows.of_orders(session, [order.id]),
        may_decide=dispute_rows.FLOW.may(dispute.state, "decide", "finance"),
        waiting=next((row for row in refund_rows.waiting(session) if row.dispute_id == dispute.id), None),
        words=refund_words,
        states=words,
        problems=[(name, text, where or named.get(name, "")) for name, text, where in problems],
        form_errors=answer.errors,
        address=lambda photo: url_for("agency.disputes.photo", photo_id=photo.public_id),
    )
