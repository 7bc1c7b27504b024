"""What a pack weighs and how large its box is, until its maker tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BULK = {"KRP": 24, "KUE": 6, "OIL": 5, "SGR": 3}
USUAL_BULK = 2
PIECE = (400, (25, 20, 6))


@dataclass(frozen=True)
class Parcel:
    """Grams and centimetres for couriers."""

    grams: int
    length: int
    width: int
    height: int


def estimate(code: str, template: dict[str, Any], content: int, unit: str) -> Parcel:
    """From the template when it knows, else from the content: light crackers need much room."""
    grams = int(template.get("weight_grams") or 0) * (content if unit == "piece" else 1)
    box = template.get("box_cm")
    if unit == "piece":
        length, width, height = box or PIECE[1]
        return Parcel(max(1, grams or PIECE[0] * content), length, width, height * min(content, 10))
    grams = grams or content + max(10, content // 12)
    length, width, height = box or _box(content * BULK.get(code, USUAL_BULK))
    return Parcel(grams, length, width, height)


def _box(volume: int) -> tuple[int, int, int]:
    """A box of 4 : 3 : 2 that holds so many cubic centimetres, 5 cm at least each way."""
    unit = 1
    while 24 * unit**3 < volume * 8:
        unit += 1
    return max(5, unit * 2), max(5, -(-unit * 3 // 2)), max(5, unit)
