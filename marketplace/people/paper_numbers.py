"""The numbers on papers: written the usual way, the shape each kind has, and what a P-IRT number tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from marketplace.kernel import settings

from . import names

SHAPES = {
    "nib": r"\d{13}",
    "pirt": r"\d{13}-\d{2}",
    "halal": r"ID\d{17}",
    "md": r"M[DL]\d{12}(\d{3})?",
    "na": r"NA\d{11}",
    "npwp": r"\d{16}",
    "sni": r"SNI(ISO|IEC)?\d{3,5}([.:-]\d{1,4}){0,3}",
    "hki": r"IDM\d{9}|[DJ]ID\d{10,13}|EC\d{9,14}",
}
FIXED = {"nib", "pirt", "npwp"}
PACKAGING = "12345678"
Classes = list[list[str]]


def _is_table(value: Classes) -> bool:
    return bool(value) and all(
        isinstance(row, list) and len(row) == 3 and all(isinstance(cell, str) for cell in row) and len(row[0]) == 2
        for row in value
    )


PIRT_CLASSES: settings.Setting[Classes] = settings.declare(
    "papers.pirt_classes",
    [
        ["01", "daging kering", "OIL"],
        ["02", "ikan kering, kerupuk ikan, amplang", "KRP OIL SMB"],
        ["03", "unggas kering, telur asin", "OIL"],
        ["04", "acar, sayur kering, manisan rumput laut", "KRP MAN"],
        ["05", "olahan kelapa", "KRP KUE MAN MDU MNY"],
        ["06", "tepung, kerupuk, kue kering, roti, mi", "KRP KUE"],
        ["07", "minyak dan lemak", "MNY"],
        ["08", "selai dan jeli", "MAN"],
        ["09", "gula, permen, madu, sirop", "MAN MDU MNM"],
        ["10", "kopi, teh, cokelat kering", "MNM"],
        ["11", "bumbu, sambal, kecap, saus", "SMB RMP"],
        ["12", "rempah", "RMP SMB"],
        ["13", "minuman serbuk dan rempah", "MNM RMP"],
        ["14", "olahan buah", "KRP KUE MAN"],
        ["15", "biji-bijian dan umbi, keripik singkong", "KRP"],
    ],
    "Jenis pangan pada nomor P-IRT: kode, nama, dan kategori toko yang cocok (daftar PerBPOM 22/2018)",
    _is_table,
)
REGION = settings.declare(
    "papers.pirt_region", "6471", "Empat angka kode kota pada nomor P-IRT Balikpapan", lambda text: len(text) == 4
)


@dataclass(frozen=True)
class Pirt:
    """What the fifteen digits of a P-IRT number say."""

    packaging: str
    food_class: str
    region: str
    year: int


def tidy(kind: str, number: str) -> str:
    """The number without its customary decoration: `P-IRT No. 2026471010099 - 29` → `2026471010099-29`."""
    text = names.clean(number).upper()
    if kind == "pirt":
        digits = re.sub(r"\D", "", text)
        return f"{digits[:13]}-{digits[13:]}" if len(digits) == 15 else text
    if kind == "npwp":
        digits = re.sub(r"[\s.-]", "", text)
        return f"0{digits}" if re.fullmatch(r"\d{15}", digits) else digits
    return re.sub(r"[\s.]", "", text) if kind in SHAPES and kind != "sni" else text


def looks_odd(kind: str, number: str) -> bool:
    """Whether the number has not the usual shape: a reason to look again."""
    shape = SHAPES.get(kind)
    return shape is not None and re.fullmatch(shape, re.sub(r"\s", "", tidy(kind, number))) is None


def cannot_be(kind: str, number: str) -> bool:
    """Whether the shape of this kind is fixed by its issuer and the number has another one."""
    return kind in FIXED and looks_odd(kind, number)


def pirt(number: str) -> Pirt | None:
    """A P-IRT number taken apart; nothing when it has not its shape."""
    if looks_odd("pirt", number):
        return None
    text = tidy("pirt", number)
    return Pirt(text[0], text[1:3], text[3:7], 2000 + int(text[-2:]))


def proposed_end(kind: str, number: str) -> date | None:
    """The last day that a P-IRT number tells by its last two digits."""
    told = pirt(number) if kind == "pirt" else None
    return date(told.year, 12, 31) if told else None
