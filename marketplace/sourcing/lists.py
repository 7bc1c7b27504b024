"""Reads lists of "nama, jumlah" as people write them, pasted or from a spreadsheet. Nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.catalog import search
from marketplace.kernel import sheets
from marketplace.kernel.errors import Refusal

from . import finding

MOST_TEXT = 20_000
LARGEST = 10_000_000
PACKS = (
    "kemasan|bungkus|karton|toples|kotak|botol|paket|porsi|ember|ikat|sachet|pack|buah|biji|loyang|dus|pak|pcs|box|bks|btl|"
    "krt|pc|bh|x"
)
NUMBER = r"\d{1,3}(?:\.\d{3})+|\d{1,9}"
AMOUNT = re.compile(rf"^(?:x\s*)?({NUMBER})\s*(?:{PACKS})?\.?(?:\s+x)?$", re.I)
COMMA = re.compile(r"^(.*[^\d\s,])\s*,\s*([-−+]?\d[^,]*(?:,\d+)?[^,\d]*)$")
SPACED = re.compile(r"^(.+),\s+(\d[^,]*)$")
LAST = re.compile(rf"^(.*[^\d.,\s])[\s,:=@-]+(?:x\s*)?({NUMBER})\s*(?:{PACKS})?\.?$", re.I)
FIRST = re.compile(rf"^({NUMBER})\s*(?:(?:{PACKS})\b\.?)?\s+(.*[a-z].*)$", re.I)
BULLET = re.compile(r"^\s*(?:[-*•·–]|\d{1,3}[.)])\s+")
TRIM = " ,:=@-"
NAMES = {"nama", "nama barang", "nama produk", "barang", "produk", "item", "uraian", "deskripsi", "description", "name"}
AMOUNTS = {
    "jumlah",
    "qty",
    "quantity",
    "banyak",
    "banyaknya",
    "kuantitas",
    "kuantiti",
    "pesan",
    "order",
    "jml",
    "kebutuhan",
}
UNIT_HEADS = {"satuan", "unit", "uom"}


class TooManyLines(Refusal):
    """The list has more lines than may be read at once; facts: lines, most."""


class NothingRead(Refusal):
    """No line of the list has a name in it."""


@dataclass(frozen=True)
class Wanted:
    """One line: `packs` when a count was written, `size` (base units, unit) when a weight was; `text` as written."""

    text: str
    name: str
    packs: int | None = None
    size: tuple[int, str] | None = None


def pasted(text: str, most: int) -> list[Wanted]:
    """The lines of a text. Raise TooManyLines, NothingRead."""
    if len(text) > MOST_TEXT:
        raise TooManyLines(lines=text.count("\n") + 1, most=most)
    return _checked([line(row) for row in text.splitlines() if row.strip()], most)


def uploaded(data: bytes, most: int) -> list[Wanted]:
    """The rows of an XLSX or CSV file. Raise NotASheet, HasMacros, SheetTooLarge, TooManyLines, NothingRead."""
    rows = [[cell.strip() for cell in row] for row in sheets.read(data)]
    rows = [row for row in rows if any(row)]
    place, columns = next(((n, found) for n, row in enumerate(rows[:15]) if (found := _columns(row))), (-1, None))
    read = [_by_columns(row, columns) if columns else _guessed(row, n) for n, row in enumerate(rows[place + 1 :], 1)]
    return _checked([one for one in read if one is not None], most)


def line(text: str) -> Wanted:
    """`Amplang 250 g, 10`, `10 x amplang`, `amplang 2 kg`, or cells between tabs or semicolons."""
    whole = re.sub(r"[ \u00a0]+", " ", text).strip()[:300]
    cells = [cell.strip() for cell in re.split(r"[\t;|]", whole) if cell.strip()]
    if len(cells) > 1:
        return _cells(whole, cells)
    plain = BULLET.sub("", whole)
    found = COMMA.match(plain) or SPACED.match(plain)
    if found:
        return Wanted(whole, found[1].strip(), *(_amount(found[2]) or (None, None)))
    return _loose(whole, plain)


def _loose(whole: str, plain: str) -> Wanted:
    last, first = LAST.match(plain), FIRST.match(plain)
    if last and (count := _count(last[2])):
        return Wanted(whole, last[1].strip(TRIM + "x"), count)
    if first and not finding.MEASURE.match(plain) and (count := _count(first[1])):
        return Wanted(whole, first[2].strip(), count)
    return Wanted(whole, plain.strip(TRIM))


def _amount(text: str) -> tuple[int | None, tuple[int, str] | None] | None:
    """A count of packs or a weight; nothing when it is neither."""
    text = text.strip()
    found = AMOUNT.match(text)
    if found:
        count = _count(found[1])
        return (count, None) if count else None
    weight = finding.MEASURE.fullmatch(text)
    size = finding.base_units(weight) if weight else None
    return (None, size) if size else None


def _count(text: str) -> int | None:
    count = int(text.replace(".", ""))
    return count if 0 < count <= LARGEST else None


def _cells(whole: str, cells: Sequence[str]) -> Wanted:
    name = next((cell for cell in cells if re.search(r"[a-z]{2}", cell, re.I) and _amount(cell) is None), cells[0])
    after = [cell for cell in cells[cells.index(name) + 1 :] if _amount(cell)]
    before = [cell for cell in cells[: cells.index(name)] if _amount(cell)]
    chosen = after[0] if after else before[-1] if before else None
    unit = next((cell for cell in cells if cell.lower() in finding.UNITS), None)
    if chosen and unit and chosen.isdigit():
        chosen = f"{chosen} {unit}"
    return Wanted(whole, name, *((_amount(chosen) if chosen else None) or (None, None)))


def _columns(row: list[str]) -> dict[str, int] | None:
    """Where name, amount and unit stand, when the row is a header."""
    found: dict[str, int] = {}
    for n, cell in enumerate(row):
        word = search.normalise(cell)
        for kind, known in (("name", NAMES), ("amount", AMOUNTS), ("unit", UNIT_HEADS)):
            if word in known:
                found.setdefault(kind, n)
    return found if {"name", "amount"} <= set(found) else None


def _by_columns(row: list[str], columns: dict[str, int]) -> Wanted | None:
    cells = {kind: row[n] if n < len(row) else "" for kind, n in columns.items()}
    if not cells["name"]:
        return None if not cells["amount"] else Wanted(", ".join(cell for cell in row if cell), "")
    amount, unit = cells["amount"], cells.get("unit", "")
    if unit and not re.search("[a-z]", amount, re.I):
        amount = f"{amount} {unit}" if unit.lower() in finding.UNITS else amount
    text = ", ".join(cell for cell in (cells["name"], amount) if cell)
    return Wanted(text[:300], cells["name"][:300], *(_amount(amount) or (None, None)))


def _guessed(row: list[str], number: int) -> Wanted | None:
    """A row without a header: a running number at its front is no amount."""
    cells = [cell for cell in row if cell]
    if len(cells) > 1 and cells[0].rstrip(".") == str(number) and not re.search("[a-z]", cells[0], re.I):
        cells = cells[1:]
    if len(cells) == 1:
        return line(cells[0])
    return _cells(", ".join(cells)[:300], cells)


def _checked(found: list[Wanted], most: int) -> list[Wanted]:
    if len(found) > most:
        raise TooManyLines(lines=len(found), most=most)
    if not any(one.name for one in found):
        raise NothingRead()
    return found
