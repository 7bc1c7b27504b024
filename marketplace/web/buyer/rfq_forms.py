"""Forms of a request for quotation: its head and one line."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField

from marketplace.kernel import clock
from marketplace.kernel.errors import Invalid
from marketplace.people.buyers import Desk
from marketplace.sourcing.asking_quotes import Wish
from marketplace.sourcing.rfqs import CERTIFICATES, RfqLine
from marketplace.web import day_field, quote_words
from marketplace.web.day_field import DayField
from marketplace.web.forms import ChoiceField, Form, ReadField, at_most, choices, needed, optional
from marketplace.web.rupiah_field import RupiahField
from marketplace.web.seller.fields import CountField
from marketplace.web.seller.papers_in_words import kind_name

CLOSING = 17 * 60


class DaysField(ReadField):
    """Several days: `3-12-2026, 10-12-2026`."""

    def read(self, text: str) -> list[date]:
        return [day_field.day(part.strip()) for part in re.split(r"[,;\n]+", text) if part.strip()]

    def show(self, value: list[date]) -> str:
        return ", ".join(f"{day.day}-{day.month}-{day.year}" for day in value)


class HeadForm(Form):
    """What it is about, for which outlet, until when."""

    title = StringField(_l("Judul"), [needed(_l("Tulis judulnya.")), at_most(120)])
    outlet = ChoiceField(_l("Outlet"), [needed(_l("Pilih outlet."))])
    deadline = DayField(_l("Produsen menjawab paling lambat"), [needed(_l("Pilih tanggalnya."))])
    terms = ChoiceField(_l("Rencana bayar"), [needed(_l("Pilih cara bayar."))])
    note = TextAreaField(_l("Keterangan untuk produsen"), [at_most(2000)])


class DeadlineForm(Form):
    """Only the time."""

    deadline = DayField(_l("Produsen menjawab paling lambat"), [needed(_l("Pilih tanggalnya."))])


class LineForm(Form):
    """One thing with its specification."""

    name = StringField(_l("Barang"), [needed(_l("Tulis barangnya.")), at_most(120)])
    pack = StringField(_l("Kemasan"), [needed(_l("Tulis kemasannya, misalnya 1 kg.")), at_most(60)])
    quantity = CountField(_l("Jumlah kemasan"), [needed(_l("Tulis jumlahnya."))])
    days = DaysField(_l("Tanggal tiba"), [optional()])
    shelf_days = CountField(_l("Sisa masa simpan paling sedikit (hari)"), [optional()], most=3_650)
    certificates = SelectMultipleField(_l("Surat yang wajib ada"), [optional()])
    budget = RupiahField(_l("Anggaran satu kemasan"), [optional()])
    note = TextAreaField(_l("Spesifikasi lain"), [at_most(500)])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.certificates.choices = choices(*((kind, kind_name(kind)) for kind in CERTIFICATES))

    def wish(self, line: RfqLine | None = None) -> Wish:
        """What was typed."""
        return Wish(
            self.name.data, self.pack.data, self.quantity.data, self.days.data or [], self.shelf_days.data,
            self.certificates.data or [], self.budget.data or None, self.note.data or "",
            line.variant_id if line else None,
        )  # fmt: skip


def head(desk: Desk, *, typed: bool) -> HeadForm:
    """The head with the outlets and ways of paying of this person's desk."""
    form = HeadForm() if typed else HeadForm(formdata=None)
    outlets = desk.outlets("requester")
    form.outlet.choices = choices(*((outlet.public_id, outlet.name) for outlet in outlets))
    form.terms.choices = choices(*quote_words.all_terms(desk.organisation.terms))
    if not typed:
        form.outlet.data = outlets[0].public_id if len(outlets) == 1 else form.outlet.data
        form.terms.data = desk.organisation.terms[-1]
        form.deadline.process_data(clock.today() + timedelta(days=3))
    return form


def of_line(line: RfqLine) -> LineForm:
    """A line as it stands."""
    form = LineForm(formdata=None)
    for name in ("name", "pack", "quantity", "shelf_days", "budget", "note"):
        form[name].process_data(getattr(line, name))
    form.days.process_data(line.dates or None)
    form.certificates.process_data(line.certificates)
    return form


def closing(day: date) -> datetime:
    """A deadline: the end of the working day."""
    return clock.at(day, CLOSING)


def refuse(form: Any, refusal: Invalid) -> None:
    """Put the domain's objections by their fields."""
    said = {
        "past": _("Pilih waktu yang belum lewat."),
        "far": _("Terlalu jauh. Paling lama 30 hari."),
        "earlier": _("Harus lebih lama dari batas yang sekarang."),
        "many": _("Terlalu banyak."),
        "large": _("Angkanya terlalu besar."),
    }
    errors: Any = refusal.facts["errors"]
    for name, why in errors.items():
        form.refuse(name if name in form._fields else next(iter(form._fields)), said.get(why, _("Periksa isian ini.")))
