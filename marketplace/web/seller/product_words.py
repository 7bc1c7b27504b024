"""What a product says of itself: name and story, label, picture. Staff looks before it changes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField, TextAreaField

from marketplace.catalog import changes
from marketplace.catalog.products import Product
from marketplace.kernel import pictures
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.trade import edits
from marketplace.web import forms, fragments, identity, sentences, uploads
from marketplace.web.access import PRODUCER, policy

from . import draft_forms
from .draft_forms import CalledForm, some_lines

bp = Blueprint("product_words", __name__)


class StoryForm(CalledForm):
    """The name and a short story."""

    description = TextAreaField(_l("Cerita singkat"), [forms.at_most(1000)], filters=[some_lines])


class PictureForm(forms.Form):
    """A better picture."""

    photo = FileField(_l("Foto baru"))


@bp.get("/jualan/produk/<slug>/<any(cerita, bahan, foto):part>")
@policy(PRODUCER)
def show(slug: str, part: str) -> Response:
    """One part of the words, filled with the latest version, also one that waits."""
    product = _mine(slug)
    return _page(product, part, _filled(product, part))


@bp.post("/jualan/produk/<slug>/<any(cerita, bahan):part>")
@policy(PRODUCER)
def save(slug: str, part: str) -> Response:
    """Propose the change; where nothing is on sale it acts at once."""
    product = _mine(slug)
    form: Any = StoryForm() if part == "cerita" else draft_forms.LabelForm()
    if not form.validate():
        return _page(product, part, form, 422)
    wanted = {"name": form.name.data, "description": form.description.data} if part == "cerita" else _label(form)
    return _propose(slug, part, form, wanted)


@bp.post("/jualan/produk/<slug>/foto")
@policy(PRODUCER)
@uploads.large
def save_photo(slug: str) -> Response:
    """Propose another picture; it is encoded before anything is locked."""
    product, form = _mine(slug), PictureForm()
    file = form.photo.data
    if file is None or not getattr(file, "filename", ""):
        form.refuse("photo", _("Pilih foto dulu."))
        return _page(product, "foto", form, 422)
    db.session.rollback()
    try:
        key = uploads.publish(file.stream.read(pictures.MAX_BYTES + 1))
    except Refusal as error:
        form.refuse("photo", sentences.of(error))
        return _page(_mine(slug), "foto", form, 422)
    begin_write(db.session())
    return _propose(slug, "foto", form, {"picture": key})


def _propose(slug: str, part: str, form: Any, wanted: dict[str, Any]) -> Response:
    product = _mine(slug)
    live = product.published_at is not None
    try:
        change = edits.propose(db.session(), product, wanted, by=identity.actor())
    except NotFound:
        raise
    except Refusal as error:
        db.session.rollback()
        _show_refusal(form, error)
        return _page(_mine(slug), part, form, 422)
    db.session.commit()
    flash(_said(change is not None, live))
    return fragments.leave(url_for("seller.products.product", slug=slug))


def _said(waits: bool, live: bool) -> str:
    if waits:
        return str(_("Tersimpan. Petugas melihatnya dulu; yang lama tetap tayang."))
    return str(_("Tidak ada yang berubah.")) if live else str(_("Tersimpan."))


def _show_refusal(form: Any, error: Refusal) -> None:
    """The sentence under the field it is about, or over the form."""
    if isinstance(error, Invalid):
        for name in error.facts["errors"]:  # type: ignore[attr-defined]
            form.refuse(name, _empty(str(name)))
        return
    field = str(error.facts.get("field") or ("name" if "name" in error.facts else ""))
    if field in form:
        form.refuse(field, sentences.of(error))
    else:
        form.refuse_all(sentences.of(error))


def _empty(field: str) -> str:
    return {
        "ingredients": str(_("Makanan perlu daftar bahan sebelum tayang.")),
        "storage": str(_("Tulis cara menyimpannya.")),
        "shelf_life_days": str(_("Tulis makanan ini tahan berapa hari.")),
    }.get(field, str(_("Bagian ini perlu diisi.")))


def _label(form: Any) -> dict[str, Any]:
    given = form.read()
    plain = ("species", "ingredients", "storage", "raw_material", "shelf_life_days", "local_percent")
    allergens = [] if given["no_allergens"] else given["allergens"]
    claim = {"halal_claim": given["halal_claim"]} if given["halal_claim"] else {}
    return {**{name: given[name] for name in plain}, "allergens": allergens, "label_facts": given["facts"], **claim}


def _filled(product: Product, part: str) -> Any:
    """The form with what was proposed last, else with what is live."""
    waiting = changes.open_edit(db.session(), product)
    latest = {name: getattr(product, name) for name in edits.REVIEWED} | (waiting.after if waiting else {})
    if part == "cerita":
        return StoryForm(formdata=None, data=latest)
    if part == "foto":
        return PictureForm(formdata=None)
    allergens = [draft_forms.SAME_ALLERGEN.get(name, name) for name in latest["allergens"]]
    known = {**latest, **latest["label_facts"], "allergens": allergens, "no_allergens": not allergens}
    return draft_forms.LabelForm(formdata=None, data=known)


def _mine(slug: str) -> Product:
    return edits.mine(db.session(), slug, by=identity.actor())


def _page(product: Product, part: str, form: Any, status: int = 200) -> Response:
    return fragments.page(
        f"seller/products/{part}.html",
        status=status,
        product=product,
        form=form,
        form_errors=form.errors,
        allergens=draft_forms.allergen_words(),
        fields=product.category.template.get("fields", []),
        asks_species=bool(product.category.template.get("asks_species") or product.species),
    )
