"""The filters of a listing as they stand in its address, and as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from flask import current_app, request
from flask_babel import gettext as _

from marketplace.catalog.categories import CategoryTile
from marketplace.kernel.db import db
from marketplace.people.places import all_by_kecamatan
from marketplace.trade import facets
from marketplace.trade.facet_counts import Counts
from marketplace.trade.facets import Chosen
from marketplace.web import category_names, filters

MOST = 60
KEPT = ("q", "urut", "persis")


@dataclass(frozen=True)
class Value:
    """One value of a filter: how it stands in the address, its words, how many it leaves (if known)."""

    value: str
    label: str
    count: int | None
    on: bool


@dataclass(frozen=True)
class Kind:
    """One filter; `one` when only one value can be chosen."""

    name: str
    label: str
    values: tuple[Value, ...]
    one: bool = False


@dataclass(frozen=True)
class Removal:
    """A chosen value, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True)
class Place:
    """A kelurahan as the filters need it."""

    code: str
    name: str
    kecamatan_code: str


@dataclass(frozen=True)
class Places:
    """The kelurahan by kecamatan and the names of the kecamatan by code."""

    kelurahan: dict[str, list[Place]]

    @property
    def kecamatan(self) -> dict[str, str]:
        """Names by code, in the order of the names."""
        return {rows[0].kecamatan_code: name for name, rows in self.kelurahan.items()}

    def name(self, code: str) -> str:
        """The name of a kelurahan."""
        return next((row.name for rows in self.kelurahan.values() for row in rows if row.code == code), "")


def places() -> Places:
    """The city's kelurahan, read once a process: they change with a new version of the shop only."""
    known = current_app.extensions.get("filter_places")
    if known is None:
        rows = all_by_kecamatan(db.session())
        known = Places(
            {name: [Place(one.code, one.name, one.kecamatan_code) for one in some] for name, some in rows.items()}
        )
        current_app.extensions["filter_places"] = known
    return cast(Places, known)


def read(categories: list[CategoryTile], places: Places) -> Chosen:
    """The filters of this request; whatever is not on offer is left out."""
    return Chosen(
        kategori=_several("kategori", [category.slug for category in categories]),
        kecamatan=_several("kecamatan", places.kecamatan),
        halal=_yes("halal"),
        izin=_several("izin", facets.PERMITS),
        harga=_several("harga", facets.PRICES),
        kilo=_several("kilo", facets.KILOS),
        siap=_one("siap", ["kini", *map(str, facets.DAYS)]),
        minimal=int(_one("minimal", list(map(str, facets.MINIMA))) or 0) or None,
        kirim=_place(places),
        lokal=_several("lokal", facets.LEVELS),
        impor=_yes("impor"),
    )


def kinds(chosen: Chosen, counts: Counts, categories: list[CategoryTile], places: Places) -> list[Kind]:
    """Every filter with its values; values that leave nothing are hidden unless they are chosen."""
    words = _words(categories, places)
    found = []
    for name, label, one in _headings():
        values = [
            Value(value, text, counts.of(name, _counted(name, value, categories)), _is_on(chosen, name, value))
            for value, text in words[name].items()
        ]
        shown = tuple(value for value in values if value.on or value.count is None or value.count)
        if len(shown) > (name in {"kategori", "kecamatan"}) or any(value.on for value in shown):
            found.append(Kind(name, label, shown, one))
    return found


def removals(chosen: Chosen, categories: list[CategoryTile], places: Places, **other: Any) -> list[Removal]:
    """What is chosen, in words, each with the address that leaves it out."""
    words = _words(categories, places) | {"kirim": {chosen.kirim: places.name(chosen.kirim)}}
    found = []
    for name in chosen.active:
        for value in values_of(chosen, name):
            text = words[name].get(value, value)
            label = _("kirim ke %(place)s", place=text) if name == "kirim" else text
            found.append(Removal(label, address(chosen, without=(name, value), **other)))
    return found


def address(chosen: Chosen, *, without: tuple[str, str] | None = None, nothing: bool = False, **other: str) -> str:
    """This listing with its filters but one, without a place to begin, and with other values."""
    pairs = [(key, request.args[key][: MOST * 2]) for key in KEPT if request.args.get(key) and key not in other]
    pairs += [(key, value) for key, value in other.items() if value]
    if not nothing:
        pairs += [
            (name, value) for name in chosen.active for value in values_of(chosen, name) if (name, value) != without
        ]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


def values_of(chosen: Chosen, name: str) -> tuple[str, ...]:
    """The chosen values of one kind, as they stand in the address."""
    value: Any = getattr(chosen, name)
    if isinstance(value, tuple):
        return value
    if value is True:
        return ("1",)
    return (str(value),) if value else ()


def _headings() -> list[tuple[str, str, bool]]:
    return [
        ("kategori", _("Kategori"), False),
        ("halal", _("Halal"), False),
        ("siap", _("Kapan siap"), True),
        ("harga", _("Harga satu kemasan"), False),
        ("kilo", _("Harga per kg"), False),
        ("kecamatan", _("Kecamatan pembuat"), False),
        ("minimal", _("Pembelian paling sedikit"), True),
        ("izin", _("Izin produk"), False),
        ("lokal", _("Bahan lokal"), False),
        ("impor", _("Pengganti impor"), False),
    ]


def _words(categories: list[CategoryTile], places: Places) -> dict[str, dict[str, str]]:
    return {
        "kategori": {row.slug: category_names.shown(row.name) for row in categories},
        "kecamatan": places.kecamatan,
        "halal": {"1": _("Sertifikat halal berlaku")},
        "izin": {"pirt": "P-IRT", "md": "BPOM MD", "psat": "PSAT", "na": _("Kosmetik BPOM"), "svlk": "SVLK"},
        "harga": {
            "0-20": _("sampai Rp20.000"), "20-50": _("Rp20.000 – Rp50.000"), "50-100": _("Rp50.000 – Rp100.000"),
            "100": _("di atas Rp100.000"),
        },
        "kilo": {
            "0-100": _("sampai Rp100.000"), "100-200": _("Rp100.000 – Rp200.000"),
            "200-400": _("Rp200.000 – Rp400.000"), "400": _("di atas Rp400.000"),
        },
        "siap": {"kini": _("Ada sekarang")} | {str(n): _("Siap dalam %(n)s hari", n=n) for n in facets.DAYS},
        "minimal": {str(n): _("Bisa beli %(n)s", n=n) for n in facets.MINIMA},
        "lokal": {"L1": _("Bahan utama lokal (50% ke atas)"), "L2": _("Dibuat di sini, bahan sebagian dari luar")},
        "impor": {"1": _("Bisa menggantikan barang impor")},
    }  # fmt: skip


def _counted(name: str, value: str, categories: list[CategoryTile]) -> str:
    if name != "kategori":
        return value
    return next((str(row.id) for row in categories if row.slug == value), "")


def _is_on(chosen: Chosen, name: str, value: str) -> bool:
    return value in values_of(chosen, name)


def _several(name: str, known: Any) -> tuple[str, ...]:
    asked = set(request.args.getlist(name)[:MOST])
    return tuple(value for value in known if value in asked)


def _one(name: str, known: list[str]) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else ""


def _yes(name: str) -> bool:
    return request.args.get(name) == "1"


def _place(places: Places) -> str:
    asked = request.args.get("kirim", "")
    return asked if places.name(asked) else ""


def shown_total(counts: Counts) -> str:
    """`38`, or `lebih dari 2.000`."""
    number = filters.number(counts.total)
    return _("lebih dari %(count)s", count=number) if counts.many else number
