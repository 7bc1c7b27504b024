"""Fresh goods: fruit heaped in a crate, lettuce in a sleeve and a live crab."""

from collections.abc import Callable

from marketplace.demo.drawing import label, motif, stage
from marketplace.demo.drawing.art import fruit, garden, sea
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.palette import ARANG, KUNYIT, shade
from marketplace.demo.drawing.svg import blurred, ellipse, path, place, rect, stroke

WOOD = "#c9985c"
FOOT = 862


def _crate(job: Job) -> str:
    """Three slats with a paper label pasted on."""
    theme = job.theme
    slats = "".join(
        rect(110, y, 780, 104, WOOD if at % 2 else "#d4a66a", rx=6)
        + rect(110, y + 88, 780, 16, shade(WOOD, 0.22), rx=6)
        + stroke(
            f"M140 {y + 30}C300 {y + 22} 420 {y + 40} 600 {y + 28}S800 {y + 36} 860 {y + 30}M180 {y + 62}C340 {y + 70} 520 {y + 54} 820 {y + 64}",
            shade(WOOD, 0.18),
            3,
            opacity=0.55,
        )
        for at, y in enumerate((530, 644, 758))
    )
    posts = "".join(
        rect(x, 516, 50, 346, "#b98549", rx=6)
        + "".join(ellipse(x + 25, y, 5, 5, "#6f4c26") for y in (566, 600, 690, 716, 800, 830))
        for x in (110, 840)
    )
    panel = rect(206, 548, 588, 290, theme.paper, rx=16) + rect(
        216, 558, 568, 270, "none", rx=10, stroke=theme.strong, stroke_width=4
    )
    strip = motif.band(218, 772, 564, 54, theme.strong, KUNYIT)
    text = label.names(job, 240, 568, 520, 148, theme.ink, "#a8650f", largest=84) + label.maker(
        job, 500, 752, 520, theme.ink, size=31
    )
    pill = label.weight(job, 812, 552, KUNYIT, ARANG, size=46)
    return (
        slats
        + posts
        + blurred(rect(210, 556, 590, 290, ARANG, rx=16, opacity=0.3), "pasted", 6)
        + panel
        + strip
        + text
        + pill
    )


def crate(job: Job, one: Callable[[], str], spots: tuple[tuple[float, float, float, float], ...]) -> str:
    inside = path("M130 530L170 470H830L870 530z", shade(WOOD, 0.45))
    heap = "".join(place(one(), x, y, scale, turn) for x, y, scale, turn in spots)
    leaves = "".join(
        garden.leaf("#4f8a4c" if at % 2 else "#3f7442", x, 540, turn, 1.1)
        for at, (x, turn) in enumerate(((190, -50), (810, 50), (350, -20), (660, 24)))
    )
    return stage.shadow(500, 800, FOOT) + inside + leaves + heap + _crate(job)


def _round_heap(scale: float, tip: float = 0) -> tuple[tuple[float, float, float, float], ...]:
    back = tuple((x, 330, scale, turn + tip) for x, turn in ((390, -16), (600, 14)))
    middle = tuple((x, 400, scale, turn + tip) for x, turn in ((270, -24), (500, 4), (730, 22)))
    front = tuple((x, 470, scale, turn + tip) for x, turn in ((200, -30), (380, -8), (590, 12), (800, 28)))
    return back + middle + front


def salak(job: Job) -> str:
    spots = _round_heap(1.15)
    return crate(job, fruit.salak_whole, spots) + stage.prop(fruit.salak_open(), 196, 900, 1.0, -6)


def papaya(job: Job) -> str:
    return crate(
        job,
        fruit.papaya,
        (
            (330, 340, 1.1, -14),
            (660, 334, 1.1, 12),
            (500, 310, 1.15, -2),
            (230, 440, 1.1, -24),
            (420, 440, 1.15, -6),
            (600, 440, 1.15, 8),
            (780, 440, 1.1, 22),
        ),
    )


def dragon(job: Job) -> str:
    return crate(
        job,
        fruit.dragon_fruit,
        (
            (330, 360, 1.2, -10),
            (680, 350, 1.2, 12),
            (500, 330, 1.15, 0),
            (230, 450, 1.05, -20),
            (510, 450, 1.15, 4),
            (790, 450, 1.05, 16),
        ),
    )


def starfruit(job: Job) -> str:
    return crate(
        job,
        fruit.starfruit,
        (
            (330, 350, 1.25, -14),
            (680, 350, 1.25, 12),
            (500, 330, 1.2, 0),
            (230, 440, 1.1, -24),
            (510, 440, 1.2, 4),
            (790, 440, 1.1, 16),
        ),
    )


def lettuce(job: Job) -> str:
    """A head of lettuce standing in a printed paper cone."""
    theme = job.theme
    cone = "M226 452C400 520 600 520 774 452L668 846Q664 860 640 860H360Q336 860 332 846z"
    paper = path(cone, theme.paper) + path(
        "M500 503C600 500 690 484 774 452L668 846Q664 860 640 860H560z", ARANG, opacity=0.06
    )
    rim = stroke("M226 452C400 520 600 520 774 452", theme.strong, 12) + stroke(
        "M234 482C400 548 600 548 766 482", KUNYIT, 5
    )
    text = label.names(job, 300, 540, 400, 164, theme.ink, "#a8650f", largest=84) + label.maker(
        job, 500, 740, 320, theme.ink, size=30
    )
    foot = motif.band(338, 788, 324, 48, theme.strong, KUNYIT)
    heads = place(garden.lettuce(), 500, 330, 3.05)
    return stage.shadow(500, 380, 860) + heads + paper + rim + text + foot + label.weight(job, 742, 566, KUNYIT, ARANG)


def crab(job: Job) -> str:
    """A live mud crab tied with purun on the crate."""
    ties = stroke("M-74-22C-30-2 30-2 74-22M-66 34C-24 14 24 14 66 34M0-32V46", "#d8b56a", 9) + stroke(
        "M-74-22C-30-2 30-2 74-22M-66 34C-24 14 24 14 66 34M0-32V46",
        "#a8843c",
        2.4,
        stroke_dasharray="7 7",
    )
    one = sea.mud_crab() + ties
    inside = path("M130 530L170 470H830L870 530z", shade(WOOD, 0.45))
    leaves = "".join(
        garden.leaf("#4f8a4c" if at % 2 else "#3f7442", x, 540, turn, 1.3)
        for at, (x, turn) in enumerate(((170, -56), (830, 56), (300, -30), (700, 32)))
    )
    return stage.shadow(500, 800, FOOT) + inside + leaves + place(one, 500, 350, 2.7) + _crate(job)


PACKS = {
    "salak": salak,
    "papaya": papaya,
    "dragon": dragon,
    "starfruit": starfruit,
    "lettuce": lettuce,
    "crab": crab,
}
