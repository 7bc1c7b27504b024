"""The one layout of all papers: head, parties, table, sums, words, notes, fingerprint, signatures."""

from __future__ import annotations

import io
import re
from typing import Any

import segno
from fpdf.fonts import FontFace

from . import fonts
from .paper import Block, Column, Paper
from .sheet import GREEN, INK, LINE, MARGIN, PAD, QUIET, SAND, Sheet

GAP = 6
SMALL = (8.5, 4, 0.8)
LARGEST = 20
TOGETHER = re.compile(r"(?<=\d) (?=(?:°C|g|kg|ml|l)\b|°C|[A-Z][a-z]+ \d{4})|(?<=isi) (?=\d)")


def draw(papers: list[Paper]) -> bytes:
    """The PDF of one or several papers, each beginning on a page of its own."""
    first = papers[0]
    sheet = Sheet(f"{first.title} {first.number}", first.foot)
    for place, paper in enumerate(papers):
        if place:
            sheet.add_page()
        _fill(sheet, paper)
    return bytes(sheet.output())


def _fill(sheet: Sheet, paper: Paper) -> None:
    _head(sheet, paper)
    _blocks(sheet, paper.blocks)
    if paper.columns:
        _table(sheet, paper.columns, paper.rows, paper.dense)
    _sums(sheet, paper)
    _words(sheet, paper)
    for extra in paper.extra:
        sheet.room(30)
        sheet.say(extra.label, size=11, bold=True, colour=GREEN)
        sheet.ln(1)
        _table(sheet, extra.columns, extra.rows, paper.dense)
        sheet.ln(1)
    for note in paper.notes:
        sheet.room(10)
        sheet.say(note, size=9, colour=QUIET)
        sheet.ln(0.8)
    _ending(sheet, paper)


def _head(sheet: Sheet, paper: Paper) -> None:
    top, half = sheet.get_y(), sheet.epw * 0.56
    sheet.say(paper.issuer.label, size=13, bold=True, colour=GREEN, width=half)
    for line in paper.issuer.lines:
        sheet.say(line, size=9, colour=QUIET, width=half)
    left = sheet.get_y()
    sheet.set_xy(MARGIN + half, top)
    size = _fitting(sheet, paper.title.upper(), sheet.epw - half)
    sheet.say(paper.title.upper(), size=size, bold=True, colour=GREEN, width=sheet.epw - half, align="R")
    sheet.set_x(MARGIN + half)
    sheet.say(paper.number, size=11, bold=True, width=sheet.epw - half, align="R")
    sheet.set_y(max(left, sheet.get_y()) + 3)
    sheet.set_fill_color(*GREEN)
    sheet.rect(MARGIN, sheet.get_y(), sheet.epw, 1, style="F")
    sheet.ln(GAP)


def _fitting(sheet: Sheet, text: str, width: float) -> float:
    """The largest size in which a title stands on one line."""
    sheet.set_font("Sans", "B", LARGEST)
    return max(12.0, min(LARGEST, LARGEST * (width - 1) / sheet.get_string_width(text)))


def _blocks(sheet: Sheet, blocks: list[Block]) -> None:
    """The parties and facts in columns beside each other."""
    top, lowest = sheet.get_y(), sheet.get_y()
    width = sheet.epw / len(blocks)
    for place, block in enumerate(blocks):
        sheet.set_y(top)
        for size, bold, colour, lines in (
            (8.5, False, QUIET, [block.label]),
            (10.5, True, INK, block.lines[:1]),
            (9.5, False, INK, block.lines[1:]),
        ):
            for line in lines:
                sheet.set_x(MARGIN + place * width)
                sheet.say(line, size=size, bold=bold, colour=colour, width=width - 4, align="L")
        lowest = max(lowest, sheet.get_y())
    sheet.set_y(lowest + GAP)


def _table(sheet: Sheet, columns: list[Column], rows: list[list[str]], dense: bool = False) -> None:
    """Breaks over pages between rows and repeats its headings."""
    sheet.set_font("Sans", "", SMALL[0] if dense else 9.5)
    sheet.set_text_color(*INK)
    sheet.set_draw_color(*LINE)
    sheet.set_fill_color(255, 255, 255)
    heading = FontFace(emphasis="BOLD", color=GREEN, fill_color=SAND)
    with sheet.table(
        borders_layout="HORIZONTAL_LINES",
        col_widths=tuple(column.share for column in columns),
        text_align=tuple("RIGHT" if column.right else "LEFT" for column in columns),
        headings_style=heading,
        line_height=SMALL[1] if dense else 5,
        padding=(SMALL[2] if dense else 1.2, PAD),
        v_align="TOP",
    ) as table:
        for cells in ([column.label for column in columns], *rows):
            row = table.row()
            for cell in cells:
                row.cell(TOGETHER.sub("\u00a0", fonts.printable(cell)))
    sheet.ln(2)


def _sums(sheet: Sheet, paper: Paper) -> None:
    sheet.room(7 * min(len(paper.sums), 8))
    for line in paper.sums:
        if line.strong:
            sheet.set_draw_color(*GREEN)
            sheet.line(MARGIN + sheet.epw * 0.4, sheet.get_y() + 0.6, sheet.w - MARGIN, sheet.get_y() + 0.6)
            sheet.ln(1.6)
        sheet.set_x(MARGIN + sheet.epw * 0.4)
        size = 12 if line.strong else 9.5
        sheet.say(line.label, size=size, bold=line.strong, width=sheet.epw * 0.38, newline=False)
        sheet.say(line.figure, size=size, bold=line.strong, width=sheet.epw * 0.22 - PAD, align="R")
        sheet.ln(0.6)
    sheet.ln(3)


