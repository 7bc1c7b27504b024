"""Sets Plus Jakarta Sans: measures, wraps and fits words into a box."""

from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from PIL import ImageFont

from marketplace.demo.drawing.svg import tag

FONTS = Path(__file__).parents[3] / "static" / "fonts"
FAMILIES = {
    500: "Plus Jakarta Sans Medium",
    700: "Plus Jakarta Sans",
    800: "Plus Jakarta Sans ExtraBold",
}
LEADING = 1.08


def font_files() -> list[str]:
    return [str(FONTS / f"plus-jakarta-sans-{weight}.ttf") for weight in FAMILIES]


@cache
def _face(weight: int) -> ImageFont.FreeTypeFont:
    file = FONTS / f"plus-jakarta-sans-{weight}.ttf"
    return ImageFont.truetype(file, 1000, layout_engine=ImageFont.Layout.BASIC)


@cache
def width(words: str, size: float, weight: int = 700, spacing: float = 0) -> float:
    return _face(weight).getlength(words) * size / 1000 + spacing * len(words)


def line(
    words: str,
    x: float,
    y: float,
    size: float,
    fill: str,
    *,
    weight: int = 700,
    anchor: str = "middle",
    spacing: float = 0,
    opacity: float | None = None,
) -> str:
    """One line of type standing on y."""
    return tag(
        "text",
        escape(words),
        x=round(x, 1),
        y=round(y, 1),
        font_size=round(size, 1),
        fill=fill,
        font_family=FAMILIES[weight],
        font_weight={500: 500, 700: 700, 800: 800}[weight],
        text_anchor=anchor,
        letter_spacing=spacing or None,
        fill_opacity=opacity,
    )


def shrunk(words: str, size: float, room: float, weight: int = 700, spacing: float = 0) -> float:
    """The size, made smaller where the words would not fit the room."""
    return min(size, size * room / width(words, size, weight, spacing))


def fit(words: str, w: float, h: float, *, largest: float, weight: int = 800) -> tuple[list[str], float]:
    """The break into lines that lets the words stand largest in the box, with that size."""
    best: tuple[list[str], float] = ([words], 0)
    for lines in _breaks(words.split()):
        widest = max(width(each, 100, weight) for each in lines)
        size = min(largest, 100 * w / widest, h / (len(lines) * LEADING))
        if size > best[1] + 0.5:
            best = (lines, size)
    return best


def _breaks(words: list[str], most: int = 4) -> Iterator[list[str]]:
    """Every way to break words into at most so many lines, fewest lines first."""
    yield [" ".join(words)]
    if most == 1:
        return
    for cut in range(1, len(words)):
        for rest in _breaks(words[cut:], most - 1):
            yield [" ".join(words[:cut]), *rest]


def block(
    lines: list[str],
    x: float,
    top: float,
    size: float,
    fill: str,
    *,
    anchor: str = "middle",
    weight: int = 800,
) -> str:
    """Lines under each other from the top of the first capital."""
    return "".join(
        line(
            each,
            x,
            top + size * (0.74 + at * LEADING),
            size,
            fill,
            weight=weight,
            anchor=anchor,
            spacing=round(-size * 0.012, 2),
        )
        for at, each in enumerate(lines)
    )
