"""A hotel, restaurant or caterer begins to buy here: who it is, and where goods come."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, ValidationError

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import founding
from marketplace.web import forms, fragments, identity, organisation_words, place_choices, sentences
from marketplace.web.access import PERSON, PUBLIC, policy

bp = Blueprint("joining", __name__)
PAGE = "buyer/joining/show.html"


class PlaceForm(forms.Form):
    """Where goods come."""

    kelurahan = SelectField(_l("Kelurahan"))
    street = StringField(_l("Alamat"), [forms.needed(_l("Tulis jalan dan nomor.")), forms.at_most(200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kelurahan.choices = place_choices.of(db.session())

    def validate_kelurahan(self, field: SelectField) -> None:
        """A kelurahan is needed."""
        if not field.data:
            raise ValidationError(_("Pilih kelurahannya."))


class JoinForm(PlaceForm):
    """All that is needed to begin; numbers and papers come later."""

    name = forms.NameField(_l("Nama organisasi"), [forms.needed(_l("Tulis nama hotel atau usaha Anda."))])
    kind = forms.ChoiceField(_l("Jenis"), empty="—")
    phone = forms.PhoneField(_l("Nomor telepon kantor"), [forms.needed(_l("Tulis nomor yang bisa kami hubungi."))])
    email = forms.EmailField(_l("E-mail kantor"), [forms.optional()])
    outlet = forms.NameField(_l("Nama outlet"), [forms.needed(_l("Tulis nama outlet, misalnya Dapur utama."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = forms.choices(*organisation_words.kinds())


@bp.get("/pembelian/daftar")
@policy(PUBLIC)
def show() -> Response:
    """What buying together means; who is logged in fills in the form."""
    form = JoinForm(formdata=None) if identity.person() else None
    return fragments.page(PAGE, form=form)


@bp.post("/pembelian/daftar")
@policy(PERSON)
def submit() -> Response:
    """Open it; who does so owns it."""
    form = JoinForm()
    if not form.validate():
        return _again(form)
    told = founding.Told(
        **{name: form[name].data or "" for name in ("name", "kind", "phone", "email", "outlet", "street", "kelurahan")}
    )
    try:
        organisation = founding.found(db.session(), identity.me(), told, by=identity.actor())
    except Refusal as error:
        db.session.rollback()
        form.refuse_all(sentences.of(error))
        return _again(form)
    db.session.commit()
    flash(_("%(name)s sudah terdaftar. Anda pemiliknya.", name=organisation.name))
    return fragments.leave(url_for("buyer.settings.show", org=organisation.public_id))


def _again(form: JoinForm) -> Response:
    return fragments.page(PAGE, status=422, form=form, form_errors=form.errors)
