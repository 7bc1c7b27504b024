"""Prices, tiers and packs of a product: what is changed here acts at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FieldList, FormField, StringField, ValidationError
from wtforms import Form as PlainForm

from marketplace.catalog import packs
from marketplace.catalog.pricing import Tier
from marketplace.catalog.products import Product, Variant
from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.trade import edits, parcels
from marketplace.web import filters, forms, fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy

from . import fields
from .draft_forms import one_line

bp = Blueprint("packs", __name__)
MOST_STEP = 10_000


class TierForm(PlainForm):  # type: ignore[misc]
    """From how many packs on, which price."""

    minimum = fields.CountField(_l("Mulai berapa kemasan"), [forms.optional()], least=2)
    price = fields.PriceField(_l("Harga satu kemasan"), [forms.optional()])


class PriceForm(forms.Form):
    """What one pack costs, alone and in numbers."""

    price = fields.PriceField(_l("Harga satu kemasan"), [forms.needed(_l("Tulis harga satu kemasan."))])
    minimum = fields.CountField(_l("Paling sedikit dibeli"), [forms.optional()], most=MOST_STEP)
    step = fields.CountField(_l("Kelipatannya"), [forms.optional()], most=MOST_STEP)
    tiers = FieldList(FormField(TierForm), min_entries=packs.MOST_TIERS, max_entries=packs.MOST_TIERS)

    def read(self) -> list[Tier] | None:
        """The tiers that were filled in; nothing when one is only half told."""
        found = []
        for row in self.tiers:
            count, price = row.form.minimum, row.form.price
            if (count.data is None) != (price.data is None):
                lacking = count if count.data is None else price
                lacking.errors = [*lacking.errors, _("Isi keduanya, atau kosongkan keduanya.")]
                return None
            if count.data is not None:
                found.append(Tier(count.data, price.data))
        return found


class NewPackForm(forms.Form):
    """Another size of the same good: its own content, or a carton of so many packs."""

    content = fields.AmountField(_l("Isi satu kemasan"), [forms.optional()])
    unit = forms.ChoiceField(_l("Satuan"), choices=[], validate_choice=False)
    carton = fields.CountField(_l("Isi berapa kemasan"), [forms.optional()], least=2, most=1000)
    label = StringField(_l("Nama kemasan"), [forms.at_most(40)], filters=[one_line])
    price = fields.PriceField(_l("Harga"), [forms.needed(_l("Tulis harganya."))])


@bp.get("/jualan/produk/<slug>/kemasan/<int:variant_id>")
@policy(PRODUCER)
def show(slug: str, variant_id: int) -> Response:
    """The price of one pack."""
    product, pack = _find(slug, variant_id)
    rows = [{"minimum": tier.minimum, "price": tier.price} for tier in pack.tiers]
    data = {"price": pack.price, "minimum": pack.minimum, "step": pack.step, "tiers": rows}
    return _page(product, pack, PriceForm(formdata=None, data=data))


@bp.post("/jualan/produk/<slug>/kemasan/<int:variant_id>")
@policy(PRODUCER)
def save(slug: str, variant_id: int) -> Response:
    """Set the price; it holds for whoever buys from now on."""
    product, pack = _find(slug, variant_id)
    form = PriceForm()
    tiers = form.read() if form.validate() else None
    if tiers is None:
        return _page(product, pack, form, 422)
    step = form.step.data or 1
    least = form.minimum.data or step
    try:
        packs.reprice(
            db.session(), pack, price=form.price.data, tiers=tiers, minimum=least, step=step, by=identity.actor()
        )
    except Invalid as error:
        db.session.rollback()
        _show_refusal(form, tiers, error)
        return _page(*_find(slug, variant_id), form, 422)
    db.session.commit()
    flash(_("Harga %(pack)s sekarang %(price)s.", pack=pack.label, price=rupiah.show(pack.price)))
    return fragments.leave(url_for("seller.products.product", slug=slug))


@bp.get("/jualan/produk/<slug>/kemasan")
@policy(PRODUCER)
def ask(slug: str) -> Response:
    """Another pack."""
    product = edits.mine(db.session(), slug, by=identity.actor())
    return _ask(product, NewPackForm(formdata=None))


@bp.post("/jualan/produk/<slug>/kemasan")
@policy(PRODUCER)
def add(slug: str) -> Response:
    """Sell it in another size too, from the same stock."""
    product = edits.mine(db.session(), slug, by=identity.actor())
    form = NewPackForm()
    content = _content(form, product) if form.validate() else None
    if content is None:
        return _ask(product, form, 422)
    unit = packs.of(product)[0].unit
    parcel = parcels.estimate(product.category.code, product.category.template, content, unit)
    try:
        packs.add(
            db.session(), product, label=_label(form, content, unit), content=content, price=form.price.data,
            weight_grams=parcel.grams, box_cm=(parcel.length, parcel.width, parcel.height), by=identity.actor(),
        )  # fmt: skip
    except Invalid:
        db.session.rollback()
        form.refuse("carton" if form.carton.data else "content", _("Kemasan dengan isi ini sudah ada."))
        return _ask(edits.mine(db.session(), slug, by=identity.actor()), form, 422)
    except NotAllowed:
        db.session.rollback()
        form.refuse_all(_("Paling banyak %(n)s kemasan untuk satu produk.", n=packs.MOST_PACKS))
        return _ask(edits.mine(db.session(), slug, by=identity.actor()), form, 422)
    db.session.commit()
    flash(_("Kemasan baru sudah dijual."))
    return fragments.leave(url_for("seller.products.product", slug=slug))


@bp.post("/jualan/produk/<slug>/kemasan/<int:variant_id>/<any(hapus, utama):act>")
@policy(PRODUCER)
def change(slug: str, variant_id: int, act: str) -> Response:
    """Stop selling a pack, or show it first."""
    product, pack = _find(slug, variant_id)
    try:
        (packs.remove if act == "hapus" else packs.lead)(db.session(), pack, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_("Satu kemasan harus tetap ada. Arsipkan produknya kalau tidak dijual lagi."), "warning")
        return fragments.leave(url_for("seller.products.product", slug=slug))
    db.session.commit()
    flash(_("%(pack)s tidak dijual lagi.", pack=pack.label) if act == "hapus" else _("Urutan kemasan diubah."))
    return fragments.leave(url_for("seller.products.product", slug=product.slug))


def _content(form: Any, product: Product) -> int | None:
    """Base units of the new pack; nothing with a sentence by the field."""
    first = packs.of(product)[0]
    if form.carton.data:
        return int(form.carton.data * first.content)
    if form.content.data is None:
        form.refuse("content", _("Tulis isinya, atau isi berapa kemasan."))
        return None
    try:
        content, unit = fields.base_content(form.content.data, form.unit.data or _units(first.unit)[0][0])
    except (ValidationError, KeyError) as mistake:
        form.refuse("content", str(mistake))
        return None
    if unit != first.unit:
        form.refuse("unit", _("Pilih salah satu dari daftar."))
        return None
    return content


def _units(unit: str) -> list[tuple[str, str]]:
    """The units in which this good is measured."""
    known = {"g": [("g", _("gram")), ("kg", "kg")], "ml": [("ml", "ml"), ("l", _("liter"))]}
    return known.get(unit, [("buah", _("buah"))])


def _label(form: Any, content: int, unit: str) -> str:
    if form.label.data:
        return str(form.label.data)
    if form.carton.data:
        return str(_("Karton isi %(n)s", n=form.carton.data))
    return filters.content(content, unit)


def _show_refusal(form: Any, tiers: Sequence[Tier], error: Invalid) -> None:
    told: dict[str, str] = error.facts["errors"]  # type: ignore[assignment]
    filled = [row for row in form.tiers if row.form.minimum.data is not None]
    for name, why in told.items():
        if name.startswith("tier-"):
            row = filled[int(name.removeprefix("tier-"))]
            field = row.form.price if why == "high" else row.form.minimum
            field.errors = [*field.errors, _tier_sentence(why)]
        elif name == "minimum":
            form.refuse("minimum", _("Jumlah paling sedikit harus pas dengan kelipatannya."))
        else:
            form.refuse("price", sentences.of(error))


def _tier_sentence(why: str) -> str:
    return {
        "order": str(_("Jumlahnya harus lebih banyak dari baris di atasnya.")),
        "high": str(_("Harga grosir harus lebih murah dari baris di atasnya.")),
    }.get(why, str(_("Paling banyak %(n)s baris.", n=packs.MOST_TIERS)))


def _find(slug: str, variant_id: int) -> tuple[Product, Variant]:
    product = edits.mine(db.session(), slug, by=identity.actor())
    return product, packs.find(product, variant_id)


def _page(product: Product, pack: Variant, form: Any, status: int = 200) -> Response:
    bad = [*form.errors.values(), *(row.form.errors for row in form.tiers if row.form.errors)]
    return fragments.page(
        "seller/packs/show.html",
        status=status,
        product=product,
        pack=pack,
        form=form,
        form_errors=bad,
        may_remove=len(packs.of(product)) > 1,
    )


def _ask(product: Product, form: Any, status: int = 200) -> Response:
    first = packs.of(product)[0] if packs.of(product) else product.variants[0]
    form.unit.choices = forms.choices(*_units(first.unit))
    return fragments.page(
        "seller/packs/ask.html", status=status, product=product, first=first, form=form, form_errors=form.errors
    )
