"""Doubts about papers in words: for makers without naming anybody else, for staff with names."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from marketplace.catalog.keeping import KEPT
from marketplace.people.paper_checks import Doubt


def doubts(found: Iterable[Doubt], *, staff: bool = False) -> list[str]:
    """One sentence a doubt."""
    return [_doubt(one, staff) for one in found]


def _doubt(one: Doubt, staff: bool) -> str:
    facts, names = one.facts, ", ".join(one.facts.get("names", []))
    if one.code == "doubled":
        return _("Nomor ini juga dipakai %(names)s.", names=names) if staff else _("Nomor ini juga dipakai toko lain.")
    return {
        "shape": lambda: _("Nomornya tidak seperti biasanya."),
        "decree": lambda: _("Ini nomor Ketetapan Halal (KH). Nomor sertifikat halal mulai dengan ID."),
        "old_halal": lambda: _("Ini nomor LPPOM MUI yang lama. Pastikan masih berlaku."),
        "import": lambda: _("Nomor ML untuk barang impor. Barang buatan sini memakai MD."),
        "packaging": lambda: _("Angka pertama %(digit)s bukan jenis kemasan PIRT.", digit=facts["digit"]),
        "class": lambda: _("Jenis pangan %(code)s tidak ada di daftar PIRT.", code=facts["code"]),
        "region": lambda: _("Kode daerah %(code)s bukan kode Balikpapan.", code=facts["code"]),
        "year": lambda: _("Menurut nomornya, PIRT ini berlaku sampai tahun %(year)s.", year=facts["year"]),
        "long": lambda: _("PIRT berlaku paling lama 5 tahun."),
        "goods": lambda: _("Jenis pangan %(code)s tidak cocok untuk %(names)s.", code=facts["code"], names=names),
        "barred": lambda: _("Surat ini tidak berlaku untuk %(names)s.", names=names),
    }[one.code]()


def keeping() -> dict[str, str]:
    """How goods are kept."""
    words = {"frozen": _("beku"), "cold": _("dingin"), "dry": _("tidak didinginkan")}
    return {kept: words[kept] for kept in KEPT}
