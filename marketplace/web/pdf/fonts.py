"""The typeface of papers (Source Sans, OFL) and what becomes of letters that it does not have."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
FILES = {"": FOLDER / "source-sans-regular.ttf", "B": FOLDER / "source-sans-bold.ttf"}
MISSING = "?"


@cache
def known() -> frozenset[int]:
    """The characters that both weights have."""
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

    sheet = FPDF()
    for style, path in FILES.items():
        sheet.add_font("Sans", style, path)
    regular, bold = (frozenset(font.cmap) for font in sheet.fonts.values() if isinstance(font, TTFFont))
    return regular & bold


def printable(text: str) -> str:
    """The text in letters that can be printed: accents fall away before a letter becomes a question mark."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(letter if ord(letter) in known() else _nearest(letter) for letter in text)


def _nearest(letter: str) -> str:
    if unicodedata.category(letter) in {"Cf", "Mn", "Me"}:
        return ""
    parts = (part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return "".join(part if ord(part) in known() else MISSING for part in parts)
