"""An A4 sheet with the house's type, colours and foot; fpdf2 writes it."""

from __future__ import annotations

from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from . import fonts

GREEN, INK, QUIET, LINE, SAND = (20, 87, 61), (29, 23, 18), (92, 80, 68), (216, 204, 184), (243, 234, 216)
MARGIN, BOTTOM, PAD = 18, 24, 1.5
PAGES = "{nb}"


class Sheet(FPDF):  # type: ignore[misc]
    """Knows the fonts, the foot and small moves; what is on it is decided in `layout`."""

    def __init__(self, title: str, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = fonts.printable(foot)
        for style, path in fonts.FILES.items():
            self.add_font("Sans", style, path)
        self.set_title(title)
        self.set_lang("id")
        self.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
        self.set_margins(MARGIN, 16, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, BOTTOM)
        self.add_page()

    def footer(self) -> None:
        """What the paper is and which page of how many."""
        self.set_y(-16)
        self.set_draw_color(*LINE)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.set_y(-14)
        self.say(self.foot, size=8, colour=QUIET, width=self.epw * 0.75, newline=False)
        self.set_x(self.get_x() + self.get_string_width(PAGES) - self.get_string_width("0"))
        width = self.epw * 0.25
        self.say(f"Halaman {self.page_no()} dari {PAGES}", size=8, colour=QUIET, align="R", width=width)

    def say(
        self,
        text: str,
        *,
        size: float = 10,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        width: float = 0,
        align: str = "L",
        height: float = 0,
        newline: bool = True,
    ) -> None:
        """Text that wraps within a width; the pen goes below it, or to its right."""
        self.set_font("Sans", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.multi_cell(
            width,
            height or size * 0.47,
            text if PAGES in text else fonts.printable(text),
            align=align,
            new_x=XPos.LMARGIN if newline else XPos.RIGHT,
            new_y=YPos.NEXT if newline else YPos.TOP,
        )

    def room(self, height: float) -> None:
        """Go to the next page when less than `height` is left."""
        if self.get_y() + height > self.h - BOTTOM:
            self.add_page()
