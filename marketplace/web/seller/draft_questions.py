"""The six questions: which form asks them, how it is filled, what is kept of the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from marketplace.catalog import categories, guessing, restricted
from marketplace.catalog.categories import Category
from marketplace.catalog.drafts import Draft
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.trade import publishing
from marketplace.web import forms

from . import draft_forms, fields

USUAL_MARGIN = 30


@dataclass(frozen=True)
class Question:
    """`fill` makes the form of a GET, `read` turns a valid form into the answer (nothing: it has mistakes)."""

    fill: Callable[[Draft], Any]
    form: Callable[[], Any]
    read: Callable[[Any, Draft], dict[str, Any] | None]


def kinds() -> list[Category]:
    """All categories, food first."""
    return categories.listed(db.session())


def name_form(**given: Any) -> draft_forms.NameForm:
    """The form of name and kind with all kinds to choose from."""
    form = draft_forms.NameForm(**given)
    form.category.choices = forms.choices(*((kind.code, kind.name) for kind in kinds()))
    return form


def _fill_name(draft: Draft) -> Any:
    return name_form(formdata=None, data=draft.answers.get("nama"))


def _read_name(form: Any, draft: Draft) -> dict[str, Any] | None:
    """Without a choice the words of the name decide."""
    known = {kind.code for kind in kinds()}
    code = form.category.data if form.category.data in known else guessing.category(form.name.data)
    if code not in known:
        form.refuse("category", _("Pilih jenisnya."))
        return None
    restricted.refuse(db.session(), {"name": form.name.data})
    publishing.check_name(db.session(), draft.producer_id, form.name.data)
    return {"name": form.name.data, "category": code}


def _fill_pack(draft: Draft) -> Any:
    pack = draft.answers.get("kemasan")
    if not pack:
        return draft_forms.PackForm(formdata=None)
    unit = "buah" if pack["unit"] == "piece" else pack["unit"]
    form = draft_forms.PackForm(formdata=None, unit=unit)
    form.content.typed = f"{pack['content']:,}".replace(",", ".")
    return form


def _pack_form() -> Any:
    """One tap on a usual pack is the same as typing it."""
    form = draft_forms.PackForm()
    content, mark, unit = request.form.get("pack", "").partition(":")
    if mark and unit in fields.FACTORS:
        tapped = MultiDict({"content": content, "unit": unit})
        form.content.process(tapped)
        form.unit.process(tapped)
    return form


def _read_pack(form: Any, draft: Draft) -> dict[str, Any] | None:
    pack = form.read()
    return {"content": pack[0], "unit": pack[1]} if pack else None


def _fill_price(draft: Draft) -> Any:
    return draft_forms.PriceForm(formdata=None, data=draft.answers.get("harga"))


def _read_price(form: Any, draft: Draft) -> dict[str, Any] | None:
    """Wholesale steps that were taken from the helper stay while they are still below the price."""
    tiers = draft.answers.get("harga", {}).get("tiers", [])
    return {"price": form.price.data, "tiers": [tier for tier in tiers if tier[1] < form.price.data]}


def _fill_stock(draft: Draft) -> Any:
    stock = dict(draft.answers.get("stok") or {"kind": "ready"})
    stock["made_on"] = date.fromisoformat(stock["made_on"]) if stock.get("made_on") else clock.today()
    return draft_forms.StockForm(formdata=None, data=stock)


def _read_stock(form: Any, draft: Draft) -> dict[str, Any] | None:
    if not form.complete():
        return None
    if form.kind.data == "ready":
        return {"kind": "ready", "packs": form.packs.data, "made_on": form.made_on.data.isoformat()}
    return {"kind": "order", "lead_days": form.lead_days.data, "weekly_packs": form.weekly_packs.data}


def _fill_label(draft: Draft) -> Any:
    label = draft.answers.get("label")
    if label is None:
        label = _proposed(draft)
    return draft_forms.LabelForm(formdata=None, data={**label, **label.get("facts", {})})


def _proposed(draft: Draft) -> dict[str, Any]:
    """What the category usually says; the maker changes it and confirms it."""
    kind = publishing.category_of(db.session(), draft)
    template = kind.template if kind else {}
    species = guessing.species(draft.name) if template.get("asks_species") else ""
    allergens = template.get("allergens", [])
    return {
        "species": species,
        "ingredients": template.get("ingredients", ""),
        "allergens": [draft_forms.SAME_ALLERGEN.get(name, name) for name in allergens],
        "shelf_life_days": template.get("shelf_life_days"),
        "storage": template.get("storage", ""),
    }


def _read_label(form: Any, draft: Draft) -> dict[str, Any] | None:
    return form.read()  # type: ignore[no-any-return]


BY_NAME = {
    "nama": Question(_fill_name, name_form, _read_name),
    "kemasan": Question(_fill_pack, _pack_form, _read_pack),
    "harga": Question(_fill_price, draft_forms.PriceForm, _read_price),
    "stok": Question(_fill_stock, draft_forms.StockForm, _read_stock),
    "label": Question(_fill_label, draft_forms.LabelForm, _read_label),
}
