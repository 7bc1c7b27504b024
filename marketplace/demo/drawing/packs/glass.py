"""Jars, bottles, cookie tubs and the candle."""

from marketplace.demo.drawing import contents, label, motif, stage
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.packs.surface import glint, round_glass
from marketplace.demo.drawing.palette import ARANG, BAKAU, KUNYIT, WHITE, mix, shade, tint
from marketplace.demo.drawing.svg import clipped, ellipse, gradient, path, place, rect, stroke

FOOT = 858


def _jar_shape(left: float, right: float, top: float, round_: float = 54) -> str:
    return f"M{left + 40} {top}H{right - 40}C{right - 36} {top + 30} {right} {top + 30} {right} {top + 80}V{FOOT - round_}Q{right} {FOOT} {right - round_} {FOOT}H{left + round_}Q{left} {FOOT} {left} {FOOT - round_}V{top + 80}C{left} {top + 30} {left + 36} {top + 30} {left + 40} {top}z"


def _lid(left: float, right: float, top: float, tall: float, tone: str) -> str:
    ridges = "".join(
        stroke(f"M{x} {top + 22}V{top + tall - 12}", shade(tone, 0.3), 3, opacity=0.5)
        for x in range(int(left) + 14, int(right) - 6, 16)
    )
    shape = f"M{left + 14} {top}H{right - 14}Q{right} {top} {right} {top + 14}V{top + tall - 10}Q{right} {top + tall} {right - 10} {top + tall}H{left + 10}Q{left} {top + tall} {left} {top + tall - 10}V{top + 14}Q{left} {top} {left + 14} {top}z"
    return (
        path(shape, tone)
        + ridges
        + rect(left + 4, top + 4, right - left - 8, 12, tint(tone, 0.3), rx=6)
        + round_glass(shape, "lid")
    )


def _wrapped_label(
    job: Job, left: float, right: float, top: float, foot: float, *, art: float, largest: float = 74
) -> str:
    """A paper label round the glass, its edges bent as seen from a little above."""
    theme, bend = job.theme, 18
    shape = f"M{left} {top}Q500 {top + bend * 2} {right} {top}V{foot}Q500 {foot + bend * 2} {left} {foot}z"
    strong = theme.strong
    paper = path(shape, theme.paper)
    band_foot = path(
        f"M{left} {foot - 62}Q500 {foot - 62 + bend * 2} {right} {foot - 62}V{foot}Q500 {foot + bend * 2} {left} {foot}z",
        strong,
    )
    tiles = "".join(
        place(
            motif.tile(theme.accent if theme.accent != strong else KUNYIT, 4),
            left + at * wide - 48 * 0.9 + wide / 2,
            foot - 54 + bend * (1 - ((at + 0.5) / count * 2 - 1) ** 2),
            0.9,
        )
        for count in (max(3, round((right - left) / 92)),)
        for wide in ((right - left) / count,)
        for at in range(count)
    )
    edge = stroke(f"M{left} {top + 9}Q500 {top + 9 + bend * 2} {right} {top + 9}", theme.accent, 5)
    text = label.stack(
        job,
        left + 54,
        top + 30,
        right - left - 108,
        foot - top - 104,
        theme.ink,
        "#a8650f" if theme.accent == KUNYIT else theme.accent,
        art=art,
        largest=largest,
    )
    return paper + band_foot + tiles + edge + text


def jar(job: Job) -> str:
    """A squat screw-lid jar, contents above and below the label."""
    left, right, top = 226, 774, 246
    theme, shape = job.theme, _jar_shape(226, 774, 246)
    seen = contents.fill(job.inside, left, top + 46, right - left, FOOT - top, job.rng)
    air = rect(left, top, right - left, 50, mix(contents.ground_of(job.inside), WHITE, 0.6))
    inside = air + seen + _wrapped_label(job, left, right, 372, 800, art=0.42) + round_glass(shape)
    pill = label.weight(job, right - 54, 396, theme.accent, ARANG if theme.accent != BAKAU else WHITE, size=40)
    return (
        stage.shadow(500, right - left, FOOT)
        + clipped(inside, path(shape), "jar")
        + path(shape, stroke=ARANG, stroke_opacity=0.18, stroke_width=3)
        + _lid(250, 750, 146, 106, theme.strong)
        + glint(262, 300, 14, 60)
        + pill
    )


def tub(job: Job) -> str:
    """A wide clear tub of biscuits with a gold lid."""
    left, right, top = 176, 824, 262
    theme, shape = job.theme, _jar_shape(176, 824, 262, 40)
    seen = contents.fill(job.inside, left, top, right - left, FOOT - top, job.rng)
    inside = seen + _wrapped_label(job, left, right, 390, 776, art=0.42, largest=84) + round_glass(shape)
    pill = label.weight(job, right - 78, 402, theme.main if theme.dark else theme.accent, WHITE, size=40)
    ribbon = rect(180, 246, 640, 26, theme.accent) + rect(180, 264, 640, 8, shade(theme.accent, 0.25))
    return (
        stage.shadow(500, right - left, FOOT)
        + clipped(inside, path(shape), "jar")
        + path(shape, stroke=ARANG, stroke_opacity=0.18, stroke_width=3)
        + _lid(186, 814, 150, 104, "#c9962f")
        + ribbon
        + pill
    )


