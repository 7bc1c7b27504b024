"""The form that puts an order's address right, for its buyer and for staff."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import StringField, TextAreaField

from marketplace.kernel.actor import Actor
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.trade import readdressing
from marketplace.trade.orders import OrderGroup
from marketplace.trade.readdressing import Address

from . import forms, identity, place_choices


class AddressForm(forms.Form):
    """Who receives, and where."""

    name = forms.NameField(_l("Nama penerima"), [forms.needed(_l("Tulis nama penerima."))])
    street = StringField(
        _l("Alamat lengkap"), [forms.needed(_l("Tulis jalan, nomor rumah dan RT.")), forms.at_most(200)]
    )
    landmark = StringField(_l("Patokan"), [forms.optional(), forms.at_most(120)])
    kelurahan = forms.ChoiceField(_l("Kelurahan"), [forms.needed(_l("Pilih kelurahannya."))])
    courier_note = TextAreaField(_l("Catatan untuk pengantar"), [forms.optional(), forms.at_most(200)])


def of(group: OrderGroup) -> AddressForm:
    """The form with the address as it is."""
    values = {name: getattr(group, name) for name in ("name", "street", "landmark", "courier_note")}
    return _with_places(AddressForm(formdata=None, kelurahan=group.kelurahan_code or "", **values))


def typed() -> AddressForm:
    """The form as it was sent."""
    return _with_places(AddressForm())


def change(group: OrderGroup, form: AddressForm) -> bool:
    """Put it right and say so, or that it is too late; False when the form holds what is wrong."""
    session = db.session()
    try:
        if not _save(session, group, form, by=identity.actor()):
            return False
    except NotAllowed:
        session.rollback()
        flash(_("Alamat tidak bisa diubah lagi."), "warning")
    else:
        session.commit()
        flash(_("Alamat tersimpan. Penjual sudah dikabari."))
    return True


def _save(session: Session, group: OrderGroup, form: AddressForm, *, by: Actor) -> bool:
    if not form.validate():
        return False
    told = Address(
        form.name.data, form.street.data, form.landmark.data or "", form.courier_note.data or "", form.kelurahan.data
    )
    try:
        readdressing.correct(session, group, told, by=by)
    except Invalid:
        session.rollback()
        form.refuse("kelurahan", _("Kecamatan lain punya ongkir lain. Batalkan pesanan ini, lalu pesan lagi."))
        return False
    return True


def why_not(reason: str) -> str:
    """Why the address stays, in words."""
    return {
        "outlet": _("Alamat ini alamat outlet. Ubah di data organisasi."),
        "ended": _("Pesanan ini sudah selesai."),
        "gone": _("Barangnya sudah berangkat. Hubungi penjualnya."),
    }.get(reason, "")


def _with_places(form: AddressForm) -> AddressForm:
    form.kelurahan.choices = place_choices.of(db.session())
    return form
