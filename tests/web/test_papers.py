"""Sales documents as PDF: odd letters, page breaks, and the same words whatever the reader's language."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from marketplace.web import pdf
from marketplace.web.pdf import fonts
from marketplace.web.pdf.paper import Block, Column, Paper, Sum

pytestmark = pytest.mark.one_database
ODD = "Ñandú <b>& “Kue Š” 漢字 😀 \u202e\u0000 " + "x" * 300


def paper(rows: int, name: str = "Amplang Ikan Tenggiri, 250 g", stamp: str = "") -> Paper:
    return Paper(
        title="Invoice", number="INV/2026/11/000001", issuer=Block(name, [name]), blocks=[Block("Kepada", [name])],
        columns=[Column("No", 8, True), Column("Barang", 82), Column("Total", 36, True)],
        rows=[[str(place), name, "Rp18.000"] for place in range(rows)],
        sums=[Sum("Jumlah", "Rp18.000", True)], words="Delapan belas ribu rupiah", notes=[name], place="Balikpapan",
        signs=[("Hormat kami", name)], stamp=stamp, fingerprint="3f9a 01bc", check_url="https://x.id/d", foot=name,
    )  # fmt: skip


def sheets(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", data))


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (12, 1), (36, 2), (400, 13)])
def test_a_long_paper_goes_on_over_the_page(app: Flask, rows: int, pages: int) -> None:
    assert sheets(pdf.render(paper(rows))) == pages


def test_odd_letters_and_endless_words_are_printed_or_replaced(app: Flask) -> None:
    assert pdf.render(paper(3, ODD, "Meterai Rp10.000")).startswith(b"%PDF-")
    said = fonts.printable(ODD)
    assert said.startswith("Ñandú <b>& “Kue Š” ?? ?") and "\u202e" not in said and "\x00" not in said


def test_the_same_paper_is_the_same_file(app: Flask) -> None:
    assert pdf.render(paper(3)) == pdf.render(paper(3))
