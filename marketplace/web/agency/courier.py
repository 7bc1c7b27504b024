"""Finance: delivery fees that were kept for the courier, and the bills paid from them."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from marketplace.kernel import ids
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.money import courier_bills, receiving
from marketplace.trade import dealing
from marketplace.web import forms, fragments, identity, sentences, uploads
from marketplace.web.access import policy
from marketplace.web.seller.fields import PriceField

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
    session, form = db.session(), BillForm()
    account = receiving.current(session, "bank")
    if account is None:
        form.refuse_all(_("Belum ada rekening operator. Tambahkan rekening bank lebih dulu."))
    if not form.validate() or account is None:
        return _page(form, 422)
    try:
        picture = uploads.read(form.proof.data, "courier")
        courier_bills.pay(
            session, form.amount.data, form.note.data, picture.key, account=account,
            key=form.key.data or ids.token(), by=identity.actor(),
        )  # fmt: skip
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("proof", sentences.of(refusal))
        return _page(form, 422)
    except Invalid:
        form.refuse("amount", _("Tulis jumlah di atas nol."))
        return _page(form, 422)
    picture.store()
    session.commit()
    flash(_("Tagihan kurir tercatat."))
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
