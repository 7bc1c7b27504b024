"""Charts drawn on the server: plain numbers for an SVG, with a table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 120
STEP = 28
BAR = 18
FLOOR = 24


@dataclass(frozen=True)
class Bar:
    """One bar in drawing units, the lower part of it in another tone; `label` stands below."""

    x: int
    y: int
    height: int
    part: int
    label: str
    value: int
    shown: bool


@dataclass(frozen=True)
class Bars:
    """A bar chart: its size, its bars, and the largest value for the scale."""

    width: int
    height: int
    floor: int
    bar: int
    bars: list[Bar]
    largest: int


def bars(rows: Sequence[tuple[str, int, int]], *, every: int = 3) -> Bars:
    """Rows of (label, value, part of the value drawn in another tone); one label of `every` is shown."""
    largest = max((value for _, value, _ in rows), default=0)
    scale = HEIGHT / largest if largest else 0
    drawn = []
    for n, (label, value, part) in enumerate(rows):
        height = max(round(value * scale), 2 if value else 0)
        drawn.append(
            Bar(
                x=n * STEP + (STEP - BAR) // 2,
                y=HEIGHT - height + FLOOR // 2,
                height=height,
                part=min(height, round(part * scale)),
                label=label,
                value=value,
                shown=n % every == every // 2,
            )
        )
    return Bars(len(rows) * STEP, HEIGHT + 2 * FLOOR, HEIGHT + FLOOR // 2, BAR, drawn, largest)
