"""Which papers goods need and which do not count: read by everybody at the desk, changed with a source and a day."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectMultipleField, StringField

from marketplace.catalog import categories, paper_needs, paper_rules
from marketplace.catalog.paper_rules import PaperRule, Wish
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people import paper_numbers
from marketplace.web import forms, fragments, identity, paper_words
from marketplace.web.access import policy
from marketplace.web.category_names import shown
from marketplace.web.day_field import DayField
from marketplace.web.seller import papers_in_words
from marketplace.web.seller.fields import CountField

bp = Blueprint("paper_rules", __name__)


class RuleForm(forms.Form):
    """A new rule."""

    verdict = RadioField(
        _l("Aturan"),
        [forms.needed(_l("Pilih aturannya."))],
        choices=forms.choices(
            ("needs", _l("Barang ini perlu salah satu surat")), ("bars", _l("Surat ini tidak berlaku"))
        ),
    )
    kinds = SelectMultipleField(_l("Surat"), [forms.needed(_l("Pilih suratnya."))])
    categories = SelectMultipleField(_l("Kategori"))
    kept = SelectMultipleField(_l("Cara simpan"))
    shelf_from = CountField(_l("Tahan paling sedikit, hari"), [forms.optional()], least=0, most=3650)
    shelf_below = CountField(_l("Tahan kurang dari, hari"), [forms.optional()], most=3650)
    source = StringField(_l("Dasar aturan"), [forms.needed(_l("Tulis dasar aturannya.")), forms.at_most(200)])
    starts_on = DayField(_l("Berlaku mulai"), [forms.needed(_l("Tulis tanggal mulainya."))])


@bp.get("/agensi/dokumen/aturan")
@policy("staff:verifier|head")
def show() -> Response:
    """The rules that hold first, and the form for another one."""
    return _page(_form(formdata=None, data={"starts_on": clock.today()}))


@bp.post("/agensi/dokumen/aturan")
@policy("staff:verifier")
def add() -> Response:
    """Make a rule."""
    session, form = db.session(), _form()
    if not form.validate():
        return _page(form, 422)
    told = {field.name: field.data for field in form if field.name != "csrf_token"}
    try:
        paper_rules.add(session, Wish(**told), by=identity.actor())
    except Invalid as error:
        session.rollback()
        for field in dict(error.facts["errors"]):  # type: ignore[call-overload]
            form.refuse(field, _wrong(field))
        return _page(form, 422)
    session.commit()
    flash(_("Aturan tersimpan."))
    return fragments.leave(url_for("agency.paper_rules.show"))


@bp.post("/agensi/dokumen/aturan/<int:rule_id>/akhiri")
@policy("staff:verifier")
def end(rule_id: int) -> Response:
    """End a rule from today on."""
    session = db.session()
    try:
        paper_rules.end(session, rule_id, by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Aturan ini sudah berakhir."), "warning")
    else:
        session.commit()
        flash(_("Aturan berakhir hari ini."))
    return fragments.leave(url_for("agency.paper_rules.show"))


def _wrong(field: str) -> str:
    return {
        "shelf_below": _("Tulis angka yang lebih besar daripada paling sedikit."),
        "starts_on": _("Aturan berlaku paling cepat hari ini."),
        "source": _("Tulis dasar aturannya."),
    }.get(field, _("Pilih dari daftar."))


def _form(**values: object) -> RuleForm:
    form = RuleForm(**values)
    form.kinds.choices = forms.choices(*papers_in_words.kinds_to_send())
    form.categories.choices = forms.choices(*((one.code, shown(one.name)) for one in categories.listed(db.session())))
    form.kept.choices = forms.choices(*paper_words.keeping().items())
    return form


def _page(form: RuleForm, status: int = 200) -> Response:
    session = db.session()
    names = {one.code: shown(one.name) for one in categories.listed(session)}
    return fragments.page(
        "agency/papers/rules.html",
        status=status,
        form=form,
        form_errors=form.errors or None,
        rules=[(rule, _goods(rule, names)) for rule in paper_rules.listed(session)],
        kind_name=papers_in_words.kind_name,
        today=clock.today(),
        classes=[(code, name, [names.get(one, one) for one in fit.split()]) for code, name, fit in _classes()],
        halal_from=paper_needs.HALAL_FROM(session),
        may_change=identity.actor().has("verifier"),
    )


def _classes() -> list[list[str]]:
    return paper_numbers.PIRT_CLASSES(db.session())


def _goods(rule: PaperRule, names: dict[str, str]) -> str:
    """The goods that a rule speaks of, in words."""
    kept, parts = paper_words.keeping(), []
    parts.append(", ".join(names.get(code, code) for code in rule.categories) or _("Semua makanan"))
    if rule.kept:
        parts.append(_("disimpan %(how)s", how=", ".join(kept[one] for one in rule.kept)))
    if rule.shelf_from is not None:
        parts.append(_("tahan %(n)s hari atau lebih", n=rule.shelf_from))
    if rule.shelf_below is not None:
        parts.append(_("tahan kurang dari %(n)s hari", n=rule.shelf_below))
    return " · ".join(parts)
