"""Crafts of bead, ironwood, cane and purun, each with a hang tag."""

from math import cos, radians, sin

from marketplace.demo.drawing import motif, stage
from marketplace.demo.drawing.art import garden
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.packs.tagged import tag
from marketplace.demo.drawing.palette import (
    ARANG,
    BAKAU,
    KUNYIT,
    LATERIT,
    PASIR,
    WHITE,
    shade,
    tint,
)
from marketplace.demo.drawing.svg import (
    blurred,
    circle,
    clipped,
    ellipse,
    gradient,
    path,
    place,
    rect,
    stroke,
)

BEADS = (LATERIT, WHITE, KUNYIT, ARANG, BAKAU, KUNYIT, WHITE)
ULIN = "#5f3823"
CANE = "#d9a75c"


def _bead(x: float, y: float, r: float, colour: str) -> str:
    return (
        circle(x, y, r, colour)
        + circle(x + r * 0.15, y + r * 0.2, r * 0.8, shade(colour, 0.14), opacity=0.6)
        + circle(x - r * 0.3, y - r * 0.35, r * 0.28, WHITE, opacity=0.85)
    )


def bracelet(job: Job) -> str:
    """Three strings of beads lying as rings on a round stand."""
    stand = (
        stage.shadow(500, 640, 590, "stand", 40)
        + ellipse(500, 560, 330, 74, shade("#e2cfa9", 0.2))
        + ellipse(500, 540, 330, 74, "#efe3c6")
    )

    def ring(y: float, rx: float, ry: float, shift: int) -> str:
        spots = sorted(
            ((rx * cos(radians(t)), ry * sin(radians(t)), at) for at, t in enumerate(range(0, 360, 10))),
            key=lambda s: s[1],
        )
        return "".join(_bead(500 + x, y + dy, 18 + dy / ry * 5, BEADS[(at + shift) % 7]) for x, dy, at in spots)

    rings = ring(498, 250, 50, 0) + ring(392, 226, 46, 3) + ring(290, 204, 42, 5)
    return place(stand + rings, 0, 120) + tag(job, 570, 812, -3, string="M396 706C330 690 290 700 262 640")


def bead_bag(job: Job) -> str:
    """A handbag covered in bead diamonds with cane handles."""
    handle = "M340 330C340 150 660 150 660 330"
    handles = (
        stroke(handle, shade(CANE, 0.3), 26)
        + stroke(handle, CANE, 18)
        + stroke(handle, tint(CANE, 0.4), 5, stroke_dasharray="10 12")
    )
    body = "M236 316H764Q784 316 788 336L826 756Q830 796 790 798H210Q170 796 174 756L212 336Q216 316 236 316z"
    rows = []
    for row in range(14):
        for column in range(19):
            ring = (abs(column - 9) + abs(row % 10 - 4)) % 7
            colour = BEADS[int(ring)]
            rows.append(circle(176 + column * 36, 342 + row * 36, 17.4, colour))
    light = gradient(
        "bag", (0, WHITE, 0.2), (0.25, WHITE, 0), (0.75, ARANG, 0.05), (1, ARANG, 0.35), across=True
    ) + path(body, "url(#bag)")
    rim = rect(226, 304, 548, 36, shade(ULIN, 0.1), rx=16) + rect(226, 304, 548, 10, tint(ULIN, 0.3), rx=5)
    return (
        stage.shadow(500, 640, 800)
        + handles
        + clipped(path(body, ARANG) + "".join(rows), path(body), "bag-body")
        + light
        + rim
        + tag(job, 580, 744, -3, string="M404 636C350 560 330 440 340 336")
    )


def _grain(x: float, y: float, w: float, h: float, tone: str) -> str:
    return "".join(
        stroke(
            f"M{x} {y + h * at:.0f}C{x + w * 0.3:.0f} {y + h * at - 10:.0f} {x + w * 0.6:.0f} {y + h * at + 12:.0f} {x + w} {y + h * at:.0f}",
            tone,
            3,
            opacity=0.6,
        )
        for at in (0.16, 0.32, 0.5, 0.68, 0.86)
    )


