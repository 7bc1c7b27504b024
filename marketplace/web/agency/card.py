"""Finance: card money. What needs a hand, what lies at the provider, and what reached the bank."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.money import card_cases, card_money, receiving
from marketplace.people import names
from marketplace.trade import card_disputes, card_payments
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy
from marketplace.web.rupiah_field import SumField

from . import card_words

bp = Blueprint("card", __name__)


class SettledForm(forms.Form):
    """What the provider sent to the bank, as its own statement says."""

    reference = StringField(
        _l("Nomor pencairan dari penyedia"), [forms.needed(_l("Tulis nomornya, misalnya po_123.")), forms.at_most(80)]
    )
    gross = SumField(_l("Jumlah sebelum potongan"), [forms.needed(_l("Tulis jumlahnya."))])
    fee = SumField(_l("Potongan penyedia"), [forms.needed(_l("Tulis potongannya; 0 bila tidak ada."))])


@bp.get("/agensi/kartu")
@policy("staff:finance")
def show() -> Response:
    """Cases first, then the money."""
    return _page()


@bp.post("/agensi/kartu/masuk-bank")
@policy("staff:finance")
def settled() -> Response:
    """Record that card money reached the bank."""
    session, form = db.session(), SettledForm()
    if not form.validate():
        return _page(form, 422)
    account = receiving.current(session, "bank")
    if account is None:
        form.refuse_all(_("Belum ada rekening bank."))
        return _page(form, 422)
    try:
        reference = names.clean(form.reference.data)
        card_money.settle(session, reference, form.gross.data, form.fee.data, account, by=identity.actor())
        session.commit()
        flash(_("%(sum)s tercatat masuk ke bank.", sum=rupiah.show(form.gross.data - form.fee.data)))
    except Invalid as refusal:
        session.rollback()
        return _page(_told(form, refusal), 422)
    except NotAllowed:
        session.rollback()
        flash(_("Pencairan %(reference)s sudah dicatat sebelumnya.", reference=form.reference.data), "warning")
    return redirect(url_for("agency.card.show"), 303)


@bp.post("/agensi/kartu/<public_id>")
@policy("staff:finance")
def close(public_id: str) -> Response:
    """A case is dealt with; a lost dispute is written off."""
    session = db.session()
    case = card_cases.by_public_id(session, public_id)
    note = names.clean(request.form.get("note", ""))
    try:
        if request.form.get("act") == "loss" and card_words.is_lost(case):
            card_disputes.accept_loss(session, case, by=identity.actor())
            flash(_("%(sum)s dicatat sebagai kerugian.", sum=rupiah.show(case.amount)))
        elif card_words.closes_itself(case) or not note:
            return _page(status=422, unsaid=public_id)
        else:
            card_cases.close(session, case, note, by=identity.actor())
            flash(_("Sudah ditandai selesai."))
        session.commit()
    except NotAllowed:
        session.rollback()
        flash(_("Ini sudah diselesaikan sebelumnya."), "warning")
    return redirect(url_for("agency.card.show"), 303)


def _told(form: SettledForm, refusal: Invalid) -> SettledForm:
    errors = refusal.facts["errors"]
    if isinstance(errors, dict) and "gross" in errors:
        limit = rupiah.show(max(card_money.balance(db.session()), 0))
        form.refuse("gross", _("Tulis lebih dari nol dan paling banyak %(limit)s, yang ada di penyedia.", limit=limit))
    if isinstance(errors, dict) and "fee" in errors:
        form.refuse("fee", _("Potongan harus lebih kecil dari jumlahnya."))
    return form


def _page(form: SettledForm | None = None, status: int = 200, unsaid: str = "") -> Response:
    session = db.session()
    cases = card_cases.waiting(session)
    return fragments.page(
        "agency/card/show.html",
        status=status,
        cases=[card_words.shown(case, card_payments.group_of(session, case.payment_id)) for case in cases],
        balance=card_money.balance(session),
        check=card_money.last_check(session),
        settlements=card_money.settlements(session),
        form=form or SettledForm(formdata=None),
        form_errors=form.errors if form else unsaid or None,
        unsaid=unsaid,
    )
