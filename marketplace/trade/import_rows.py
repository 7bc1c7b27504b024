"""What one row of a product list says: read into values, or told what is wrong with which cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from marketplace.catalog import wording
from marketplace.catalog.categories import Category
from marketplace.catalog.pricing import Tier
from marketplace.kernel import clock, rupiah

LEAST_PRICE, MOST_PRICE = 100, 100_000_000
UNITS = {
    "g": ("g", 1), "gr": ("g", 1), "gram": ("g", 1), "kg": ("g", 1000), "kilo": ("g", 1000), "ml": ("ml", 1),
    "l": ("ml", 1000), "liter": ("ml", 1000), "buah": ("piece", 1), "pcs": ("piece", 1), "lembar": ("piece", 1),
}  # fmt: skip
MOST_CONTENT = {"g": 100_000, "ml": 100_000, "piece": 1_000}
ALLERGENS = (
    "serealia gluten", "telur", "ikan", "krustase", "moluska", "kacang tanah", "kedelai", "susu", "kacang pohon",
    "sulfit",
)  # fmt: skip
ALLERGEN_WORDS = {
    "gluten": "serealia gluten", "gandum": "serealia gluten", "terigu": "serealia gluten", "udang": "krustase",
    "kepiting": "krustase", "cumi": "moluska", "kerang": "moluska", "mete": "kacang pohon", "almon": "kacang pohon",
}  # fmt: skip
NONE_OF_THEM = {"tidak ada", "tidak", "tanpa", "-"}
TIERS = 3


@dataclass(frozen=True)
class Column:
    """A column of the list: its key, its title, two examples, and whether every first row needs it."""

    key: str
    title: str
    examples: tuple[Any, Any]
    needed: bool = False


COLUMNS = (
    Column("code", "Kode", ("AMP-1", "AMP-1")),
    Column("name", "Nama produk", ("Amplang Tenggiri (contoh)", "Amplang Tenggiri (contoh)"), True),
    Column("kind", "Jenis", ("Kerupuk & keripik", "Kerupuk & keripik"), True),
    Column("content", "Isi kemasan", (100, 2400), True),
    Column("unit", "Satuan", ("g", "g"), True),
    Column("label", "Nama kemasan", ("", "Karton isi 24")),
    Column("price", "Harga", (18_000, 372_000), True),
    Column("tier1_minimum", "Grosir 1 mulai", (24, None)),
    Column("tier1_price", "Grosir 1 harga", (16_000, None)),
    Column("tier2_minimum", "Grosir 2 mulai", (100, None)),
    Column("tier2_price", "Grosir 2 harga", (14_500, None)),
    Column("tier3_minimum", "Grosir 3 mulai", (None, None)),
    Column("tier3_price", "Grosir 3 harga", (None, None)),
    Column("packs", "Stok", (40, None)),
    Column("made_on", "Dibuat tanggal", ("", "")),
    Column("lead_days", "Hari sampai jadi", (None, None)),
    Column("weekly_packs", "Sanggup per minggu", (None, None)),
    Column("ingredients", "Bahan", ("Tenggiri 45%, tapioka, telur, bawang putih, garam, minyak sawit", "")),
    Column("allergens", "Alergen", ("ikan, telur", "")),
    Column("species", "Jenis ikan", ("tenggiri", "")),
    Column("shelf_life_days", "Tahan (hari)", (90, None)),
    Column("storage", "Cara simpan", ("Simpan di tempat kering. Tutup rapat.", "")),
    Column("raw_material", "Asal bahan", ("tenggiri dari Manggar", "")),
    Column("local_percent", "Persen bahan Balikpapan", (60, None)),
    Column("description", "Cerita singkat", ("Gurih dan ringan.", "")),
    Column("picture", "Foto", ("", "")),
)
BY_KEY = {column.key: column for column in COLUMNS}
PRODUCT_KEYS = (
    "ingredients", "allergens", "species", "shelf_life_days", "storage", "raw_material", "local_percent", "description",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: `row` as the spreadsheet counts, the column's key, why, and facts."""

    row: int
    column: str
    why: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def as_json(self) -> dict[str, Any]:
        """How a report keeps it."""
        return {"row": self.row, "column": self.column, "why": self.why, "facts": self.facts}


@dataclass
class Row:
    """The values of one row; what is missing is None. Money in rupiah, `content` in base units."""

    number: int
    values: dict[str, Any]
    faults: list[Fault]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


