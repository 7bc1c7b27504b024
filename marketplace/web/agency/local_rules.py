"""Staff: the rules on local purchases, what is known of them, and the sum of a reference worked out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField

from marketplace.catalog import categories
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.sourcing import local_figures, local_rules
from marketplace.sourcing.local_rules import LocalRule, Told
from marketplace.web import forms, fragments, identity, local_fields, local_words
from marketplace.web.access import policy
from marketplace.web.day_field import DayField

bp = Blueprint("local_rules", __name__)


@bp.get("/agensi/produk-lokal/aturan")
@policy("staff:officer|head")
def show() -> Response:
    """All rules with their thresholds; of a reference the worked example."""
    rules = local_rules.listed(db.session())
    return fragments.page(
        "agency/local_rules/show.html",
        rules=rules,
        worked={rule.code: _worked(rule) for rule in rules if rule.example},
        words=local_words,
        may_write=identity.actor().has("head"),
    )


@bp.route("/agensi/produk-lokal/aturan/<code>", methods=["GET", "POST"])
@policy("staff:head")
def edit(code: str) -> Response:
    """Write what became known; frozen reports keep the rule they had."""
    session = db.session()
    rule = local_rules.by_code(session, code)
    form = _form(rule)
    if form.is_submitted():
        if not form.validate():
            return _page(rule, form, 422)
        try:
            local_rules.change(session, rule, _told(rule, form), by=identity.actor())
        except Invalid as refusal:
            session.rollback()
            _explain(form, refusal.facts["errors"])  # type: ignore[arg-type]
            return _page(local_rules.by_code(session, code), form, 422)
        session.commit()
        flash(_("Aturan %(title)s tersimpan.", title=rule.title))
        return fragments.leave(url_for(".show"))
    return _page(rule, form)


def _worked(rule: LocalRule) -> list[dict[str, Any]]:
    """The example of a rule, worked out as a report would."""
    rows = []
    for line in rule.lines:
        whole, local = rule.example.get(line.code, (0, 0))
        row: dict[str, Any] = {"platform": local, "share": local_figures.share(local, whole)}
        rows.append({"line": line, "whole": whole, **row, "said": local_words.verdict(rule.metric, line.minimum, row)})
    return rows


def _form(rule: LocalRule) -> Any:
    goods = [(row.code, row.name) for row in categories.listed(db.session())]
    least = local_fields.WholeField if rule.metric == "rooms" else local_fields.LeastField
    made: dict[str, Any] = {
        "title": StringField(_l("Judul"), [forms.needed(_l("Tulis judulnya.")), forms.at_most(120)]),
        "legal_ref": StringField(_l("Dasar hukum"), [forms.optional(), forms.at_most(300)]),
        "status": SelectField(_l("Status"), choices=forms.choices(
            *((name, local_words.status(name)) for name in local_rules.STATUSES)
        )),
        "valid_from": DayField(_l("Berlaku sejak"), [forms.optional()]),
        "valid_to": DayField(_l("Berlaku sampai"), [forms.optional()]),
        "source": StringField(_l("Sumber"), [forms.optional(), forms.at_most(300)]),
        "checked_on": DayField(_l("Terakhir diperiksa"), [forms.optional()]),
        "note": TextAreaField(_l("Catatan untuk hotel"), [forms.optional(), forms.at_most(600)]),
    }  # fmt: skip
    data = {name: getattr(rule, name) for name in made}
    for line in rule.lines:
        made |= {
            f"name-{line.code}": StringField(_l("Kelas barang"), [forms.needed(_l("Tulis nama kelasnya."))]),
            f"minimum-{line.code}": least(_l("Batas"), [forms.optional()]),
            f"severity-{line.code}": SelectField(_l("Sifat"), choices=forms.choices(
                *((name, local_words.severity(name)) for name in local_rules.SEVERITIES)
            )),
            f"categories-{line.code}": SelectMultipleField(_l("Jenis barang pasar ini"), choices=forms.choices(*goods)),
        }  # fmt: skip
        data |= {
            f"name-{line.code}": line.name, f"minimum-{line.code}": line.minimum,
            f"severity-{line.code}": line.severity, f"categories-{line.code}": line.categories,
        }  # fmt: skip
    return type("RuleForm", (forms.Form,), made)(data=data)


def _told(rule: LocalRule, form: Any) -> Told:
    by_class = {
        name: {line.code: form[f"{field}-{line.code}"].data for line in rule.lines}
        for name, field in (("names", "name"), ("minimums", "minimum"), ("severities", "severity"),
                            ("categories", "categories"))
    }  # fmt: skip
    return Told(
        title=form.title.data, legal_ref=form.legal_ref.data or "", status=form.status.data,
        valid_from=form.valid_from.data, valid_to=form.valid_to.data, source=form.source.data or "",
        checked_on=form.checked_on.data, note=form.note.data or "", **by_class,
    )  # fmt: skip


def _explain(form: Any, errors: dict[str, str]) -> None:
    told = {
        "source": _("Aturan yang berlaku perlu sumbernya."),
        "valid_to": _("Harus sesudah hari pertama berlaku."),
        "checked_on": _("Tanggalnya belum tiba."),
        "twice": _("Satu jenis barang hanya boleh di satu kelas."),
    }
    for name, why in errors.items():
        form.refuse(name, told.get(why) or told.get(name) or _("Periksa bagian ini."))


def _page(rule: LocalRule, form: Any, status: int = 200) -> Response:
    return fragments.page(
        "agency/local_rules/edit.html", status=status, rule=rule, form=form, form_errors=form.errors or None,
        words=local_words,
    )  # fmt: skip
