"""Moderators and the head keep the imported goods beside which local ones are compared (F22)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, StringField

from marketplace.catalog import categories, reference_goods
from marketplace.catalog.reference_goods import ReferenceGood, Told
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.web import category_names, forms, fragments, identity
from marketplace.web.access import policy
from marketplace.web.day_field import DayField
from marketplace.web.seller.fields import CountField, PriceField

bp = Blueprint("reference_goods", __name__)
KEEPERS = "staff:moderator|head"
FIELDS = ("name", "replaces", "pack_grams", "price", "halal", "origin", "shelf_life_days", "source", "seen_on")


class GoodForm(forms.Form):
    """What is known of an imported good; what is not stays empty."""

    name = StringField(
        _l("Nama barang impor"), [forms.needed(_l("Tulis namanya.")), forms.at_most(reference_goods.LONGEST)]
    )
    category = forms.ChoiceField(_l("Kategori"), [forms.needed(_l("Pilih kategorinya."))], empty=_l("Pilih"))
    replaces = StringField(
        _l("Kata “Pengganti” pada produk"), [forms.optional(), forms.at_most(reference_goods.LONGEST)]
    )
    price = PriceField(_l("Harga satu kemasan"), [forms.optional()])
    pack_grams = CountField(_l("Isi kemasan, gram"), [forms.optional()])
    halal = RadioField(
        _l("Tanda halal"),
        [forms.needed(_l("Pilih salah satu."))],
        choices=forms.choices(("yes", _l("Ada")), ("no", _l("Tidak ada")), ("unknown", _l("Belum diketahui"))),
    )
    origin = StringField(_l("Asal"), [forms.optional(), forms.at_most(reference_goods.LONGEST)])
    shelf_life_days = CountField(_l("Masa simpan, hari"), [forms.optional()], most=3650)
    source = StringField(
        _l("Sumber angka"), [forms.needed(_l("Tulis sumbernya.")), forms.at_most(reference_goods.LONGEST_SOURCE)]
    )
    seen_on = DayField(_l("Dilihat tanggal"), [forms.needed(_l("Tulis tanggalnya."))])
    is_example = BooleanField(_l("Angka contoh, bukan hasil pengamatan"))


@bp.get("/agensi/barang-acuan")
@policy(KEEPERS)
def show() -> Response:
    """All rows, and imports of which none speaks yet."""
    session = db.session()
    goods, missing = reference_goods.listed(session), reference_goods.missing(session)
    return fragments.page("agency/reference_goods/show.html", goods=goods, missing=missing)


@bp.get("/agensi/barang-acuan/baru")
@policy(KEEPERS)
def new() -> Response:
    """The form for another good."""
    words = request.args.get("pengganti", "")[: reference_goods.LONGEST]
    return _page(None, _form(formdata=None, name=words, replaces=words, halal="unknown", seen_on=clock.today()))


@bp.post("/agensi/barang-acuan/baru")
@policy(KEEPERS)
def add() -> Response:
    """Keep it."""
    return _save(None)


@bp.get("/agensi/barang-acuan/<public_id>")
@policy(KEEPERS)
def edit(public_id: str) -> Response:
    """One good."""
    good = reference_goods.by_public_id(db.session(), public_id)
    given: dict[str, Any] = {name: getattr(good, name) for name in FIELDS}
    return _page(good, _form(formdata=None, category=good.category.code, is_example=good.is_example, **given))


@bp.post("/agensi/barang-acuan/<public_id>")
@policy(KEEPERS)
def change(public_id: str) -> Response:
    """Other figures, or another source."""
    return _save(reference_goods.by_public_id(db.session(), public_id))


@bp.post("/agensi/barang-acuan/<public_id>/pakai")
@policy(KEEPERS)
def use(public_id: str) -> Response:
    """Take it off the comparisons, or put it back."""
    good = reference_goods.by_public_id(db.session(), public_id)
    act = reference_goods.restore if "lagi" in request.form else reference_goods.retire
    try:
        act(db.session(), good, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
    db.session.commit()
    flash(_("%(name)s tersimpan.", name=good.name))
    return fragments.leave(url_for(".show"))


def _save(good: ReferenceGood | None) -> Response:
    session, form = db.session(), _form()
    if not form.validate():
        return _page(good, form, 422)
    told = {name: form[name].data for name in (*FIELDS, "category", "is_example")}
    told |= {name: told[name] or "" for name in ("replaces", "origin")}
    try:
        made = reference_goods.save(session, good, Told(**told), by=identity.actor())
    except Invalid as refusal:
        session.rollback()
        errors: Any = refusal.facts["errors"]
        for field in errors:
            form.refuse(field, _("Paling lambat hari ini.") if field == "seen_on" else _("Periksa isian ini."))
        return _page(good, form, 422)
    session.commit()
    flash(_("%(name)s tersimpan.", name=made.name))
    return fragments.leave(url_for(".show"))


def _form(**values: Any) -> GoodForm:
    form = GoodForm(**values)
    rows = categories.listed(db.session())
    form.category.choices = forms.choices(*((one.code, category_names.shown(one.name)) for one in rows))
    return form


def _page(good: ReferenceGood | None, form: GoodForm, status: int = 200) -> Response:
    return fragments.page(
        "agency/reference_goods/edit.html", status=status, good=good, form=form, form_errors=form.errors or None,
        may_read_story=identity.actor().has("moderator") or identity.actor().has("head"),
    )  # fmt: skip
