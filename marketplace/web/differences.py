"""What a proposed change changes, in words beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

FIELDS = (
    "name", "picture", "description", "ingredients", "allergens", "species", "storage", "shelf_life_days",
    "raw_material", "local_percent", "label_facts", "base_price", "halal_claim",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One field: its name, and both versions with the words that differ marked."""

    field: str
    label: str
    before: Any
    after: Any
    is_picture: bool = False


def rows(before: dict[str, Any], after: dict[str, Any]) -> list[Row]:
    """The fields of a change in the order of the product page."""
    found = []
    for field in FIELDS:
        if field not in after:
            continue
        if field == "picture":
            found.append(Row(field, labels()[field], before.get(field), after[field], is_picture=True))
            continue
        old, new = _text(field, before.get(field)), _text(field, after[field])
        marked = marks(old, new) if before else (escape(old), escape(new))
        found.append(Row(field, labels()[field], *marked))
    return found


def marks(old: str, new: str) -> tuple[Markup, Markup]:
    """Both texts as safe HTML; words only in the old are in <del>, only in the new in <ins>."""
    left, right = old.split(), new.split()
    before: list[Markup] = []
    after: list[Markup] = []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        gone, come = escape(" ".join(left[a:b])), escape(" ".join(right[c:d]))
        if gone:
            before.append(gone if kind == "equal" else Markup("<del>{}</del>").format(gone))
        if come:
            after.append(come if kind == "equal" else Markup("<ins>{}</ins>").format(come))
    return Markup(" ").join(before), Markup(" ").join(after)


def labels() -> dict[str, str]:
    """The fields in the words of the product page."""
    return {
        "name": _("Nama"),
        "picture": _("Foto"),
        "description": _("Cerita singkat"),
        "ingredients": _("Bahan"),
        "allergens": _("Alergen"),
        "species": _("Jenis ikan"),
        "storage": _("Cara simpan"),
        "shelf_life_days": _("Tahan berapa hari"),
        "raw_material": _("Asal bahan baku"),
        "local_percent": _("Bahan dari Balikpapan, persen"),
        "label_facts": _("Keterangan lain"),
        "base_price": _("Harga"),
        "halal_claim": _("Keadaan halal"),
    }


def claims() -> dict[str, str]:
    """What a maker says about halal while no paper speaks."""
    return {
        "none": _("Belum bersertifikat halal"),
        "in_process": _("Sertifikat halal sedang diurus"),
        "not_required": _("Tidak wajib: bahan segar nabati atau bukan makanan"),
        "not_halal": _("Tidak halal: ada bahan yang tidak halal"),
        "certified": _("Halal bersertifikat"),
    }


def _text(field: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if field == "halal_claim":
        return claims().get(value, str(value))
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {part}" for name, part in sorted(value.items())) or "–"
    return str(value)