def key_ring(job: Job) -> str:
    """A carved ironwood drop on a brass ring."""
    steel = (
        circle(500, 210, 74, "none", stroke="#8f7337", stroke_width=20)
        + circle(500, 210, 74, "none", stroke="#d9b55c", stroke_width=11)
        + stroke("M500 284V330", "#8f7337", 16)
        + stroke("M500 284V330", "#d9b55c", 8)
    )
    shape = "M500 316C590 316 640 390 640 470 640 560 570 610 500 650 430 610 360 560 360 470 360 390 410 316 500 316z"
    carved = place(motif.tile(tint(ULIN, 0.55), 4), 500 - 48 * 2.1, 396, 2.1)
    soft = blurred(path(shape, ARANG, opacity=0.35, transform="translate(14 18)"), "drop", 10)
    wood = (
        clipped(path(shape, ULIN) + _grain(350, 310, 300, 350, shade(ULIN, 0.3)), path(shape), "wood")
        + path(shape, stroke=shade(ULIN, 0.35), stroke_width=8)
        + carved
        + stroke("M384 460C386 400 420 348 470 336", tint(ULIN, 0.4), 7, opacity=0.7)
    )
    return (
        soft
        + steel
        + circle(500, 344, 13, "#d9b55c")
        + wood
        + stage.shadow(520, 420, 912, "tagfoot", 14)
        + tag(job, 520, 760, -3, string="M348 656C300 560 380 300 444 230")
    )


def tray(job: Job) -> str:
    """An ironwood tray with handles carrying a cup and soap."""
    top, front = (
        "M130 520L230 330H770L870 520z",
        "M130 520H870V578Q870 596 850 596H150Q130 596 130 578z",
    )
    inner = "M182 506L262 352H738L818 506z"
    wood = (
        path(top, tint(ULIN, 0.14))
        + clipped(path(inner, ULIN) + _grain(170, 340, 660, 180, shade(ULIN, 0.35)), path(inner), "inner")
        + path(inner, stroke=shade(ULIN, 0.4), stroke_width=5)
    )
    rim = (
        path(front, ULIN)
        + _grain(150, 520, 700, 70, shade(ULIN, 0.3))
        + rect(410, 540, 180, 28, shade(ULIN, 0.55), rx=14)
    )
    cup = (
        ellipse(350, 470, 84, 20, ARANG, opacity=0.3)
        + path("M280 360H420C420 430 400 470 350 470S280 430 280 360z", "#f7f1e3")
        + path("M390 360H420C420 430 400 470 350 470 390 450 392 400 390 360z", "#dccfb4")
        + ellipse(350, 360, 70, 17, "#e6dac0")
        + ellipse(350, 362, 58, 12, "#7a4a20")
        + stroke("M420 380C462 376 462 430 410 428", "#e6dac0", 12)
    )
    folded = (
        rect(470, 392, 250, 92, "#fffaf0", rx=18)
        + stroke("M470 436H720", "#e0d4ba", 5)
        + rect(560, 392, 60, 92, BAKAU)
        + place(motif.tile(KUNYIT, 5), 566, 414, 0.5)
        + place(garden.leaf("#4f8a4c", 0, 0, 0), 700, 430, 0.9, 60)
    )
    carried = place(wood + cup + folded + rim, 0, 164)
    return (
        stage.shadow(500, 760, 768, "trayfoot", 30)
        + carried
        + tag(job, 560, 826, -3, string="M386 722C360 690 420 700 470 718")
    )


def basket(job: Job) -> str:
    """A round cane basket with woven rows, towels peeping out."""
    towels = "".join(
        path(f"M{x - 80} 430C{x - 90} 300 {x + 90} 300 {x + 80} 430z", tone)
        + stroke(f"M{x - 40} 360C{x - 10} 336 {x + 20} 336 {x + 44} 352", WHITE, 6)
        for x, tone in ((330, "#efe3c6"), (660, "#e6d7b4"), (496, "#fffaf0"))
    )
    body = "M186 410H814L770 800Q764 850 716 850H284Q236 850 230 800z"
    woven = "".join(
        path(
            f"M{150 + column * 44 + (row % 2) * 22} {424 + row * 36}q22 -18 44 0v20q-22 18-44 0z",
            tint(CANE, 0.14) if (row + column) % 2 else shade(CANE, 0.12),
            stroke=shade(CANE, 0.4),
            stroke_width=2.4,
        )
        for row in range(12)
        for column in range(17)
    )
    light = gradient(
        "cane",
        (0, ARANG, 0.25),
        (0.16, WHITE, 0.22),
        (0.4, WHITE, 0),
        (0.8, ARANG, 0.12),
        (1, ARANG, 0.42),
        across=True,
    ) + path(body, "url(#cane)")
    rim = rect(166, 388, 668, 48, shade(CANE, 0.18), rx=24) + "".join(
        stroke(f"M{x} 394l18 38", tint(CANE, 0.35), 8) for x in range(184, 812, 26)
    )
    handles = "".join(stroke(f"M{x - 60} 396C{x - 60} 300 {x + 60} 300 {x + 60} 396", CANE, 20) for x in (214, 786))
    return (
        stage.shadow(500, 560, 850)
        + handles
        + towels
        + clipped(path(body, shade(CANE, 0.45)) + woven, path(body), "basket")
        + light
        + rim
        + tag(job, 560, 690, -3, string="M384 588C350 540 350 480 360 430")
    )


