"""Settings as people read them: groups by meaning, and values in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketplace.kernel import rupiah
from marketplace.kernel.settings import REGISTRY, Setting
from marketplace.web import filters

GROUPS = (
    ("dinas", _l("Dinas dan toko"), ("agency", "shop")),
    ("pesanan", _l("Pesanan dan keranjang"), ("cart", "checkout", "order", "cod", "delivery", "courier", "dispute")),
    ("uang", _l("Pembayaran dan pencairan"),
     ("payment", "qris", "card", "payout", "refund", "statement", "stamp", "pph22", "documents")),
    ("pembeli", _l("Hotel dan organisasi"), ("approval", "organisations", "request", "rfq", "terms", "local_report")),
    ("barang", _l("Barang, surat dan stok"),
     ("catalog", "review", "stock", "questions", "certificates", "papers", "halal", "search")),
    ("orang", _l("Akun dan data pribadi"), ("accounts", "people", "privacy", "retention", "whatsapp")),
)  # fmt: skip
OTHER = "lainnya"
HIDDEN = ("test.", "shop.logo", "agency.logo", "delivery.closed_places")
CHOICES: dict[str, tuple[tuple[str, Any], ...]] = {
    "qris.mode": (
        ("dinamis", _l("Nominal di dalam kode")),
        ("statis_dengan_nominal", _l("Kode tetap, nominal ditambahkan")),
        ("statis_tanpa_nominal", _l("Kode tetap, pembeli mengetik nominal")),
    ),
    "courier.paid_by": (("producer", _l("Penjual")), ("operator", _l("Pengelola toko"))),
    "documents.issuer": (("producer", _l("Penjual")), ("cooperative", _l("Koperasi"))),
}
DATES = {"cod.debt_block_from", "documents.cooperative_pkp_since", "halal.mandatory_from"}
RUPIAH = {
    "card.minimum", "cod.debt_limit", "cod.limit_first", "cod.limit_proven", "payment.tolerance", "payout.minimum",
    "payout.second_person_above", "qris.ceiling", "refund.second_person_above", "stamp.limit", "stamp.sum",
    "statement.near_rupiah",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Settings that belong together."""

    key: str
    title: str
    settings: list[Setting[Any]]


def groups() -> list[Group]:
    """All settings that staff may change, by meaning; those of no known group come last."""
    shown = [one for name, one in sorted(REGISTRY.items()) if not name.startswith(HIDDEN)]
    found, taken = [], set()
    for key, title, prefixes in GROUPS:
        inside = [one for one in shown if one.name.partition(".")[0] in prefixes]
        taken |= {one.name for one in inside}
        found.append(Group(key, str(title), inside))
    rest = [one for one in shown if one.name not in taken]
    return [*found, Group(OTHER, _("Lain-lain"), rest)] if rest else found


def is_date(setting: Setting[Any]) -> bool:
    """Whether the text of a setting is a day; empty means never."""
    named = setting.name.endswith(("_date", "_since", "_mulai", "_on")) and "2026" in setting.doc + str(setting.default)
    return setting.name in DATES or (isinstance(setting.default, str) and named)


def show(setting: Setting[Any], value: Any) -> str:
    """A value in one line."""
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, int):
        return rupiah.show(value) if setting.name in RUPIAH else filters.number(value)
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return _("%(n)s baris", n=len(value))
        return ", ".join(str(part) for part in value) or _("kosong")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items()) or _("kosong")
    if value and is_date(setting):
        return filters.day(date.fromisoformat(value))
    return str(dict(CHOICES.get(setting.name, ())).get(value, value)) or _("kosong")