def _words(sheet: Sheet, paper: Paper) -> None:
    if not paper.words:
        return
    sheet.room(24)
    sheet.set_fill_color(*SAND)
    sheet.set_font("Sans", "B", 11)
    text = fonts.printable(paper.words)
    lines: Any = sheet.multi_cell(sheet.epw - 8, 5.4, text, dry_run=True, output="LINES")
    height, top = 9 + 5.4 * len(lines), sheet.get_y()
    sheet.rect(MARGIN, top, sheet.epw, height, style="F", round_corners=True, corner_radius=1.5)
    sheet.set_xy(MARGIN + 4, top + 2)
    sheet.say(paper.words_label, size=8.5, colour=QUIET, width=sheet.epw - 8)
    sheet.set_x(MARGIN + 4)
    sheet.say(text, size=11, bold=True, width=sheet.epw - 8, height=5.4)
    sheet.set_y(top + height + 4)
    if paper.amount:
        sheet.say(paper.amount, size=18, bold=True, colour=GREEN)
        sheet.ln(2)


def _ending(sheet: Sheet, paper: Paper) -> None:
    """The fingerprint at the left, signature and meterai at the right: together on one page."""
    if not paper.signs and not paper.check_url:
        return
    sheet.room(62)
    sheet.ln(6)
    top = sheet.get_y()
    _fingerprint(sheet, paper, top)
    if len(paper.signs) > 1:
        _beside(sheet, paper, top + (30 if paper.check_url else 0))
        return
    width = 62.0
    x = sheet.w - MARGIN - width
    for place, (label, name) in enumerate(paper.signs):
        sheet.set_xy(x, top)
        sheet.say(paper.place, size=9.5, width=width, align="C")
        sheet.set_x(x)
        sheet.say(label, size=9.5, width=width, align="C")
        if paper.stamp:
            _stamp(sheet, paper.stamp, x + 2, top + 13)
        if paper.drawings and paper.drawings[place]:
            _drawing(sheet, paper.drawings[place], x + 6, top + 15)
        sheet.set_draw_color(*INK)
        sheet.line(x, top + 42, x + width, top + 42)
        sheet.set_xy(x, top + 43)
        sheet.say(name, size=10, bold=True, width=width, align="C")


def _beside(sheet: Sheet, paper: Paper, top: float) -> None:
    """Several hands sign beside each other."""
    sheet.set_xy(MARGIN, top)
    sheet.say(paper.place, size=9.5)
    top = sheet.get_y() + 2
    share = sheet.epw / len(paper.signs)
    for place, (label, name) in enumerate(paper.signs):
        x, width = MARGIN + place * share, share - 8
        sheet.set_xy(x, top)
        sheet.say(label, size=9.5, colour=QUIET, width=width)
        if paper.drawings and paper.drawings[place]:
            _drawing(sheet, paper.drawings[place], x, top + 6)
        sheet.set_draw_color(*INK)
        sheet.line(x, top + 27, x + width, top + 27)
        sheet.set_xy(x, top + 28)
        sheet.say(name, size=10, bold=True, width=width)


def _drawing(sheet: Sheet, path: str, x: float, y: float) -> None:
    """A signature of `M x y L x y …` in a box of 300 × 120, on 50 × 20 mm."""
    sheet.set_draw_color(*INK)
    sheet.set_line_width(0.5)
    for stroke in path.split("M"):
        numbers = [float(number) for number in stroke.replace("L", " ").split()]
        points = [(x + a / 6, y + b / 6) for a, b in zip(numbers[::2], numbers[1::2], strict=False)]
        if len(points) > 1:
            sheet.polyline(points)
    sheet.set_line_width(0.2)


def _stamp(sheet: Sheet, text: str, x: float, y: float) -> None:
    sheet.set_draw_color(*QUIET)
    sheet.set_dash_pattern(1, 1)
    sheet.rect(x, y, 26, 26)
    sheet.set_dash_pattern()
    sheet.set_xy(x + 1, y + 6)
    sheet.say(text, size=8, colour=QUIET, width=24, align="C")


def _fingerprint(sheet: Sheet, paper: Paper, top: float) -> None:
    if not paper.check_url:
        return
    picture = io.BytesIO()
    segno.make(paper.check_url, error="m", micro=False).save(picture, kind="png", scale=6, border=1)
    sheet.image(picture, MARGIN, top, 26, link=paper.check_url)
    sheet.set_xy(MARGIN + 29, top + 3)
    sheet.set_font("Sans", "", 8.5)
    sheet.say("Sidik dokumen", size=8.5, colour=QUIET, width=60)
    sheet.set_x(MARGIN + 29)
    sheet.say(paper.fingerprint, size=10.5, bold=True, width=60)
    sheet.set_x(MARGIN + 29)
    sheet.say("Pindai untuk memeriksa nomor, jumlah dan sidik dokumen ini.", size=8.5, colour=QUIET, width=52)