def mat(job: Job) -> str:
    """A cane mat, half rolled."""
    strips = "".join(
        rect(150, y, 700, 22, tint(CANE, 0.2) if at % 3 else shade(CANE, 0.08))
        + rect(150, y + 18, 700, 5, shade(CANE, 0.34))
        for at, y in enumerate(range(330, 850, 24))
    )
    stitches = "".join(
        stroke(f"M{x} 330V850", shade(ULIN, 0.1), 5, stroke_dasharray="12 12") for x in (240, 370, 500, 630, 760)
    )
    edge = (
        rect(150, 330, 34, 524, BAKAU)
        + rect(816, 330, 34, 524, BAKAU)
        + stroke("M160 330V854M840 330V854", KUNYIT, 3, stroke_dasharray="10 8")
    )
    body = rect(130, 216, 740, 130, CANE, rx=64)
    tube = "".join(stroke(f"M194 {y}H806", shade(CANE, 0.3), 4, opacity=0.6) for y in range(236, 340, 20))
    shine = gradient("tube", (0, WHITE, 0.35), (0.4, WHITE, 0), (1, ARANG, 0.4)) + rect(
        130, 216, 740, 130, "url(#tube)", rx=64
    )
    spiral = ellipse(170, 281, 46, 64, shade(CANE, 0.25)) + "".join(
        ellipse(170, 281, r * 0.7, r, "none", stroke=tint(CANE, 0.3), stroke_width=6) for r in (54, 38, 22)
    )
    return (
        stage.shadow(500, 720, 856)
        + strips
        + stitches
        + edge
        + blurred(rect(150, 330, 700, 30, ARANG, opacity=0.4), "under", 9)
        + body
        + tube
        + shine
        + spiral
        + tag(job, 550, 620, -3, string="M374 516C340 440 380 380 420 346")
    )


def purun_bag(job: Job) -> str:
    """A plaited purun tote with a coloured diamond band."""
    reed, dark = "#c9b46c", "#9a8846"
    handle = "M360 330C360 130 640 130 640 330"
    handles = (
        stroke(handle, shade(reed, 0.4), 24)
        + stroke(handle, reed, 16)
        + stroke(handle, shade(reed, 0.3), 16, stroke_dasharray="3 14")
    )
    body = "M216 316H784L816 800Q818 838 780 838H220Q182 838 184 800z"
    woven = "".join(
        rect(
            170 + column * 30,
            310 + row * 30,
            30,
            30,
            tint(reed, 0.2) if (row + column) % 2 else dark,
        )
        for row in range(18)
        for column in range(23)
    )
    band_ = "".join(
        path(f"M{190 + at * 60} 420l30-40 30 40-30 40z", LATERIT if at % 2 else BAKAU)
        + path(f"M{205 + at * 60} 420l15-20 15 20-15 20z", KUNYIT)
        for at in range(11)
    )
    light = gradient(
        "bag", (0, WHITE, 0.22), (0.3, WHITE, 0), (0.75, ARANG, 0.06), (1, ARANG, 0.36), across=True
    ) + path(body, "url(#bag)")
    rim = rect(206, 302, 588, 30, shade(dark, 0.2), rx=12) + stroke(
        "M216 317H784", tint(reed, 0.4), 5, stroke_dasharray="16 10"
    )
    ground = rect(170, 372, 660, 96, PASIR)
    return (
        stage.shadow(500, 640, 838)
        + handles
        + clipped(path(body, reed) + woven + ground + band_, path(body), "bag-body")
        + light
        + rim
        + tag(job, 580, 690, -3, string="M404 588C350 540 330 430 350 330")
    )


PACKS = {
    "bracelet": bracelet,
    "bead-bag": bead_bag,
    "key-ring": key_ring,
    "tray": tray,
    "basket": basket,
    "mat": mat,
    "purun-bag": purun_bag,
}
