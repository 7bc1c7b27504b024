"""Light on a package: the sheen and shade that make a flat shape round."""

from marketplace.demo.drawing.palette import ARANG, WHITE
from marketplace.demo.drawing.svg import gradient, path, rect


def foil(shape: str, name: str = "foil") -> str:
    """Sheen of a soft pouch over the given path."""
    light = gradient(
        name,
        (0, ARANG, 0.3),
        (0.035, ARANG, 0.05),
        (0.07, WHITE, 0.34),
        (0.14, WHITE, 0.05),
        (0.55, WHITE, 0),
        (0.86, ARANG, 0.1),
        (0.955, ARANG, 0.22),
        (0.975, WHITE, 0.16),
        (1, ARANG, 0.34),
        across=True,
    )
    return light + path(shape, f"url(#{name})")


def round_glass(shape: str, name: str = "glass") -> str:
    """Sheen of a jar or bottle over the given path."""
    light = gradient(
        name,
        (0, ARANG, 0.36),
        (0.06, ARANG, 0.1),
        (0.1, WHITE, 0.5),
        (0.15, WHITE, 0.1),
        (0.3, WHITE, 0),
        (0.7, ARANG, 0.02),
        (0.9, ARANG, 0.2),
        (0.95, WHITE, 0.2),
        (1, ARANG, 0.36),
        across=True,
    )
    return light + path(shape, f"url(#{name})")


def glint(x: float, y: float, w: float, h: float, opacity: float = 0.35) -> str:
    return rect(x, y, w, h, WHITE, rx=w / 2, opacity=opacity)