def _bottle_shape(left: float, right: float, shoulder: float, neck: float, top: float) -> str:
    a, b = 500 - neck, 500 + neck
    return f"M{a} {top}H{b}V{shoulder - 120}C{b} {shoulder - 50} {right} {shoulder - 50} {right} {shoulder + 40}V{FOOT - 36}Q{right} {FOOT} {right - 36} {FOOT}H{left + 36}Q{left} {FOOT} {left} {FOOT - 36}V{shoulder + 40}C{left} {shoulder - 50} {a} {shoulder - 50} {a} {shoulder - 120}z"


def _bottle(
    job: Job,
    liquid: str,
    glass: str,
    shoulder: float,
    neck: float,
    top: float,
    cap: str,
    *,
    half: float = 226,
) -> str:
    left, right = 500 - half, 500 + half
    theme, shape = job.theme, _bottle_shape(left, right, shoulder, neck, top)
    fluid = (
        gradient("fluid", (0, tint(liquid, 0.12), 1), (1, shade(liquid, 0.18), 1))
        + rect(left, shoulder - 96, right - left, FOOT, "url(#fluid)")
        + ellipse(500, shoulder - 96, neck + 6, 8, tint(liquid, 0.4))
    )
    air = rect(left, top, right - left, FOOT - top, glass)
    inside = (
        air + fluid + _wrapped_label(job, left, right, shoulder + 30, 812, art=0.38, largest=76) + round_glass(shape)
    )
    collar = rect(500 - neck - 10, top + 66, neck * 2 + 20, 16, shade(cap, 0.3), rx=8)
    seal = motif.band(500 - neck, top + 92, neck * 2, 30, theme.paper, theme.strong)
    pill = label.weight(
        job,
        right - 16,
        shoulder + 36,
        theme.accent,
        ARANG if theme.accent != BAKAU else WHITE,
        size=40,
    )
    return (
        stage.shadow(500, right - left, FOOT)
        + clipped(inside + seal, path(shape), "bottle")
        + path(shape, stroke=ARANG, stroke_opacity=0.2, stroke_width=3)
        + _lid(500 - neck - 14, 500 + neck + 14, top - 34, 100, cap)
        + collar
        + pill
    )


def syrup(job: Job) -> str:
    return _bottle(job, "#b5561f", "#e8d3bb", 300, 58, 92, job.theme.strong)


def oil(job: Job) -> str:
    return _bottle(job, "#efe8c8", "#e6ebe0", 300, 64, 92, "#c9962f")


def honey(job: Job) -> str:
    return _bottle(job, "#c9780f", "#e9cfa0", 300, 96, 96, job.theme.strong, half=236)


def sauce(job: Job) -> str:
    return _bottle(job, contents.ground_of(job.inside), "#cbb7a2", 300, 72, 92, ARANG, half=226)


def candle(job: Job) -> str:
    """A candle in an amber glass, lit."""
    left, right, top = 250, 750, 330
    theme = job.theme
    shape = f"M{left} {top}H{right}V{FOOT - 44}Q{right} {FOOT} {right - 44} {FOOT}H{left + 44}Q{left} {FOOT} {left} {FOOT - 44}z"
    wax = rect(left, top + 70, right - left, FOOT, "#f3e6c8") + ellipse(500, top + 72, 250, 26, "#fbf3df")
    glow = ellipse(500, top - 60, 120, 150, "#ffd98a", opacity=0.28) + ellipse(
        500, top - 46, 66, 96, "#ffd98a", opacity=0.4
    )
    flame = path(
        "M500 196C530 240 546 272 534 304 524 326 476 326 466 304 454 272 478 240 500 196z",
        "#f0b135",
    ) + path(
        "M502 244C516 268 524 288 516 304 510 314 490 314 486 304 480 288 490 268 502 244z",
        "#fff3cf",
    )
    wick = stroke(f"M500 314V{top + 70}", ARANG, 7)
    inside = (
        rect(left, top, right - left, FOOT, "#d9a565")
        + wax
        + _wrapped_label(job, left, right, 438, 810, art=0.5, largest=76)
        + round_glass(shape)
    )
    rim = ellipse(500, top, 250, 26, "#e3b67a") + ellipse(500, top + 2, 236, 20, "#b98245")
    pill = label.weight(job, right - 40, 452, theme.accent, WHITE if theme.accent == BAKAU else ARANG, size=40)
    return (
        stage.shadow(500, right - left, FOOT) + glow + clipped(inside, path(shape), "jar") + rim + wick + flame + pill
    )


PACKS = {
    "jar": jar,
    "tub": tub,
    "syrup": syrup,
    "oil": oil,
    "honey": honey,
    "sauce": sauce,
    "candle": candle,
}
