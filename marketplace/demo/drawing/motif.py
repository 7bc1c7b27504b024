"""The shop's motif, mangrove stilt roots between tumpar curls, as a band and as a cloth."""

from marketplace.demo.drawing.svg import group, path, place, rect, stroke

TILE = 96


def tile(colour: str, width: float = 3.4) -> str:
    """One repeat, 96 wide and 48 high: a root in the middle, a curl at either end."""
    roots = "M48 4V20M48 12C40 14 30 24 29 46M48 12c8 2 18 12 19 34M48 20c-4 4-8 12-8 26M48 20c4 4 8 12 8 26"
    curls = "M0 46V22c0-10 14-12 15-2 1 7-9 8-9 2M96 46V22c0-10-14-12-15-2-1 7 9 8 9 2"
    leaf = "M48 7C42 7 38 3 36-2c6 0 11 3 12 9zM48 7c6 0 10-4 12-9-6 0-11 3-12 9z"
    return (
        stroke(roots + curls, colour, width)
        + path(leaf, colour)
        + path("M20 36l5 6-5 6-5-6zM76 36l5 6-5 6-5-6z", colour)
    )


def band(x: float, y: float, w: float, h: float, ground: str, colour: str) -> str:
    """A strip of the motif, an uncut number of repeats wide, between two thin lines."""
    repeats = max(1, round(w / (TILE * h / 62)))
    wide = w / repeats
    tall = h / 62
    tiles = "".join(
        group(
            tile(colour),
            transform=f"translate({x + at * wide:.1f} {y + 8 * tall:.1f}) scale({wide / TILE:.3f} {tall:.3f})",
        )
        for at in range(repeats)
    )
    return rect(x, y, w, h, ground) + tiles


def cloth(x: float, y: float, w: float, h: float, colour: str, scale: float = 1, width: float = 3.4) -> str:
    """Rows of the motif, each shifted by half a repeat."""
    step_x, step_y = TILE * scale, 62 * scale
    drawn = []
    row = 0
    while row * step_y < h:
        across = -(row % 2) * step_x / 2
        while across < w:
            drawn.append(place(tile(colour, width), x + across, y + row * step_y + 6 * scale, scale))
            across += step_x
        row += 1
    return "".join(drawn)
