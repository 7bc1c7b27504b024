"""What the screens of a new product show besides their form."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import guessing, pricing, suggesting
from marketplace.catalog.categories import Category
from marketplace.catalog.drafts import QUESTIONS, Draft
from marketplace.kernel import clock, rupiah
from marketplace.kernel.db import db
from marketplace.people import places
from marketplace.people.producers import Producer
from marketplace.trade import publishing
from marketplace.web import category_names, filters, fragments

from . import draft_forms
from .draft_questions import USUAL_MARGIN, kinds

WEB_UNIT = {"piece": "buah"}


def titles() -> dict[str, str]:
    """Each question in few words."""
    return {
        "foto": _("Foto"), "nama": _("Nama dan jenis"), "kemasan": _("Kemasan"), "harga": _("Harga"),
        "stok": _("Stok"), "label": _("Keterangan"),
    }  # fmt: skip


def show(draft: Draft, question: str, form: Any, status: int = 200, **more: Any) -> Response:
    """One question as a page."""
    producer = db.session.get_one(Producer, draft.producer_id)
    kind = publishing.category_of(db.session(), draft)
    values = {
        **common(draft, question, producer, kind),
        **MORE.get(question, _nothing)(draft, producer, kind),
        "form": form,
        "trouble": None,
        **more,
    }
    wrong = status >= 400
    return fragments.page(f"seller/drafts/{question}.html", status=status, form_errors=wrong, **values)


def common(draft: Draft | None, question: str, producer: Producer, kind: Category | None) -> dict[str, Any]:
    """What every screen shows: which step it is, and what is known already."""
    place = QUESTIONS.index(question)
    return {
        "draft": draft,
        "question": question,
        "producer": producer,
        "kind": kind,
        "step": place + 1,
        "steps": len(QUESTIONS),
        "before": QUESTIONS[place - 1] if place else None,
        "title": titles()[question],
        "known": known(draft, kind) if draft else [],
    }


def known(draft: Draft, kind: Category | None) -> list[str]:
    """The answers so far, each in few words."""
    pack, price = draft.answers.get("kemasan"), draft.answers.get("harga")
    facts = [category_names.shown(kind.name)] if kind else []
    if pack:
        facts.append(filters.content(pack["content"], pack["unit"]))
    if price:
        facts.append(rupiah.show(price["price"]))
    return facts


def guess(name: str) -> Category | None:
    """The likely kind of a name."""
    code = guessing.category(name)
    return next((kind for kind in kinds() if kind.code == code), None)


def echo(amount: int | None, draft: Draft) -> dict[str, Any] | None:
    """An amount said again, in words and per kilogram or litre."""
    if amount is None:
        return None
    pack = draft.answers.get("kemasan")
    per = pricing.per_measure(amount, pack["content"], pack["unit"]) if pack else None
    measure = pricing.measure(pack["unit"]) if pack else None
    return {"amount": amount, "words": rupiah.words(amount), "per": per, "measure": measure}


def _nothing(draft: Draft, producer: Producer, kind: Category | None) -> dict[str, Any]:
    return {}


def _name(draft: Draft, producer: Producer, kind: Category | None) -> dict[str, Any]:
    return {"kinds": kinds(), "guessed": kind or guess(draft.name)}


def _pack(draft: Draft, producer: Producer, kind: Category | None) -> dict[str, Any]:
    chosen = draft.answers.get("kemasan")
    usual = [(content, unit) for content, unit, *_label in (kind.template.get("packs", []) if kind else [])]
    return {
        "packs": [
            {
                "value": f"{content}:{WEB_UNIT.get(unit, unit)}",
                "label": filters.content(content, unit),
                "chosen": chosen == {"content": content, "unit": unit},
            }
            for content, unit in usual
        ]
    }


def _price(draft: Draft, producer: Producer, kind: Category | None) -> dict[str, Any]:
    costs = draft.answers.get("hitung")
    price = draft.answers.get("harga", {})
    return {
        "echo": echo(price.get("price"), draft),
        "tiers": price.get("tiers", []),
        "costs": draft_forms.CostForm(formdata=None, data=costs or {"margin": USUAL_MARGIN}),
        "suggestion": suggestion(draft),
    }


def suggestion(draft: Draft) -> suggesting.Suggestion | None:
    """What the helper proposes from the costs that were told."""
    costs = draft.answers.get("hitung")
    if not costs:
        return None
    return suggesting.suggest(
        costs["materials"], costs["packaging"], costs["labour"], costs["made"], costs["margin"]
    )  # fmt: skip


def _stock(draft: Draft, producer: Producer, kind: Category | None) -> dict[str, Any]:
    days = kind.template.get("shelf_life_days") if kind else None
    return {
        "yesterday": clock.today().fromordinal(clock.today().toordinal() - 1),
        "usual_days": days,
        "usual_until": publishing.best_before(clock.today(), days),
        "unit_label": _("kemasan"),
    }


def _label(draft: Draft, producer: Producer, kind: Category | None) -> dict[str, Any]:
    template = kind.template if kind else {}
    stock = draft.answers.get("stok", {})
    days = (draft.answers.get("label") or {}).get("shelf_life_days") or template.get("shelf_life_days")
    made = date.fromisoformat(stock["made_on"]) if stock.get("made_on") else None
    return {
        "asks_species": bool(template.get("asks_species")),
        "fields": template.get("fields", []),
        "allergens": draft_forms.allergen_words(),
        "until": publishing.best_before(made, days) if made else None,
        "places": places.all_by_kecamatan(db.session()) if producer.kelurahan_code is None else {},
        "titles": titles(),
    }


MORE = {"nama": _name, "kemasan": _pack, "harga": _price, "stok": _stock, "label": _label}


def link_of(slug: str) -> str:
    """Where the maker finds one of her products."""
    own = "seller.products.product" if "seller.products.product" in current_app.view_functions else None
    return url_for(own or "shop.catalogue.product", slug=slug)


def missing_sentence(question: str, field: str) -> tuple[str, str]:
    """One sentence and the words of the button that leads to the missing thing."""
    return {
        "name": (_("Produk ini belum punya nama."), _("Isi nama")),
        "category": (_("Jenis produk ini belum dipilih."), _("Pilih jenis")),
        "content": (_("Isi kemasannya belum ada."), _("Isi kemasan")),
        "price": (_("Harganya belum ada."), _("Isi harga")),
        "kind": (_("Stoknya belum diisi."), _("Isi stok")),
        "species": (_("Tulis ikan apa yang dipakai."), _("Tulis jenis ikan")),
        "ingredients": (_("Makanan perlu daftar bahan sebelum tayang."), _("Tulis bahan")),
        "allergens": (_("Pilih alergennya, atau centang “Tidak ada semuanya”."), _("Pilih alergen")),
        "shelf_life_days": (_("Tulis makanan ini tahan berapa hari."), _("Tulis lama tahan")),
        "storage": (_("Tulis cara menyimpannya."), _("Tulis cara simpan")),
        "checked": (_("Periksa bahan dan alergennya, lalu centang “Sudah saya periksa”."), _("Centang")),
        "kelurahan": (_("Pembeli perlu tahu dapur Anda di kelurahan mana."), _("Pilih kelurahan")),
    }.get(field, (_("Masih ada yang perlu diisi sebelum tayang."), titles().get(question, "")))