class Wrong(Exception):
    """A cell cannot be read: why, and facts."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


def columns_of(header: list[str]) -> dict[int, str]:
    """Which place of a row holds which column, by its title in whatever spelling."""
    titles = {_plain(column.title): column.key for column in COLUMNS}
    return {place: titles[_plain(title)] for place, title in enumerate(header) if _plain(title) in titles}


def read(number: int, cells: list[str], places: dict[int, str], kinds: list[Category]) -> Row | None:
    """One row, every cell tried; nothing for an empty row."""
    typed = {key: cells[place] if place < len(cells) else "" for place, key in places.items()}
    if not any(typed.values()):
        return None
    row = Row(number, {column.key: None for column in COLUMNS}, [])
    readers: dict[str, Callable[[str], Any]] = {**READERS, "kind": lambda text: _kind(text, kinds)}
    for key, text in typed.items():
        if not text:
            continue
        try:
            row.values[key] = readers[key](text)
        except Wrong as wrong:
            row.faults.append(Fault(number, key, wrong.why, wrong.facts))
    _together(row, typed)
    return row


def tiers(row: Row) -> list[Tier]:
    """The wholesale prices of a row."""
    pairs = [(row.values[f"tier{n}_minimum"], row.values[f"tier{n}_price"]) for n in range(1, TIERS + 1)]
    return [Tier(count, price) for count, price in pairs if count and price]


def _together(row: Row, typed: dict[str, str]) -> None:
    """What cells say only together: content with its unit, tiers in order, ready or to order."""
    values = row.values
    if values["content"] is not None and values["unit"] is not None:
        base, factor = values["unit"]
        amount = values["content"] * factor
        if amount.denominator != 1:
            row.faults.append(Fault(row.number, "content", "whole"))
        elif amount > MOST_CONTENT[base]:
            row.faults.append(Fault(row.number, "content", "too_much"))
        else:
            values["content"], values["unit"] = int(amount), base
    if values["packs"] is not None and values["lead_days"] is not None:
        row.faults.append(Fault(row.number, "lead_days", "either"))
    if (values["lead_days"] is None) != (values["weekly_packs"] is None):
        missing = "lead_days" if values["lead_days"] is None else "weekly_packs"
        if not any(fault.column == missing for fault in row.faults):
            row.faults.append(Fault(row.number, missing, "both"))
    _check_tiers(row, typed)


def _check_tiers(row: Row, typed: dict[str, str]) -> None:
    least, dearest = 1, row.values["price"]
    for n in range(1, TIERS + 1):
        names = (f"tier{n}_minimum", f"tier{n}_price")
        count, price = (row.values[name] for name in names)
        if any(fault.column in names for fault in row.faults):
            continue
        if (count is None) != (price is None):
            row.faults.append(Fault(row.number, names[0] if count is None else names[1], "both"))
        elif count is not None:
            if count <= least:
                row.faults.append(Fault(row.number, names[0], "order"))
            elif dearest is not None and price >= dearest:
                row.faults.append(Fault(row.number, names[1], "cheaper"))
            least, dearest = max(least, count), min(dearest or price, price)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", text)


def _code(text: str) -> str:
    if len(text) > 30 or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._/-]*", text):
        raise Wrong("code")
    return text


def _name(text: str) -> str:
    name = wording.clean(text)
    if not wording.is_name(name):
        raise Wrong("name", most=wording.LONGEST_NAME)
    return name


def _kind(text: str, kinds: list[Category]) -> str:
    wanted = _plain(text)
    for kind in kinds:
        if wanted in {_plain(kind.name), _plain(kind.code), _plain(kind.slug)}:
            return kind.code
    raise Wrong("kind", kinds=", ".join(kind.name for kind in kinds))


def _content(text: str) -> Fraction:
    plain = re.sub(r"\.(?=\d{3}(?!\d))", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,7}(\.\d{1,3})?", plain) or not Fraction(plain):
        raise Wrong("content")
    return Fraction(plain)


def _unit(text: str) -> tuple[str, int]:
    found = UNITS.get(text.casefold().rstrip("."))
    if found is None:
        raise Wrong("unit")
    return found


def _label(text: str) -> str:
    if len(text) > 40:
        raise Wrong("long", most=40)
    return wording.clean(text)


def _price(text: str) -> int:
    try:
        amount = rupiah.read(text)
    except rupiah.NotRupiah:
        raise Wrong("price") from None
    if not LEAST_PRICE <= amount <= MOST_PRICE:
        raise Wrong("price_range", least=rupiah.show(LEAST_PRICE), most=rupiah.show(MOST_PRICE))
    return amount


def _count(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        plain = re.sub(r"\.(?=\d{3}(?!\d))", "", text)
        if not re.fullmatch(r"\d{1,9}", plain) or not least <= int(plain) <= most:
            raise Wrong("count", least=least, most=most)
        return int(plain)

    return read


def _day(text: str) -> date:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    parts = found.groups() if found else None
    if parts is None:
        turned = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
        parts = tuple(reversed(turned.groups())) if turned else None
    try:
        day = date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        day = None
    if day is None:
        raise Wrong("day")
    if not clock.today() - timedelta(days=730) <= day <= clock.today():
        raise Wrong("day_range")
    return day


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise Wrong("long", most=most)
        return wording.clean_lines(text)

    return read


def _allergens(text: str) -> list[str]:
    if text.casefold().strip() in NONE_OF_THEM:
        return []
    found = []
    for word in re.split(r"[;,/]", text.casefold()):
        name = ALLERGEN_WORDS.get(word.strip(), word.strip())
        if name and name not in ALLERGENS:
            raise Wrong("allergen", word=word.strip(), known=", ".join(ALLERGENS))
        if name:
            found.append(name)
    return [name for name in ALLERGENS if name in found]


READERS: dict[str, Callable[[str], Any]] = {
    "code": _code, "name": _name, "content": _content, "unit": _unit, "label": _label, "price": _price,
    **{f"tier{n}_minimum": _count(2, 100_000) for n in range(1, TIERS + 1)},
    **{f"tier{n}_price": _price for n in range(1, TIERS + 1)},
    "packs": _count(0, 100_000), "made_on": _day, "lead_days": _count(1, 90), "weekly_packs": _count(1, 100_000),
    "ingredients": _text(1000), "allergens": _allergens, "species": _text(80), "shelf_life_days": _count(1, 3650),
    "storage": _text(200), "raw_material": _text(160), "local_percent": _count(0, 100), "description": _text(1000),
    "picture": _text(120),
}  # fmt: skip
