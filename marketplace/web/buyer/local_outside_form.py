"""The form of a local purchase made elsewhere: from whom, what, when, how much, and its paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField

from marketplace.sourcing.local_report_rows import LocalReport
from marketplace.web import filters, forms, local_fields
from marketplace.web.day_field import DayField


class OutsideForm(forms.Form):
    """One purchase, as the nota says."""

    code = SelectField(_l("Kelas barang"))
    seller = StringField(_l("Dibeli dari"), [forms.needed(_l("Tulis nama penjualnya.")), forms.at_most(120)])
    product = StringField(_l("Barang lokal"), [forms.needed(_l("Tulis nama barangnya.")), forms.at_most(120)])
    bought_on = DayField(_l("Tanggal beli"), [forms.needed(_l("Tulis tanggalnya."))])
    amount = local_fields.TotalField(_l("Nilai"), [forms.needed(_l("Tulis nilainya."))])
    grams = local_fields.KiloField(_l("Berat"), [forms.optional()])
    paper = FileField(_l("Nota atau faktur"), [forms.needed(_l("Pilih foto atau PDF notanya."))])

    def explain(self, errors: dict[str, str], first: date) -> None:
        """Put what the domain found wrong under its field."""
        told = {
            "bought_on": _("Tanggalnya harus di %(month)s dan sudah lewat.", month=filters.month(first)),
            "amount": _("Tulis jumlah di atas nol."),
            "grams": _("Tulis beratnya. Aturan ini menghitung berat."),
            "code": _("Pilih kelasnya."),
        }
        for name in errors:
            self.refuse(name, told.get(name, _("Bagian ini perlu diisi.")))


def blank(report: LocalReport) -> OutsideForm:
    """Empty."""
    return _with_classes(OutsideForm(formdata=None), report)


def sent(report: LocalReport) -> OutsideForm:
    """As it was sent."""
    return _with_classes(OutsideForm(), report)


def _with_classes(form: Any, report: LocalReport) -> OutsideForm:
    form.code.choices = forms.choices(*((line.code, line.name) for line in report.rule.lines))
    return form  # type: ignore[no-any-return]
