"""One line of a statement as the transfer of an organisation."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.money import statements
from marketplace.money.statements import StatementLine
from marketplace.people import organisations
from marketplace.trade import bill_matching, bills
from marketplace.trade.bill_paying import TooMuch
from marketplace.trade.bills import BillPayment
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import policy

from . import statement_lines

bp = Blueprint("statement_bills", __name__)


@bp.post("/agensi/mutasi/baris/<public_id>/tagihan")
@policy("staff:finance")
def accept(public_id: str) -> Response:
    """It pays these bills, it is a transfer that is written down, or it comes for a bill that was paid before."""
    session = db.session()
    line = statements.line(session, public_id)
    following = statement_lines.after(line)
    try:
        text = _decide(session, line)
    except Refusal as refused:
        session.rollback()
        flash(_said(refused), "warning")
        return fragments.leave(url_for("agency.statement_lines.show", public_id=public_id))
    session.commit()
    flash(text)
    return statement_lines.following_page(following)


def _decide(session: Session, line: StatementLine) -> str:
    by, form, shown = identity.actor(), request.form, rupiah.show(line.amount)
    if "transfer" in form:
        payment = session.scalars(select(BillPayment).where(BillPayment.public_id == form["transfer"])).first()
        if payment is None:
            raise NotFound(public_id=form["transfer"])
        bill_matching.link(session, line, payment, "hand", by=by)
        return _("%(sum)s dicatat untuk %(number)s.", sum=shown, number=payment.organisation.name)
    if "twice" in form:
        bill = bills.by_public_id(session, form["twice"])
        bill_matching.owe_back(session, line, bill, by=by)
        return _("%(sum)s masuk daftar Dikembalikan untuk %(number)s.", sum=shown, number=bill.number)
    owner = organisations.by_public_id(session, form.get("organisation", ""))
    wanted = set(form.getlist("bills"))
    chosen = [bill for bill in bills.open_of(session, owner.id) if bill.public_id in wanted]
    back = "surplus_back" in form
    paid = bill_matching.pay(session, line, owner, chosen, "hand", surplus_back=back, by=by)
    return _("%(sum)s dicatat untuk %(number)s.", sum=shown, number=", ".join(row.bill.number for row in paid.shares))


def _said(refused: Refusal) -> str:
    if isinstance(refused, TooMuch):
        return _(
            "Lebih %(sum)s dari tagihan yang dipilih. Pilih tagihan lain, atau centang kelebihannya.",
            sum=rupiah.show(int(str(refused.facts["surplus"]))),
        )
    if isinstance(refused, Invalid):
        return _("Pilih tagihan yang dibayar.")
    return sentences.of(refused)
