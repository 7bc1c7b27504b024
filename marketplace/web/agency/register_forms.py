"""What is asked about a business: in the field, at the desk, and at a visit."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.people import businesses, visits
from marketplace.people.businesses import Told
from marketplace.web import forms, place_choices
from marketplace.web.day_field import DayField

from . import register_words

HOW = (("in_person", _l("Bertemu langsung")), ("call_back", _l("Lewat telepon balik ke nomornya")))


class BusinessForm(forms.Form):
    """The record itself."""

    name = StringField(_l("Nama usaha"), [forms.needed(_l("Tulis nama usahanya.")), forms.at_most(businesses.LONGEST)])
    owner_name = StringField(_l("Nama pemilik"), [forms.optional(), forms.at_most(businesses.LONGEST)])
    phone = forms.PhoneField(_l("Nomor HP"), [forms.optional()])
    kelurahan = forms.ChoiceField(_l("Kelurahan"), [forms.optional()])
    street = StringField(_l("Alamat"), [forms.optional(), forms.at_most(businesses.LONGEST)])
    makes = StringField(_l("Yang dibuat"), [forms.optional(), forms.at_most(businesses.LONGEST)])
    sector = forms.ChoiceField(_l("Bidang"), [forms.optional()], empty=_l("Pilih bidang"))
    scale = forms.ChoiceField(_l("Skala"), [forms.optional()])
    nib = StringField(_l("NIB"), [forms.optional(), forms.at_most(30)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kelurahan.choices = place_choices.of(db.session())
        self.sector.choices = forms.choices(*register_words.sectors())
        self.scale.choices = forms.choices(*register_words.scales())

    def told(self) -> Told:
        """What was typed."""
        return Told(
            self.name.data or "", self.owner_name.data or "", self.phone.data or "", self.nib.data or "",
            self.scale.data or "", self.sector.data or "", self.kelurahan.data or "", self.street.data or "",
            self.makes.data or "",
        )  # fmt: skip


class FieldForm(BusinessForm):
    """The same in the owner's kitchen: with the consent, and the shop at once if she wants one."""

    draft = HiddenField()
    kelurahan = forms.ChoiceField(_l("Kelurahan"), [forms.needed(_l("Pilih kelurahannya."))])
    how = RadioField(
        _l("Bagaimana pemiliknya setuju?"), [forms.needed(_l("Pilih cara pemiliknya setuju."))],
        choices=forms.choices(*HOW), default="in_person",
    )  # fmt: skip
    read = BooleanField(
        _l("Saya membacakan teks ini, dan pemiliknya menjawab ya."),
        [forms.needed(_l("Bacakan teksnya dulu, lalu centang."))],
    )
    shop = BooleanField(_l("Pemiliknya juga mau berjualan di sini, dan saya boleh membantu mengisi tokonya."))
    distinct = BooleanField(_l("Saya sudah memeriksa. Ini usaha lain."))


class VisitForm(forms.Form):
    """One visit."""

    draft = HiddenField()
    business = forms.ChoiceField(_l("Usaha"), [forms.needed(_l("Pilih usahanya."))], empty=_l("Pilih usaha"))
    on = DayField(_l("Tanggal kunjungan"), [forms.needed(_l("Tulis tanggalnya."))])
    note = TextAreaField(
        _l("Catatan"), [forms.needed(_l("Tulis apa yang Anda lihat dan sepakati.")), forms.at_most(visits.LONGEST)]
    )
    photo = FileField(_l("Foto"))
    next_on = DayField(_l("Datang lagi"), [forms.optional()])


class AgreeForm(forms.Form):
    """How the owner agreed, and that the text was read."""

    how = RadioField(
        _l("Bagaimana pemiliknya setuju?"), [forms.needed(_l("Pilih cara pemiliknya setuju."))],
        choices=forms.choices(*HOW), default="in_person",
    )  # fmt: skip
    read = BooleanField(
        _l("Saya membacakan teks ini, dan pemiliknya menjawab ya."),
        [forms.needed(_l("Bacakan teksnya dulu, lalu centang."))],
    )


class AssignForm(forms.Form):
    """Who looks after the business."""

    officer = forms.ChoiceField(_l("Petugas"), [forms.needed(_l("Pilih petugasnya."))], empty=_l("Pilih petugas"))


class MergeForm(forms.Form):
    """Which fields come from the record that goes."""

    take = SelectMultipleField(_l("Ambil dari catatan kedua"), [forms.optional()])


def refuse(form: Any, refusal: Invalid) -> None:
    """Put each mistake that the domain found under its field."""
    errors = refusal.facts["errors"]
    for name, code in dict(errors if isinstance(errors, dict) else {}).items():
        form.refuse(name, register_words.wrong(name, str(code)))
