"""Spreadsheets from strangers: what is read, what is refused, what is written harmless."""

from __future__ import annotations

import io
import zipfile

import pytest

from marketplace.kernel import sheets

PAGE = "xl/worksheets/sheet1.xml"


def book(*rows: list[object]) -> bytes:
    return sheets.xlsx([("Produk", ["Kode", "Nama"], rows)])  # type: ignore[arg-type]


def repacked(data: bytes, **changes: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, changes.get(name, source.read(name)))
        for name in set(changes) - set(source.namelist()):
            target.writestr(name, changes[name])
    return out.getvalue()


def page_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return pack.read(PAGE)


def test_what_is_written_is_read_again() -> None:
    assert sheets.read(book(["A-1", "Amplang"], ["B", 25_000])) == [
        ["Kode", "Nama"],
        ["A-1", "Amplang"],
        ["B", "25000"],
    ]
    assert sheets.read(sheets.as_csv(["Kode", "Nama"], [["A", 5], ["B;C", 'x"y']])) == [
        ["Kode", "Nama"], ["A", "5"], ["B;C", 'x"y'],
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_any_usual_text_file(encoding: str, mark: str) -> None:
    text = f"Kode{mark}Nama\r\nA{mark}Abon é\r\n"
    assert sheets.read(text.encode(encoding)) == [["Kode", "Nama"], ["A", "Abon é"]]


LIVE = ["=1+1", "+62", "-5x", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_runs(text: str) -> None:
    assert sheets.harmless(text) == f"'{text}"
    page = page_of(book(["A", text]))
    assert b"<f>" not in page and b"<f " not in page
    line = sheets.as_csv(["Kode"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")
    assert sheets.read(book(["A", text.strip()]))[1][1] == text.strip()


def test_hostile_files_are_refused_in_time() -> None:
    far = page_of(book(["A", "B"])).replace(b'r="A2"', b'r="XFD1048576"')
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/workbook.xml", "<x/>")
        pack.writestr(PAGE, b" " * (sheets.MAX_UNPACKED + 1))
    wrong: list[tuple[bytes, type[Exception]]] = [
        (b"", sheets.NotASheet),
        (b"\x89PNG\r\n\x1a\n\x00\x00", sheets.NotASheet),
        (b"PK\x03\x04 broken", sheets.NotASheet),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, sheets.NotASheet),
        (b'Kode;Nama\n"never closed', sheets.NotASheet),
        (repacked(book(["A", "B"]), **{PAGE: b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}), sheets.NotASheet),
        (repacked(book(["A", "B"]), **{"xl/vbaProject.bin": b"x"}), sheets.HasMacros),
        (repacked(book(["A", "B"]), **{PAGE: far}), sheets.SheetTooLarge),
        (bomb.getvalue(), sheets.SheetTooLarge),
        (b"Kode;Nama\n" * (sheets.MAX_ROWS + 2), sheets.SheetTooLarge),
        (b";" * 200, sheets.SheetTooLarge),
        (b"a" * (sheets.MAX_BYTES + 1), sheets.SheetTooLarge),
    ]
    for data, problem in wrong:
        with pytest.raises(problem):
            sheets.read(data)
