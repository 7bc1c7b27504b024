"""Finance: withheld tax that is handed on to the state, month by month."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from marketplace.kernel import ids
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.money import tax_handed_on
from marketplace.money.receiving import ReceivingAccount
from marketplace.web import filters, forms, fragments, identity, sentences, uploads
from marketplace.web.access import policy
from marketplace.web.seller.fields import PriceField

from . import spending

bp = Blueprint("tax_handing", __name__)


class HandOnForm(forms.Form):
    """What was paid to the state."""

    key = HiddenField()
    month = forms.ChoiceField(_l("Masa pajak"), [forms.needed(_l("Pilih bulannya."))], empty=_l("Pilih dari daftar"))
    amount = PriceField(_l("Jumlah yang disetor"), [forms.needed(_l("Tulis jumlahnya."))])
    number = StringField(_l("NTPN"), [forms.needed(_l("Tulis NTPN dari bukti setor.")), forms.at_most(60)])
    proof = FileField(_l("Foto bukti setor"), [forms.needed(_l("Pilih foto bukti setor."))])


@bp.get("/agensi/pajak/setoran")
@policy("staff:finance")
def show() -> Response:
    """What was withheld by month, and what was handed on."""
    return _page(_form(blank=True))


@bp.post("/agensi/pajak/setoran")
@policy("staff:finance")
@uploads.large
def pay() -> Response:
    """Record a payment; sent twice it is one."""
    form = _form()

    def spend(account: ReceivingAccount, proof_key: str) -> None:
        tax_handed_on.hand_on(
            db.session(), date.fromisoformat(form.month.data), form.amount.data, form.number.data, proof_key,
            account=account, key=form.key.data or ids.token(), by=identity.actor(),
        )  # fmt: skip

    too_much, done = _("Jumlahnya melebihi pajak yang belum disetor."), _("Setoran pajak tercatat.")
    if not spending.written_down(form, "tax", spend, too_much=too_much, done=done):
        return _page(form, 422)
    return fragments.leave(url_for("agency.tax_handing.show"))


@bp.post("/agensi/pajak/setoran/<public_id>/batal")
@policy("staff:finance")
def take_back(public_id: str) -> Response:
    """It was written wrongly."""
    session, reason = db.session(), request.form.get("reason", "")
    paid = tax_handed_on.by_public_id(session, public_id)
    try:
        tax_handed_on.take_back(session, paid, reason, by=identity.actor())
    except Refusal as refusal:
        session.rollback()
        problem = _("Tulis alasannya.") if isinstance(refusal, Invalid) else sentences.of(refusal)
        return _page(_form(blank=True), 422, wrong=public_id, problem=problem, reason=reason)
    session.commit()
    flash(_("Setoran pajak dibatalkan."))
    return fragments.leave(url_for("agency.tax_handing.show"))


@bp.get("/agensi/pajak/setoran/<public_id>/bukti")
@policy("staff:finance")
def photo(public_id: str) -> Response:
    """The picture of a payment."""
    return uploads.show(tax_handed_on.by_public_id(db.session(), public_id).proof_key)


def _form(blank: bool = False) -> HandOnForm:
    form = HandOnForm(formdata=None, key=ids.token()) if blank else HandOnForm()
    form.month.choices = [(one.first.isoformat(), filters.month(one.first)) for one in tax_handed_on.months()]
    return form


def _page(form: HandOnForm, status: int = 200, **given: str) -> Response:
    session = db.session()
    return fragments.page(
        "agency/tax/handing.html",
        status=status,
        form=form,
        form_errors=form.errors or None,
        due=tax_handed_on.due(session),
        months=[one for one in tax_handed_on.by_month(session) if one.withheld or one.handed_on],
        payments=tax_handed_on.newest(session),
        **given,
    )
