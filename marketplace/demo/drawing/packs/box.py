"""Cartons seen a little from the side: tea, coffee, cake, sachets, sticks, sweets, soap and paste."""

from marketplace.demo.drawing import contents, label, motif, stage
from marketplace.demo.drawing.art import fruit, kitchen
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.palette import ARANG, BAKAU, KUNYIT, WHITE, shade, tint
from marketplace.demo.drawing.svg import (
    circle,
    clipped,
    ellipse,
    gradient,
    group,
    path,
    place,
    rect,
    stroke,
)

FOOT = 856


def _carton(job: Job, x: float, y: float, w: float, deep: float, front: str, lid: str = "") -> str:
    """A box with front at x,y and width w down to the floor; side and top recede to the right."""
    tone = job.theme.main
    h, rise = FOOT - y, deep * 0.42
    side = path(f"M{x + w} {y}l{deep} -{rise}V{FOOT - rise}L{x + w} {FOOT}z", shade(tone, 0.34))
    side_strip = path(f"M{x + w} {FOOT - 116}l{deep} -{rise}v62l-{deep} {rise}z", shade(job.theme.accent, 0.3))
    top = path(f"M{x} {y}l{deep} -{rise}h{w}l-{deep} {rise}z", tint(tone, 0.22)) + lid
    face = gradient("face", (0, tint(tone, 0.08), 1), (1, shade(tone, 0.1), 1)) + rect(x, y, w, h, "url(#face)")
    light = gradient("lit", (0, WHITE, 0.16), (0.4, WHITE, 0), (1, ARANG, 0.12), across=True) + rect(
        x, y, w, h, "url(#lit)"
    )
    edges = stroke(f"M{x} {y}H{x + w}V{FOOT}", WHITE, 2.5, opacity=0.4)
    return stage.shadow(x + (w + deep) / 2, w + deep, FOOT - 4) + side + side_strip + top + face + front + light + edges


def _pill_ink(job: Job) -> str:
    return WHITE if job.theme.accent == BAKAU else ARANG


def upright(job: Job) -> str:
    """A tall carton of tea bags or drip bags, one bag hung in front."""
    x, y, w = 206, 172, 480
    theme = job.theme
    panel = path(
        f"M{x + 36} 700V400C{x + 36} 270 {x + 110} 214 {x + w / 2} 214S{x + w - 36} 270 {x + w - 36} 400V700z",
        theme.paper,
    )
    text = label.stack(
        job,
        x + 62,
        236,
        w - 124,
        446,
        theme.ink,
        "#a8650f" if theme.accent == KUNYIT else theme.accent,
        art=0.42,
        largest=74,
    )
    foot = motif.band(x, FOOT - 116, w, 62, shade(theme.main, 0.22), theme.accent)
    pill = label.weight(job, x + w - 70, 250, theme.accent, _pill_ink(job), size=40)
    return _carton(job, x, y, w, 122, panel + text + foot) + pill


def teabag() -> str:
    bag = (
        path("M-50-40L-36-62H36L50-40V66H-50z", "#f7f1e3")
        + path("M-50-40L-36-62H36L50-40z", "#e6dac0")
        + rect(-34, -12, 68, 62, "#c79f6b", rx=8, opacity=0.75)
    )
    return stroke("M0-62C-10-110 40-100 60-70", "#bfae8c", 4) + rect(46, -78, 40, 44, BAKAU, rx=5) + bag


def drip_bag() -> str:
    return (
        path("M-70-60L-44-40V-70L0-52 44-70V-40L70-60 60 10 48 70H-48L-60 10z", "#f7f1e3")
        + path("M-46-10H46L40 60H-40z", "#e6dac0")
        + rect(-26, 6, 52, 34, "#3b2a20", rx=5)
    )


def tea(job: Job) -> str:
    return upright(job) + stage.prop(teabag(), 812, 872, 0.95, 0, "bag")


def drip(job: Job) -> str:
    return upright(job) + stage.prop(drip_bag(), 812, 872, 0.95, 0, "bag")


def _sachet(tone: str, accent: str, picture: str) -> str:
    return (
        rect(-46, -74, 92, 148, tone, rx=5)
        + stroke("M-46-60H46M-46 60H46", shade(tone, 0.3), 3)
        + circle(0, 0, 36, accent)
        + place(picture, 0, 0, 0.3)
    )


