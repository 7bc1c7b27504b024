"""What an event says beside its act: before and after, reasons and sums, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from marketplace.kernel import rupiah
from marketplace.kernel.events import Event
from marketplace.web import differences, filters

MONEY = {
    "amount", "total", "price", "open", "surplus", "fee", "minimum_order", "credit_limit", "base_price", "debit",
    "from_sum", "accepted", "own_price",
}  # fmt: skip
LABELS = {
    "amount": _l("Jumlah"), "total": _l("Jumlah"), "price": _l("Harga"), "base_price": _l("Harga"), "fee": _l("Ongkir"),
    "reason": _l("Alasan"), "why": _l("Alasan"), "words": _l("Tulisan"), "narrower": _l("Juga tampilkan"),
    "role": _l("Peran"), "roles": _l("Peran"), "kind": _l("Jenis"), "name": _l("Nama"), "number": _l("Nomor"),
    "note": _l("Catatan"), "text": _l("Tulisan"), "version": _l("Versi"), "how": _l("Caranya"),
    "helper": _l("Pembantu"),
    "until": _l("Sampai"), "due_on": _l("Jatuh tempo"), "valid_from": _l("Berlaku mulai"), "source": _l("Sumber"),
    "bank": _l("Bank"), "tail": _l("Akhir nomor"), "to": _l("Ke"), "quantity": _l("Banyaknya"),
    "count": _l("Banyaknya"),
    "outlet": _l("Outlet"), "product": _l("Barang"), "products": _l("Barang"), "lot": _l("Produksi"), "what": _l("Apa"),
    "label": _l("Label"), "minimum_order": _l("Belanja minimum"), "credit_limit": _l("Batas kredit"),
    "terms": _l("Tempo"), "group": _l("Pesanan"), "order": _l("Pesanan"), "outcome": _l("Hasil"), "year": _l("Tahun"),
    "day": _l("Hari"), "month": _l("Bulan"), "couriers": _l("Kurir"), "offered": _l("Tempat ambil"),
    "check": _l("Cara memastikan"), "rewritten": _l("Catatan yang diubah"), "contact": _l("Kontak"),
    "own_price": _l("Harga khusus"), "late": _l("Hari terlambat"), "open": _l("Belum dibayar"), "paid": _l("Dibayar"),
    "replaces": _l("Pengganti"), "pack_grams": _l("Isi, gram"), "halal": _l("Tanda halal"), "origin": _l("Asal"),
    "shelf_life_days": _l("Masa simpan, hari"), "is_example": _l("Contoh"), "seen_on": _l("Dilihat tanggal"),
    "language": _l("Bahasa"), "slug": _l("Alamat halaman"), "places": _l("Letak"), "file": _l("Berkas"),
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One line below an event; `before` is nothing where there is no earlier value."""

    label: str
    after: Markup
    before: Markup | None = None


def of(event: Event) -> list[Fact]:
    """Before and after first, then the rest."""
    facts = dict(event.facts)
    before, after = facts.pop("before", None), facts.pop("after", None)
    found = _compared(before, after) if before is not None or after is not None else []
    return found + [Fact(label(key), escape(show(key, value))) for key, value in facts.items() if _is_told(key, value)]


def label(key: str) -> str:
    """The name of a fact; one without a name keeps its own."""
    known = differences.labels().get(key) or LABELS.get(key)
    return str(known or key.replace("_", " "))


def show(key: str, value: Any) -> str:
    """A value as people write it."""
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int):
        return rupiah.show(value) if key in MONEY else filters.number(value)
    if isinstance(value, list):
        return ", ".join(show(key, part) for part in value)
    if isinstance(value, dict):
        if key == "rewritten":
            return filters.number(len(value))
        return "; ".join(f"{label(name)}: {show(name, part)}" for name, part in value.items())
    return _moment(str(value))


def _compared(before: Any, after: Any) -> list[Fact]:
    if isinstance(before or {}, dict) and isinstance(after or {}, dict):
        old, new = before or {}, after or {}
        names = [name for name in (new or old) if old.get(name) != new.get(name)]
        return [_pair(name, label(name), old.get(name), new.get(name)) for name in names]
    return [_pair("", _("Nilai"), before, after)]


def _pair(key: str, name: str, before: Any, after: Any) -> Fact:
    old, new = differences.marks(show(key, before), show(key, after))
    return Fact(name, new, old)


def _is_told(key: str, value: Any) -> bool:
    """Numbers of rows say nothing to people, and neither do keys of files."""
    return value is not None and not key.endswith(("_id", "_key")) and key not in {"id", "item", "rule", "sale"}


def _moment(text: str) -> str:
    try:
        if len(text) == 10:
            return filters.day(date.fromisoformat(text))
        return filters.moment(datetime.fromisoformat(text)) if "T" in text and len(text) > 18 else text
    except ValueError:
        return text
