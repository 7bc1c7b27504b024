"""Spreadsheets from strangers, read with care into rows of text, and written so that nothing in them runs."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from .errors import Refusal

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 2_000
AT_ONCE = 1_000
_CELL = re.compile(rb'<(?:c|row)\b[^>]*?\br="([A-Z]{0,3})(\d{1,7})"')
_FORMULA = re.compile(rb'<c\b[^>]*?\br="[A-Z]{1,3}(\d{1,7})"[^>]*>\s*<f[\s>/]')
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class NotASheet(Refusal):
    """The file is no XLSX or CSV that can be read."""


class HasMacros(Refusal):
    """The workbook carries programs."""


class SheetTooLarge(Refusal):
    """Too many bytes, rows or columns; facts: rows or bytes or columns."""


def read(data: bytes) -> list[list[str]]:
    """The first sheet as rows of text, outer blanks removed. Raise NotASheet, HasMacros, SheetTooLarge."""
    return [[_cell(value) for value in row] for row in values(data)]


def values(data: bytes, *, most_rows: int = MAX_ROWS, delimiter: str = "") -> list[list[Any]]:
    """The same with numbers and days as the workbook holds them; `delimiter` for text, else its first line tells."""
    if len(data) > MAX_BYTES:
        raise SheetTooLarge(bytes=len(data), most=most_rows)
    rows = _workbook(data, most_rows) if is_workbook(data) else _text(data, most_rows, delimiter)
    if len(rows) > most_rows + 1:
        raise SheetTooLarge(rows=len(rows), most=most_rows)
    return rows


def is_workbook(data: bytes) -> bool:
    """Whether it claims to be an XLSX file."""
    return data[:2] == b"PK"


def formula_rows(data: bytes) -> list[int]:
    """The rows of a workbook, already read once, in which a cell is worked out by a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        pages = [name for name in pack.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return sorted({int(row) for name in pages for row in _FORMULA.findall(pack.read(name))})


def xlsx(sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook of (name, header, rows): text stays text, numbers stay numbers, nothing is a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E4EFE6", "border": 1, "text_wrap": True, "valign": "top"})
        for name, header, rows in sheets:
            page = book.add_worksheet(name)
            page.freeze_panes(1, 2)
            for column, title in enumerate(header):
                page.set_column(column, column, max(10, min(40, len(title) + 4)))
                page.write_string(0, column, title, bold)
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    _write(page, number, column, value)
    return out.getvalue()


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as text with semicolons; a cell that a spreadsheet would run begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow(["" if value is None else harmless(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The same, some rows at a time, for a file that nobody wants to hold in memory."""
    source = iter(rows)
    yield as_csv(header, islice(source, AT_ONCE))
    while part := list(islice(source, AT_ONCE)):
        yield as_csv(part[0], part[1:]).removeprefix(codecs.BOM_UTF8)


def harmless(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if not isinstance(value, int) and text.startswith(_LIVE) else text


def _write(page: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, harmless(value))


def _workbook(data: bytes, most_rows: int) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    _guard(data, most_rows)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as problem:
        raise NotASheet(problem=type(problem).__name__) from None
    return rows


def _guard(data: bytes, most_rows: int) -> None:
    """Refuse what would unpack without end, or claims cells at the end of the world."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            entries = pack.infolist()
            if len(entries) > 300 or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise SheetTooLarge(bytes=sum(entry.file_size for entry in entries), most=most_rows)
            names = [entry.filename for entry in entries]
            if any("vbaproject" in name.lower() for name in names):
                raise HasMacros()
            if "xl/workbook.xml" not in names:
                raise NotASheet(problem="no workbook")
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _measure(pack.read(name), most_rows)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as problem:
        raise NotASheet(problem=type(problem).__name__) from None


def _measure(page: bytes, most_rows: int) -> None:
    if b"<!DOCTYPE" in page or b"<!ENTITY" in page:
        raise NotASheet(problem="entities")
    for column, row in _CELL.findall(page):
        if int(row) > most_rows + 1:
            raise SheetTooLarge(rows=int(row), most=most_rows)
        if column and _column(column) > MAX_COLUMNS:
            raise SheetTooLarge(columns=_column(column), most=most_rows)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(data: bytes, most_rows: int, delimiter: str) -> list[list[Any]]:
    text = _decoded(data)
    if "\x00" in text or not text.strip():
        raise NotASheet(problem="binary")
    first = text.lstrip().splitlines()[0]
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter or max(";,\t", key=first.count), strict=True):
            if len(row) > MAX_COLUMNS:
                raise SheetTooLarge(columns=len(row), most=most_rows)
            if len(rows) > most_rows:
                raise SheetTooLarge(rows=text.count("\n"), most=most_rows)
            rows.append([value.strip()[:MAX_CELL] for value in row])
    except csv.Error as problem:
        raise NotASheet(problem=str(problem)) from None
    return rows


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotASheet(problem="encoding")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.6f}".rstrip("0").replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()[:MAX_CELL]
    return text[1:] if text[:1] == "'" and text[1:].startswith(_LIVE) else text
