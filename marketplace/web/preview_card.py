"""Draws the picture beside a shared link: 1200 × 630, photo on the left, words on the right."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import cache

from flask import current_app
from PIL import Image, ImageDraw, ImageFont

from config import ROOT
from marketplace.kernel import pictures

WIDE, HIGH, EDGE = 1200, 630, 44
PAPER, INK, SOFT, GREEN, BRICK, GOLD = "#fdf8ec", "#2b211c", "#6b5d52", "#1c5a41", "#ad4a20", "#e7b53c"
FONTS = ROOT / "static" / "fonts"
BAND = ROOT / "static" / "img" / "motif-band.png"
MOST_BYTES = 300_000
SIGNS = "×·…–—‘’“”"


@dataclass(frozen=True)
class Card:
    """The words of the picture and the key of its photo."""

    title: str
    by: str
    price: str
    beside: str
    shop: str
    photo: str


def draw(card: Card) -> bytes:
    """The picture as a JPEG small enough for every chat."""
    paper = Image.new("RGB", (WIDE, HIGH), PAPER)
    paper.paste(_photo(card.photo), (0, 0))
    _words(ImageDraw.Draw(paper), card)
    _band(paper)
    for quality in (84, 72, 60):
        out = io.BytesIO()
        paper.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def _photo(key: str) -> Image.Image:
    """The square photo, or the shop's green where there is none."""
    square = Image.new("RGB", (HIGH, HIGH), GREEN)
    try:
        data = current_app.extensions["files"].get(key) if key else b""
    except FileNotFoundError:
        data = b""
    if not data:
        return square
    photo = pictures.upright(data, 960)
    side = min(photo.size)
    left, top = (photo.width - side) // 2, (photo.height - side) // 2
    return photo.crop((left, top, left + side, top + side)).resize((HIGH, HIGH), Image.Resampling.LANCZOS)


def _words(pen: ImageDraw.ImageDraw, card: Card) -> None:
    left, wide = HIGH + EDGE, WIDE - HIGH - 2 * EDGE
    y = 40
    for text in wrapped(card.title, 54, 800, wide, 3):
        pen.text((left, y), text, fill=INK, font=_font(800, 54))
        y += 64
    y += 6
    for text in wrapped(card.by, 30, 500, wide, 1):
        pen.text((left, y), text, fill=SOFT, font=_font(500, 30))
    y += 74
    if card.price:
        pen.text((left, y), card.price, fill=BRICK, font=_font(800, 68))
        y += 88
    for text in wrapped(card.beside, 30, 500, wide, 2):
        pen.text((left, y), text, fill=INK, font=_font(500, 30))
        y += 40
    pen.text((left, HIGH - 128), wrapped(card.shop, 28, 700, wide, 1)[0], fill=GREEN, font=_font(700, 28))


def _band(paper: Image.Image) -> None:
    """The motif along the lower edge of the words, as over every page."""
    high = 62
    ImageDraw.Draw(paper).rectangle((HIGH, HIGH - high, WIDE, HIGH), fill=GREEN)
    tile = _tile(high)
    for left in range(HIGH, WIDE, tile.width):
        paper.paste(GOLD, (left, HIGH - high), tile)


def wrapped(text: str, size: int, weight: int, wide: int, most: int) -> list[str]:
    """The text in at most so many lines, the last one shortened where it must be."""
    font, lines = _font(weight, size), [""]
    for word in drawable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= wide or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = [_cut(line, font, wide) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = _cut(f"{kept[-1]} …", font, wide)
    return kept


def drawable(text: str) -> str:
    """The text in letters that the font has; signs without such a form are left out."""
    kept = "".join(char if char in SIGNS else unicodedata.normalize("NFKD", char) for char in text)
    return "".join(char for char in kept.replace("⁄", "/") if " " <= char <= "~" or char in SIGNS)


def _cut(line: str, font: ImageFont.FreeTypeFont, wide: int) -> str:
    if font.getlength(line) <= wide:
        return line
    line = line.removesuffix(" …")
    while line and font.getlength(f"{line}…") > wide:
        line = line[:-1].rstrip()
    return f"{line}…"


@cache
def _font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"plus-jakarta-sans-{weight}.ttf", size)


@cache
def _tile(high: int) -> Image.Image:
    with Image.open(BAND) as picture:
        return picture.convert("L").resize((picture.width * high // picture.height, high), Image.Resampling.LANCZOS)
