"""Cloth: folded batik, a bolt of print, an embroidered cushion and a scarf."""

from marketplace.demo.drawing import motif, stage
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.packs.tagged import sleeve, tag
from marketplace.demo.drawing.palette import ARANG, KUNYIT, PASIR, WHITE, shade, tint
from marketplace.demo.drawing.svg import (
    circle,
    clipped,
    ellipse,
    gradient,
    path,
    place,
    rect,
    stroke,
)

FOOT = 858


def _folded(job: Job, pattern: str, ground: str) -> str:
    """A stack of folds with the pattern on the front face and a paper sleeve."""
    face = "M150 250Q150 226 174 226H826Q850 226 850 250V790H150z"
    folds = "".join(
        path(f"M150 {y}H842Q866 {y} 866 {y + 20}T842 {y + 40}H150z", tone)
        + stroke(f"M150 {y + 38}H842", ARANG, 3, opacity=0.3)
        for y, tone in (
            (740, shade(ground, 0.08)),
            (780, tint(ground, 0.12)),
            (818, shade(ground, 0.16)),
        )
    )
    light = gradient("drape", (0, WHITE, 0.2), (0.2, WHITE, 0), (0.8, ARANG, 0), (1, ARANG, 0.28), across=True) + rect(
        150, 226, 700, 560, "url(#drape)"
    )
    border = rect(150, 716, 700, 74, shade(ground, 0.3)) + motif.band(150, 722, 700, 56, shade(ground, 0.3), KUNYIT)
    front = clipped(rect(150, 226, 700, 564, ground) + pattern + border + light, path(face), "face")
    return stage.shadow(510, 720, FOOT) + folds + front + sleeve(job, 318, 206, 364, 600)


def mangrove(job: Job) -> str:
    """Batik stamped with stilt roots and leaves."""
    ground, line_ = "#0c4a3a", "#e9d9b0"
    root = stroke(
        "M0-60V0M0-20C-30-10-46 20-50 70M0-20C30-10 46 20 50 70M0-6C-16 8-24 30-26 72M0-6C16 8 24 30 26 72M0 0V74",
        line_,
        5,
    ) + "".join(
        place(
            path("M0 0C14-14 14-40 0-56-14-40-14-14 0 0z", KUNYIT if turn % 2 else line_),
            0,
            -52,
            0.8,
            turn,
        )
        for turn in (-60, -25, 25, 60, 0)
    )
    dots = "".join(circle(x, 86, 4, KUNYIT) for x in (-60, -20, 20, 60))
    pattern = "".join(
        place(root + dots, 180 + column * 116 + (row % 2) * 58, 290 + row * 164, 0.98)
        for row in range(4)
        for column in range(-1, 7)
    )
    return _folded(job, pattern, ground)


def sun_bear(job: Job) -> str:
    """Hand-drawn batik with the sun bear's face and its golden collar."""
    ground, line_ = "#5a2a1c", "#f0d9a8"
    bear = (
        circle(-34, -34, 17, ARANG)
        + circle(34, -34, 17, ARANG)
        + circle(-34, -34, 8, line_)
        + circle(34, -34, 8, line_)
        + circle(0, 0, 48, ARANG)
        + path("M-26 12C-26-10 26-10 26 12 26 34-26 34-26 12z", line_)
        + ellipse(0, 4, 11, 8, ARANG)
        + stroke("M0 12V20M-9 24C-4 20 4 20 9 24", ARANG, 3.4)
        + circle(-20, -14, 5, line_)
        + circle(20, -14, 5, line_)
        + stroke("M-40 58C-20 80 20 80 40 58", KUNYIT, 11)
    )
    ring = circle(
        0,
        6,
        84,
        "none",
        stroke=line_,
        stroke_width=4,
        stroke_dasharray="3 10",
        stroke_linecap="round",
    )
    curls = stroke(
        "M70 84c30-10 50 10 36 26-12 12-28-2-18-12M-70 84c-30-10-50 10-36 26 12 12 28-2 18-12",
        KUNYIT,
        5,
    )
    pattern = "".join(
        place(bear + ring + curls, 176 + column * 215 + (row % 2) * 108, 316 + row * 196, 0.92)
        for row in range(3)
        for column in range(-1, 4)
    )
    return _folded(job, pattern, ground)


