"""What checkout asks of a buyer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from marketplace.kernel.db import db
from marketplace.web import forms, place_choices


class ContactForm(forms.Form):
    """Name, phone and address: all a guest has to say."""

    name = forms.NameField(_l("Nama penerima"), [forms.needed(_l("Tulis nama penerima."))])
    phone = forms.MobileField(_l("Nomor HP atau WhatsApp"), [forms.needed(_l("Tulis nomor HP atau WhatsApp."))])
    email = forms.EmailField(_l("E-mail"), [forms.optional()])
    kelurahan = SelectField(_l("Kelurahan"), validate_choice=True)
    street = StringField(_l("Alamat lengkap"), [forms.needed(_l("Tulis jalan, nomor rumah dan RT.")), Length(max=200)])
    landmark = StringField(_l("Patokan"), [forms.optional(), Length(max=120)])
    courier_note = TextAreaField(_l("Catatan untuk pengantar"), [forms.optional(), Length(max=200)])

    def offer_places(self) -> None:
        """Fill the list of kelurahan, grouped by kecamatan."""
        self.kelurahan.choices = place_choices.of(db.session())

    def validate_kelurahan(self, field: SelectField) -> None:
        """A kelurahan is needed."""
        if not field.data:
            raise ValidationError(str(_l("Pilih kelurahan Anda.")))

    def answers(self) -> dict[str, str]:
        """The checked answers, cleaned."""
        return {name: str(self[name].data or "") for name in (
            "name", "phone", "email", "kelurahan", "street", "landmark", "courier_note"
        )}  # fmt: skip
