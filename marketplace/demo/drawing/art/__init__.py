"""Drawings of what a product is made of, each around 0,0 and about 200 wide."""

from collections.abc import Callable

from marketplace.demo.drawing.art import fruit, garden, kitchen, sea, spice

Drawing = Callable[[], str]

DRAWINGS: dict[str, Drawing] = {
    **sea.DRAWINGS,
    **garden.DRAWINGS,
    **fruit.DRAWINGS,
    **spice.DRAWINGS,
    **kitchen.DRAWINGS,
}


FLAT = {
    "tenggiri": 1.75,
    "bandeng": 1.6,
    "tongkol": 1.6,
    "layang": 1.75,
    "telang": 1.7,
    "ebi": 1.35,
    "jahe": 1.35,
    "kunyit": 1.2,
    "keju": 1.35,
    "nastar": 1.3,
    "terasi": 1.15,
    "bawang": 1.2,
    "kepiting": 1.15,
}


def fullness(name: str) -> float:
    """How much larger a low drawing may stand to fill the same height."""
    return FLAT.get(name, 1.06)


def draw(name: str) -> str:
    return DRAWINGS[name]()
