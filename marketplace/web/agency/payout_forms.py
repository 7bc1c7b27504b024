"""What finance fills in when it pays."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField

from marketplace.web import forms
from marketplace.web.rupiah_field import SumField


class ProofForm(forms.Form):
    """The bank's proof of what was sent."""

    proof = FileField(_l("Foto bukti transfer"), [forms.needed(_l("Pilih foto bukti transfer."))])


class FailForm(forms.Form):
    """Why a payout did not arrive."""

    reason = TextAreaField(_l("Mengapa gagal?"), [forms.needed(_l("Tulis mengapa gagal.")), forms.at_most(200)])


class DepositForm(forms.Form):
    """Cash that a maker transferred to the operator."""

    key = HiddenField()
    amount = SumField(_l("Jumlah yang masuk"), [forms.needed(_l("Tulis jumlah yang masuk."))])
    proof = FileField(_l("Foto bukti"), [forms.needed(_l("Pilih foto bukti."))])
