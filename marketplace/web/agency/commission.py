"""Finance: what the operator keeps of sales, and from whom no tax is withheld."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, ValidationError

from marketplace.catalog import categories
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.money import commission, withholding
from marketplace.people import producers
from marketplace.people.producers import Producer
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy
from marketplace.web.category_names import shown
from marketplace.web.day_field import DayField

bp = Blueprint("commission", __name__)


class PercentField(forms.ReadField):
    """`2,5` or `2.5 %` as basis points."""

    def read(self, text: str) -> int:
        found = re.fullmatch(r"(\d{1,2})(?:[.,](\d{1,2}))?\s*%?", text.strip())
        if found is None:
            raise ValidationError(_("Tulis persen dengan angka, misalnya 2,5."))
        points = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
        if points > commission.MOST:
            raise ValidationError(_("Paling besar %(most)s persen.", most=commission.MOST // 100))
        return points

    def show(self, value: int) -> str:
        return percent(value)


class RuleForm(forms.Form):
    """A new rule."""

    rate = PercentField(_l("Komisi, persen dari harga barang"), [forms.needed(_l("Tulis persennya, misalnya 2,5."))])
    maker = StringField(_l("Hanya untuk toko"), [forms.optional(), forms.at_most(100)])
    category = forms.ChoiceField(_l("Hanya untuk kategori"), [forms.optional()], empty=_l("Semua kategori"))
    starts_on = DayField(_l("Berlaku mulai"), [forms.needed(_l("Tulis tanggal mulainya."))])


class ExemptForm(forms.Form):
    """A paper by which nothing is withheld from a maker in one year."""

    maker = StringField(_l("Toko"), [forms.needed(_l("Tulis nama tokonya.")), forms.at_most(100)], id="exempted")
    year = IntegerField(_l("Tahun pajak"), [forms.needed(_l("Tulis tahunnya."))])
    kind = forms.ChoiceField(_l("Surat"), [forms.needed(_l("Pilih suratnya."))], empty=_l("Pilih"))
    note = StringField(_l("Nomor atau catatan"), [forms.optional(), forms.at_most(200)])


@bp.get("/agensi/komisi")
@policy("staff:finance")
def show() -> Response:
    """The rules, newest first, and the form for another one."""
    return _page(_rule_form(formdata=None, starts_on=clock.today()), _exempt_form(formdata=None))


@bp.post("/agensi/komisi")
@policy("staff:finance")
def add() -> Response:
    """Make a rule."""
    session, form = db.session(), _rule_form()
    maker = _maker(form, "maker") if form.validate() else None
    if form.errors:
        return _page(form, _exempt_form(formdata=None), 422)
    category = next((one for one in categories.listed(session) if one.code == form.category.data), None)
    try:
        commission.add(
            session, form.rate.data, form.starts_on.data, producer=maker, category=category, by=identity.actor()
        )
    except Invalid:
        session.rollback()
        form.refuse("starts_on", _("Aturan berlaku paling cepat hari ini. Penjualan yang lalu tidak berubah."))
        return _page(form, _exempt_form(formdata=None), 422)
    session.commit()
    flash(_("Aturan komisi tersimpan."))
    return fragments.leave(url_for("agency.commission.show"))


@bp.post("/agensi/komisi/<int:rule_id>/akhiri")
@policy("staff:finance")
def end(rule_id: int) -> Response:
    """End a rule from today on."""
    session = db.session()
    rule = session.get(commission.CommissionRule, rule_id)
    if rule is None:
        raise NotFound(rule_id=rule_id)
    try:
        commission.end(session, rule, by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Aturan ini sudah berakhir."), "warning")
    else:
        session.commit()
        flash(_("Aturan berakhir hari ini."))
    return fragments.leave(url_for("agency.commission.show"))


@bp.post("/agensi/komisi/bebas-pajak")
@policy("staff:finance")
def exempt() -> Response:
    """Note a paper that exempts a maker."""
    session, form = db.session(), _exempt_form()
    maker = _maker(form, "maker") if form.validate() else None
    if form.errors or maker is None:
        return _page(_rule_form(formdata=None, starts_on=clock.today()), form, 422)
    try:
        withholding.exempt(session, maker, form.year.data, form.kind.data, form.note.data or "", by=identity.actor())
    except Invalid:
        session.rollback()
        form.refuse("year", _("Tulis tahun ini, tahun lalu atau tahun depan."))
        return _page(_rule_form(formdata=None, starts_on=clock.today()), form, 422)
    session.commit()
    flash(_("Surat %(name)s tercatat.", name=maker.name))
    return fragments.leave(url_for("agency.commission.show"))


def percent(points: int) -> str:
    """`250` → `2,5`."""
    whole, rest = divmod(points, 100)
    return f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)


def _rule_form(*, starts_on: date | None = None, **values: object) -> RuleForm:
    form = RuleForm(**values, starts_on=starts_on) if starts_on else RuleForm(**values)
    form.category.choices = forms.choices(*((one.code, shown(one.name)) for one in categories.listed(db.session())))
    return form


def _exempt_form(**values: object) -> ExemptForm:
    form = ExemptForm(**values)
    form.kind.choices = forms.choices(
        ("surat_pernyataan", _("Surat pernyataan omzet sampai Rp500 juta")), ("skb", _("Surat keterangan bebas (SKB)"))
    )
    return form


def _maker(form: forms.Form, field: str) -> Producer | None:
    """The one shop with this name; otherwise the field says what to write."""
    typed = form[field].data or ""
    if not typed:
        return None
    found = producers.named(db.session(), typed, limit=2)
    exact = [one for one in found if one.name.casefold() == typed.casefold()]
    if len(found) == 1 or len(exact) == 1:
        return exact[0] if exact else found[0]
    form.refuse(
        field, _("Ada beberapa toko dengan nama itu. Tulis lengkap.") if found else _("Tidak ada toko dengan nama itu.")
    )
    return None


def _page(rule: RuleForm, exemption: ExemptForm, status: int = 200) -> Response:
    session = db.session()
    return fragments.page(
        "agency/commission/show.html",
        status=status,
        form=rule,
        exemption=exemption,
        form_errors=rule.errors or exemption.errors or None,
        rules=commission.all_rules(session),
        exemptions=withholding.exemptions(session),
        withheld=withholding.RATE(session) if withholding.ACTIVE(session) else 0,
        today=clock.today(),
        percent=percent,
    )
