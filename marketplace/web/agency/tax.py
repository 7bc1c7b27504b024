"""Finance: the dated rules behind tax lines, and which makers are PKP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField, ValidationError

from marketplace.catalog import categories
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.money import tax_rules
from marketplace.money.tax_rules import TaxRule
from marketplace.people import producers, taxpayers
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy
from marketplace.web.day_field import DayField

bp = Blueprint("tax", __name__)


class PercentField(forms.ReadField):
    """A percentage with up to two decimals, kept in basis points."""

    def read(self, text: str) -> int:
        whole, _comma, part = text.rstrip("% ").replace(".", ",").partition(",")
        if not (whole + part).isascii() or not (whole + part).isdigit() or len(whole) > 2 or len(part) > 2 or not whole:
            raise ValidationError(_("Tulis persen, misalnya 12 atau 0,5."))
        return int(whole) * 100 + int(part.ljust(2, "0"))

    def show(self, value: int) -> str:
        return percent(value)


class FractionField(forms.ReadField):
    """`11/12`."""

    def read(self, text: str) -> tuple[int, int]:
        above, slash, below = text.replace(" ", "").partition("/")
        parts = (above, below if slash else "1")
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts) or not int(parts[1]):
            raise ValidationError(_("Tulis pecahan, misalnya 11/12."))
        return int(parts[0]), int(parts[1])

    def show(self, value: tuple[int, int]) -> str:
        return f"{value[0]}/{value[1]}"


class RuleForm(forms.Form):
    """A new rule from a day on."""

    kind = forms.ChoiceField(_l("Jenis"), [forms.needed(_l("Pilih jenisnya."))], empty=_l("Pilih dari daftar"))
    words = StringField(_l("Tulisan pada dokumen"), [forms.needed(_l("Tulis kalimatnya.")), forms.at_most(120)])
    rate = PercentField(_l("Tarif, persen"), [forms.optional()])
    fraction = FractionField(_l("Dasar, bagian dari harga"), [forms.optional()])
    category = forms.ChoiceField(_l("Jenis barang yang bebas PPN"), [forms.optional()], empty=_l("tidak ada"))
    valid_from = DayField(_l("Berlaku mulai"), [forms.needed(_l("Tulis tanggalnya."))])
    source = StringField(_l("Dasar hukum"), [forms.optional(), forms.at_most(120)])


class EndForm(forms.Form):
    """The last day of a rule."""

    last = DayField(_l("Hari terakhir"), [forms.needed(_l("Tulis tanggalnya."))])


class PkpForm(forms.Form):
    """A maker's tax number, and since when she is PKP."""

    producer = StringField(_l("Nama toko"), [forms.needed(_l("Tulis nama tokonya.")), forms.at_most(100)])
    npwp = StringField(_l("NPWP"), [forms.needed(_l("Tulis NPWP-nya."))])
    since = DayField(_l("PKP sejak"), [forms.optional()])


@bp.get("/agensi/pajak")
@policy("staff:finance")
def show() -> Response:
    """Rules and makers."""
    return _page()


@bp.post("/agensi/pajak/aturan")
@policy("staff:finance")
def add() -> Response:
    """Add a rule."""
    form = _rule_form()
    if not form.validate() or not _complete(form):
        return _page(422, rule_form=form)
    above, below = form.fraction.data or (1, 1)
    rule = TaxRule(
        kind=form.kind.data, words=form.words.data, rate=form.rate.data or 0, numerator=above, denominator=below,
        category=form.category.data or "", valid_from=form.valid_from.data, source=form.source.data or "",
    )  # fmt: skip
    tax_rules.add(db.session(), rule, by=identity.actor())
    return _saved(_("Aturan pajak tersimpan."))


@bp.post("/agensi/pajak/aturan/<int:rule_id>/akhiri")
@policy("staff:finance")
def end(rule_id: int) -> Response:
    """Let a rule end."""
    form = EndForm()
    if not form.validate():
        return _page(422, end_form=form, ending=rule_id)
    try:
        tax_rules.end(db.session(), rule_id, form.last.data, by=identity.actor())
    except Invalid:
        form.refuse("last", _("Hari terakhir tidak boleh sebelum hari mulainya."))
        return _page(422, end_form=form, ending=rule_id)
    return _saved(_("Aturan pajak diakhiri."))


@bp.post("/agensi/pajak/pkp")
@policy("staff:finance")
def note_pkp() -> Response:
    """Keep a maker's tax number."""
    form, session = PkpForm(), db.session()
    maker = producers.meant(session, form.producer.data or "")
    if form.validate() and maker is None:
        form.refuse("producer", _("Tidak ada satu toko dengan nama itu. Tulis namanya lengkap."))
    if form.errors or maker is None:
        return _page(422, pkp_form=form)
    try:
        taxpayers.note(session, maker.slug, form.npwp.data, form.since.data, by=identity.actor())
    except Invalid:
        form.refuse("npwp", _("NPWP terdiri dari 15 atau 16 angka."))
        return _page(422, pkp_form=form)
    return _saved(_("NPWP penjual tersimpan."))


def percent(points: int) -> str:
    """`1200` → `12`, `50` → `0,5`."""
    return f"{points // 100},{points % 100:02d}".rstrip("0").rstrip(",")


def _complete(form: RuleForm) -> bool:
    if (form.kind.data == "exempt") != bool(form.category.data):
        form.refuse("category", _("Pilih jenis barang hanya untuk bebas PPN."))
    if form.kind.data in {"ppn", "pph22"} and not form.rate.data:
        form.refuse("rate", _("Tulis tarifnya."))
    return not form.errors


def _kinds() -> dict[str, str]:
    return {
        "non_pkp": _("Kalimat untuk non-PKP"),
        "ppn": _("PPN"),
        "exempt": _("Bebas PPN"),
        "pph22": _("PPh 22"),
    }


def _rule_form(**how: Any) -> RuleForm:
    form = RuleForm(**how)
    form.kind.choices = forms.choices(*_kinds().items())
    form.category.choices = forms.choices(*((row.code, row.name) for row in categories.listed(db.session())))
    return form


def _saved(sentence: str) -> Response:
    db.session.commit()
    flash(sentence)
    return redirect(url_for("agency.tax.show"), 303)


def _page(status: int = 200, *, ending: int = 0, **given: forms.Form) -> Response:
    session = db.session()
    refused = next(iter(given.values()), None)
    return fragments.page(
        "agency/tax/show.html",
        status=status,
        rules=tax_rules.listed(session),
        kinds=_kinds(),
        names={row.code: row.name for row in categories.listed(session)},
        percent=percent,
        day=clock.today(),
        makers=taxpayers.listed(session),
        masked=taxpayers.masked,
        rule_form=given.get("rule_form") or _rule_form(formdata=None, data={}),
        pkp_form=given.get("pkp_form") or PkpForm(formdata=None),
        end_form=given.get("end_form") or EndForm(formdata=None),
        ending=ending,
        form=refused,
        form_errors=refused.errors if refused else None,
    )