def bolt(job: Job) -> str:
    """A bolt of printed cloth, a length of it hanging down, with a tag."""
    ground = "#b34a2a"
    print_ = motif.cloth(180, 214, 660, 660, "#ffe2a8", 1.75, 3.6)
    sheet = "M190 300H810V812Q700 846 600 822T400 826 190 812z"
    light = gradient(
        "drape",
        (0, ARANG, 0.2),
        (0.12, WHITE, 0.14),
        (0.26, ARANG, 0.1),
        (0.44, WHITE, 0.14),
        (0.62, ARANG, 0.12),
        (0.8, WHITE, 0.12),
        (1, ARANG, 0.26),
        across=True,
    )
    hanging = clipped(
        rect(180, 290, 660, 560, ground) + print_ + light + rect(180, 290, 660, 560, "url(#drape)"),
        path(sheet),
        "sheet",
    )
    roll = rect(170, 190, 660, 140, ground, rx=26)
    roll_print = clipped(
        motif.cloth(150, 200, 680, 140, "#ffe2a8", 1.75, 3.6),
        rect(170, 190, 660, 140, "none", rx=26),
        "roll",
    )
    shine = gradient("tube", (0, WHITE, 0.3), (0.35, WHITE, 0.02), (0.7, ARANG, 0.1), (1, ARANG, 0.45)) + rect(
        170, 190, 660, 140, "url(#tube)", rx=26
    )
    core = rect(128, 214, 50, 92, "#c79f6b", rx=12) + rect(822, 214, 50, 92, "#a9824f", rx=12)
    return (
        stage.shadow(500, 640, 850)
        + hanging
        + core
        + roll
        + roll_print
        + shine
        + tag(job, 560, 610, -3, string="M380 500C350 420 370 380 420 330")
    )


def _tumpar(colour: str, other: str) -> str:
    """A tumpar medallion: four pairs of curls round a diamond."""
    curl = stroke(
        "M0-30C-4-70-54-76-56-44-56-22-28-22-30-42M0-30C4-70 54-76 56-44 56-22 28-22 30-42M0-30V-96",
        colour,
        9,
    )
    petal = path("M0-88C10-100 10-114 0-126-10-114-10-100 0-88z", other)
    return (
        "".join(place(curl + petal, 0, 0, 1, turn) for turn in (0, 90, 180, 270))
        + path("M0-34L34 0 0 34-34 0z", other)
        + path("M0-17L17 0 0 17-17 0z", colour)
    )


def cushion(job: Job) -> str:
    """A cushion with an embroidered medallion and corner curls."""
    ground = "#efe3c6"
    shape = "M176 196Q500 232 824 196 846 190 838 214 806 500 838 790 846 816 820 810 500 778 180 810 154 816 162 790 194 500 162 214 154 190 176 196z"
    light = gradient("plump", (0, WHITE, 0.5), (0.5, WHITE, 0), (1, ARANG, 0.24)) + path(shape, "url(#plump)")
    piping = path(shape, stroke=job.theme.strong, stroke_width=9)
    frame = path(
        "M236 262Q500 290 764 262 738 500 764 742 500 718 236 742 262 500 236 262z",
        stroke="#c1552c",
        stroke_width=5,
        stroke_dasharray="14 9",
    )
    corners = "".join(
        place(
            stroke("M0 0c34-4 56 20 44 44-10 18-34 8-28-10M0 0c-4 34 20 56 44 44", "#0c5c3c", 7),
            x,
            y,
            1.05,
            turn,
        )
        for x, y, turn in ((268, 292, 0), (732, 292, 90), (732, 714, 180), (268, 714, 270))
    )
    medal = place(_tumpar("#c1552c", KUNYIT), 500, 420, 1.16)
    return (
        stage.shadow(500, 660, 826)
        + path(shape, ground)
        + clipped(frame + corners + medal, path(shape), "cushion")
        + light
        + piping
        + tag(job, 640, 738, -3, string="M462 636C420 600 300 640 214 800")
    )


def scarf(job: Job) -> str:
    """A scarf over a rail with embroidered ends and fringe."""
    ground = "#8a2a3a"

    def fall(x: float, foot: float, tone: str) -> str:
        fringe = "".join(stroke(f"M{x + 8 + at * 15} {foot}q4 30-2 58", tone, 5) for at in range(16))
        strip = motif.band(x, foot - 150, 240, 62, shade(tone, 0.3), KUNYIT)
        medals = "".join(place(_tumpar(KUNYIT, PASIR), x + 120, y, 0.62) for y in (300, 480) if y < foot - 190)
        light = gradient(
            f"fold{int(x)}",
            (0, ARANG, 0.25),
            (0.25, WHITE, 0.16),
            (0.55, ARANG, 0.12),
            (0.8, WHITE, 0.1),
            (1, ARANG, 0.3),
            across=True,
        )
        return (
            fringe
            + rect(x, 190, 240, foot - 190, tone)
            + medals
            + strip
            + stroke(f"M{x} {foot - 66}h240M{x} {foot - 44}h240", KUNYIT, 5)
            + light
            + rect(x, 190, 240, foot - 190, f"url(#fold{int(x)})")
        )

    rail = (
        rect(110, 168, 780, 30, "#8a5a36", rx=15)
        + rect(110, 168, 780, 10, "#b5804f", rx=5)
        + circle(112, 183, 24, "#6f4527")
        + circle(888, 183, 24, "#6f4527")
    )
    top = path("M226 196C226 140 300 140 346 140H660C720 140 726 160 726 196z", tint(ground, 0.08))
    return (
        stage.shadow(480, 560, 880)
        + rail
        + fall(486, 720, shade(ground, 0.2))
        + fall(226, 812, ground)
        + top
        + tag(job, 650, 640, -3, string="M474 530C440 470 420 430 404 380")
    )


PACKS = {
    "mangrove": mangrove,
    "sun-bear": sun_bear,
    "bolt": bolt,
    "cushion": cushion,
    "scarf": scarf,
}