def display(job: Job) -> str:
    """A wide counter carton with its lid up, the portions standing in a row."""
    x, y, w, deep = 120, 452, 640, 120
    theme = job.theme
    back = path(f"M{x + 60} 270H{x + w + 60}V{y}H{x + 60}z", shade(theme.main, 0.1)) + motif.band(
        x + 60, 286, w, 56, shade(theme.main, 0.1), theme.accent
    )
    row = "".join(
        place(
            _sachet(tint(theme.main, 0.12), theme.paper, job.picture),
            x + 84 + at * 86,
            424,
            1,
            (at % 3 - 1) * 2,
        )
        for at in range(8)
    )
    panel = rect(x + 26, y + 26, w - 52, FOOT - y - 52, theme.paper, rx=18)
    text = place(job.picture, x + 142, y + 168, 1.02) + label.names(
        job, x + 252, y + 50, w - 300, 210, theme.ink, "#a8650f", largest=76, anchor="start"
    )
    foot = stroke(f"M{x + 252} {y + 282}h72", theme.accent, 5) + label.maker(
        job, x + 252, y + 334, w - 300, theme.ink, size=30, anchor="start"
    )
    pill = label.weight(job, x + 142, FOOT - 66, theme.accent, _pill_ink(job), size=42)
    inner = path(f"M{x} {y}l{deep} -{deep * 0.42}h{w}l-{deep} {deep * 0.42}z", shade(theme.main, 0.5))
    box = _carton(job, x, y, w, deep, panel + text + foot + pill, inner)
    return back + box.replace(inner, inner + row, 1)


def honey_sticks(job: Job) -> str:
    """A carton of honey sticks, the sticks standing out of it."""
    x, y, w = 236, 436, 480
    theme = job.theme
    sticks = "".join(
        place(
            rect(-15, -250, 30, 270, "#e39a1f", rx=6)
            + rect(-15, -250, 9, 270, "#f7c765", rx=4)
            + rect(-15, -250, 30, 26, shade(theme.main, 0.1), rx=4)
            + rect(-15, -170, 30, 70, theme.paper),
            x + 44 + at * 41,
            y + 20 + (at % 3) * 14,
            1,
            -9 + at * 1.8,
        )
        for at in range(11)
    )
    inner = path(f"M{x} {y}l110 -46h{w}l-110 46z", shade(theme.main, 0.5))
    panel = rect(x + 28, y + 30, w - 56, 290, theme.paper, rx=18)
    text = (
        label.names(job, x + 50, y + 44, w - 100, 186, theme.ink, "#a8650f", largest=84)
        + label.maker(job, x + w / 2, y + 290, w - 100, theme.ink, size=30)
        + stroke(f"M{x + w / 2 - 36} {y + 246}h72", theme.accent, 4)
    )
    foot = motif.band(x, FOOT - 78, w, 56, shade(theme.main, 0.22), theme.accent)
    pill = label.weight(job, x + w - 20, y + 30, theme.accent, _pill_ink(job), size=40)
    box = _carton(job, x, y, w, 110, panel + text + foot, inner)
    return box.replace(inner, inner + sticks, 1) + pill + stage.prop(fruit.honey(), 160, 880, 0.86)


def cake(job: Job, food: str, *, scale: float) -> str:
    """A wide low cake box with the cake standing on a plate before it."""
    x, y, w, deep = 130, 376, 660, 96
    theme = job.theme
    panel = rect(x + 28, y + 28, w - 56, 270, theme.paper, rx=20) + rect(
        x + 38, y + 38, w - 76, 250, "none", rx=14, stroke=theme.accent, stroke_width=4
    )
    text = label.names(job, x + 60, y + 50, w - 120, 168, theme.ink, "#a8650f", largest=92) + label.maker(
        job, x + w / 2, y + 262, w - 140, theme.ink, size=32
    )
    foot = motif.band(x, FOOT - 128, w, 62, shade(theme.main, 0.22), theme.accent)
    lid = stroke(f"M{x + deep / 2} {y - deep * 0.21}H{x + w + deep / 2}", shade(theme.main, 0.1), 5)
    ribbon = path(f"M{x + 90} {y}l{deep} -{deep * 0.42}h40l-{deep} {deep * 0.42}z", theme.accent) + rect(
        x + 90, y, 40, 28, shade(theme.accent, 0.1)
    )
    box = _carton(job, x, y, w, deep, panel + text + foot, lid)
    plate = (
        ellipse(360, 872, 228, 36, ARANG, opacity=0.16)
        + ellipse(350, 858, 218, 36, "#fffdf8")
        + ellipse(350, 853, 180, 26, "#e9dfc8")
    )
    pill = label.weight(job, x + w - 96, FOOT - 96, theme.accent, _pill_ink(job), size=46)
    return box + ribbon + plate + place(food, 350, 776, scale) + pill


def bingka(job: Job) -> str:
    whole = group(kitchen.bingka(), transform="scale(1 .78)")
    return cake(job, whole, scale=1.45)


