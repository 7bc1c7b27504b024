"""The agency's own list as a spreadsheet: which column holds what, and what each row says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import trigram
from marketplace.kernel.errors import Invalid

from . import businesses
from .businesses import Told
from .places import Kelurahan

FIELDS = ("name", "owner_name", "phone", "nib", "scale", "sector", "kelurahan", "street", "makes", "consent")
TITLES = {
    "name": ("nama usaha", "nama umkm", "usaha", "umkm", "merek", "brand", "nama ikm"),
    "owner_name": ("nama pemilik", "pemilik", "penanggung jawab", "nama pengusaha", "nama lengkap"),
    "phone": ("no hp", "nomor hp", "hp", "no telepon", "telepon", "telp", "wa", "whatsapp", "no wa", "kontak"),
    "nib": ("nib", "nomor nib", "no nib", "nomor induk berusaha"),
    "scale": ("skala", "skala usaha", "kelas usaha", "ukuran usaha"),
    "sector": ("sektor", "bidang", "bidang usaha", "jenis usaha", "kategori"),
    "kelurahan": ("kelurahan", "kel", "desa kelurahan"),
    "street": ("alamat", "alamat usaha", "jalan"),
    "makes": ("produk", "produk utama", "jenis produk", "yang dibuat", "komoditas"),
    "consent": ("izin", "persetujuan", "setuju", "setuju didata"),
}  # fmt: skip
SECTORS = {
    "fish": ("ikan", "perikanan", "laut", "tambak"),
    "farm": ("tani", "pertanian", "kebun", "perkebunan", "ternak", "peternakan", "buah", "sayur", "tanaman"),
    "food": ("kuliner", "makanan", "minuman", "pangan", "kue", "catering", "katering", "camilan", "olahan"),
    "fashion": ("fashion", "fesyen", "batik", "busana", "konveksi", "kain", "jahit", "sulam"),
    "craft": ("kerajinan", "kriya", "handycraft", "craft", "anyaman", "rotan", "kayu", "suvenir"),
    "service": ("jasa", "servis", "salon", "bengkel", "laundry", "rias"),
}
_SECTOR_WORDS = {code: {trigram.plain(word) for word in some} for code, some in SECTORS.items()}
YES = ("ya", "y", "setuju", "sudah", "v", "1", "ada", "yes")


@dataclass
class Line:
    """One row: what it tells, whether its owner agreed, and what is wrong by field."""

    number: int
    told: Told
    consents: bool = False
    faults: dict[str, str] = field(default_factory=dict)


def guess(header: Sequence[str]) -> dict[str, int]:
    """Which column probably holds which field."""
    plain = [trigram.plain(title) for title in header]
    found: dict[str, int] = {}
    for name in FIELDS:
        free = [(n, title) for n, title in enumerate(plain) if n not in found.values()]
        known = [trigram.plain(title) for title in TITLES[name]]
        same = [n for title in known for n, one in free if one == title]
        begins = [n for title in known for n, one in free if one.startswith(f"{title} ")]
        if same or begins:
            found[name] = (same or begins)[0]
    return found


class Reader:
    """Reads rows by a mapping of field to column."""

    def __init__(self, session: Session, columns: Mapping[str, int]) -> None:
        self._session, self._columns = session, columns
        # held, so that the session finds them again without a statement for each row
        self._rows = list(session.scalars(select(Kelurahan)))
        self._places = {trigram.plain(row.name): row.code for row in self._rows}
        self._tight = {name.replace(" ", ""): code for name, code in self._places.items()}

    def line(self, number: int, cells: Sequence[str]) -> Line:
        """One row with everything that is wrong in it."""
        values = {name: _cell(cells, column) for name, column in self._columns.items()}
        kelurahan = self._place(values.get("kelurahan", ""))
        told = Told(
            values.get("name", ""), values.get("owner_name", ""), values.get("phone", ""), values.get("nib", ""),
            scale(values.get("scale", "")), sector(f"{values.get('sector', '')} {values.get('makes', '')}"),
            kelurahan or "", values.get("street", ""), values.get("makes", ""),
        )  # fmt: skip
        faults: dict[str, str] = {} if kelurahan is not None else {"kelurahan": "unknown"}
        try:
            told = businesses.cleaned(self._session, told)
        except Invalid as refusal:
            faults |= _errors(refusal)
        return Line(number, told, values.get("consent", "").casefold() in YES, faults)

    def _place(self, text: str) -> str | None:
        """The code of a kelurahan, empty for an empty cell, nothing for an unknown name."""
        plain = trigram.plain(text.casefold().replace("gn.", "gunung ").replace("kel.", ""))
        if not plain:
            return ""
        code = self._places.get(plain) or self._tight.get(plain.replace(" ", ""))
        if code is not None:
            return code
        wanted = trigram.threes(plain)
        alike = sorted((trigram.percent(wanted, trigram.threes(name)), name) for name in self._places)
        return self._places[alike[-1][1]] if alike and alike[-1][0] >= 75 and alike[-2][0] < alike[-1][0] else None


def scale(text: str) -> str:
    """The size class of a cell, empty when it says none."""
    plain = trigram.plain(text)
    return next((one for one in businesses.SCALES if one in plain), "")


def sector(text: str) -> str:
    """The sector of a cell, empty when no word of it is known."""
    words = set(trigram.plain(text).split())
    return next((code for code, some in _SECTOR_WORDS.items() if words & some), "")


def as_json(told: Told) -> dict[str, Any]:
    """What a row tells, as it is kept."""
    return asdict(told)


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if 0 <= column < len(cells) else ""


def _errors(refusal: Invalid) -> dict[str, str]:
    errors = refusal.facts["errors"]
    return dict(errors) if isinstance(errors, dict) else {}
