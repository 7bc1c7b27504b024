"""Finance: delivery fees that were kept for the courier, and the bills paid from them."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from marketplace.kernel import ids
from marketplace.kernel.db import db
from marketplace.money import courier_bills
from marketplace.money.receiving import ReceivingAccount
from marketplace.trade import dealing
from marketplace.web import forms, fragments, identity, uploads
from marketplace.web.access import policy
from marketplace.web.seller.fields import PriceField

from . import spending

bp = Blueprint("courier", __name__)


class BillForm(forms.Form):
    """A bill that was paid."""

    key = HiddenField()
    amount = PriceField(_l("Jumlah yang dibayar"), [forms.needed(_l("Tulis jumlahnya."))])
    note = StringField(_l("Kurir dan masa tagihan"), [forms.needed(_l("Tulis kurirnya.")), forms.at_most(200)])
    proof = FileField(_l("Foto bukti"), [forms.needed(_l("Pilih foto bukti bayar."))])


@bp.get("/agensi/kurir")
@policy("staff:finance")
def show() -> Response:
    """What waits for the courier's bill, and the bills."""
    return _page(BillForm(formdata=None, key=ids.token()))


@bp.post("/agensi/kurir")
@policy("staff:finance")
@uploads.large
def pay() -> Response:
    """Record a paid bill; sent twice it is one bill."""
    form = BillForm()

    def spend(account: ReceivingAccount, proof_key: str) -> None:
        courier_bills.pay(
            db.session(), form.amount.data, form.note.data, proof_key, account=account,
            key=form.key.data or ids.token(), by=identity.actor(),
        )  # fmt: skip

    too_much, done = _("Tulis jumlah di atas nol."), _("Tagihan kurir tercatat.")
    if not spending.written_down(form, "courier", spend, too_much=too_much, done=done):
        return _page(form, 422)
    return fragments.leave(url_for("agency.courier.show"))


@bp.get("/agensi/kurir/<public_id>/bukti")
@policy("staff:finance")
def photo(public_id: str) -> Response:
    """The picture of a bill's payment."""
    return uploads.show(courier_bills.by_public_id(db.session(), public_id).proof_key)


def _page(form: BillForm, status: int = 200) -> Response:
    session = db.session()
    return fragments.page(
        "agency/courier/show.html",
        status=status,
        form=form,
        form_errors=form.errors or None,
        due=courier_bills.due(session),
        bills=courier_bills.paid(session),
        by_operator=dealing.COURIER_PAID_BY(session) == "operator",
    )