def roll(job: Job) -> str:
    return cake(job, place(kitchen.roll_cake(), 10, 16), scale=1.6)


def sweets(job: Job) -> str:
    """A flat gift box standing up, a window cut as a leaf."""
    x, y, w = 184, 206, 560
    theme = job.theme
    frame = rect(x + 24, y + 24, w - 48, FOOT - y - 48, "none", rx=16, stroke=theme.accent, stroke_width=5)
    pane = f"M{x + 64} {y + 190}C{x + 130} {y + 40} {x + w - 130} {y + 40} {x + w - 64} {y + 190} {x + w - 130} {y + 340} {x + 130} {y + 340} {x + 64} {y + 190}z"
    dim = gradient("pane", (0, ARANG, 0.4), (0.3, ARANG, 0.02), (1, ARANG, 0.1)) + rect(x, y + 40, w, 310, "url(#pane)")
    window = clipped(
        contents.fill(job.inside, x + 50, y + 60, w - 100, 260, job.rng) + dim, path(pane), "window"
    ) + path(pane, stroke=theme.accent, stroke_width=6)
    badge = (
        circle(x + 130, y + 282, 104, theme.paper)
        + circle(x + 130, y + 282, 95, "none", stroke=theme.accent, stroke_width=4)
        + place(job.picture, x + 130, y + 282, 0.74)
    )
    text = label.names(job, x + 48, y + 376, w - 96, 112, theme.on_main, theme.accent, largest=86) + label.maker(
        job, x + w / 2, y + 530, w - 110, theme.accent if theme.dark else theme.ink, size=30
    )
    foot = motif.band(x + 26, FOOT - 92, w - 52, 52, shade(theme.main, 0.22), theme.accent)
    pill = label.weight(job, x + w - 112, y + 300, theme.accent, _pill_ink(job))
    return _carton(job, x, y, w, 84, frame + window + badge + text + foot + pill)


def paste(job: Job) -> str:
    """A block of shrimp paste in paper with a printed band."""
    x, y, w = 150, 420, 600
    theme = job.theme
    band_ = rect(x + 70, y, w - 140, FOOT - y, theme.paper) + stroke(
        f"M{x + 70} {y}V{FOOT}M{x + w - 70} {y}V{FOOT}", theme.accent, 6
    )
    folds = path(f"M{x} {y}L{x + 70} {y + 200} {x} {FOOT}z", shade(theme.main, 0.12)) + path(
        f"M{x + w} {y}L{x + w - 70} {y + 200} {x + w} {FOOT}z", shade(theme.main, 0.18)
    )
    text = label.stack(job, x + 96, y + 14, w - 192, 330, theme.ink, theme.accent, art=0.44, largest=80)
    foot = motif.band(x + 73, FOOT - 66, w - 146, 50, theme.strong, KUNYIT)
    lid = path(f"M{x + 70} {y}l104 -44h{w - 140}l-104 44z", theme.paper)
    pill = label.weight(job, x + w - 20, y + 60, theme.accent, _pill_ink(job), size=42)
    return _carton(job, x, y, w, 104, folds + band_ + text + foot, lid) + pill


def soap(job: Job) -> str:
    """A wrapped bar of guest soap leaning on its naked sister."""
    x, y, w = 160, 372, 600
    theme = job.theme
    wrap = rect(x + 110, y, w - 220, FOOT - y, theme.paper) + stroke(
        f"M{x + 110} {y}V{FOOT}M{x + w - 110} {y}V{FOOT}", theme.accent, 6
    )
    pleats = "".join(
        stroke(f"M{at} {y}V{FOOT}", shade(theme.main, 0.25), 3, opacity=0.35)
        for base in (x, x + w - 110)
        for at in range(int(base) + 16, int(base) + 104, 18)
    )
    text = label.stack(job, x + 132, y + 12, w - 264, 392, theme.ink, theme.accent, art=0.42, largest=74)
    foot = motif.band(x + 113, FOOT - 62, w - 226, 46, theme.strong, KUNYIT)
    pill = label.weight(job, x + w - 24, y + 66, theme.accent, _pill_ink(job), size=42)
    return (
        _carton(
            job,
            x,
            y,
            w,
            104,
            pleats + wrap + text + foot,
            path(f"M{x + 110} {y}l104 -44h{w - 220}l-104 44z", theme.paper),
        )
        + pill
        + stage.prop(kitchen.soap(), 176, 916, 1.08, -4)
    )


PACKS = {
    "tea": tea,
    "drip": drip,
    "display": display,
    "sticks": honey_sticks,
    "bingka": bingka,
    "roll": roll,
    "sweets": sweets,
    "paste": paste,
    "soap": soap,
}
