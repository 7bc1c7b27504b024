"""Vacuum packs for frozen goods: clear film, frost and a printed card."""

from math import cos, radians, sin

from marketplace.demo.drawing import contents, label, motif, stage
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.lettering import line
from marketplace.demo.drawing.palette import ARANG, KUNYIT, WHITE, shade
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

LEFT, RIGHT, TOP, FOOT = 180, 820, 110, 860


def flake(colour: str, r: float) -> str:
    """A snow crystal."""
    d = ""
    for turn in range(0, 360, 60):
        x, y = cos(radians(turn)), sin(radians(turn))
        d += f"M0 0L{x * r:.1f} {y * r:.1f}"
        for side in (-35, 35):
            bx, by = cos(radians(turn + side)), sin(radians(turn + side))
            d += f"M{x * r * 0.55:.1f} {y * r * 0.55:.1f}l{bx * r * 0.32:.1f} {by * r * 0.32:.1f}"
    return stroke(d, colour, r * 0.13)


def vacuum(job: Job) -> str:
    theme = job.theme
    outline = f"M{LEFT + 10} {TOP}H{RIGHT - 10}Q{RIGHT} {TOP} {RIGHT} {TOP + 10}C{RIGHT - 10} 300 {RIGHT + 12} 640 {RIGHT} {FOOT - 10}Q{RIGHT} {FOOT} {RIGHT - 10} {FOOT}H{LEFT + 10}Q{LEFT} {FOOT} {LEFT} {FOOT - 10}C{LEFT - 12} 640 {LEFT + 10} 300 {LEFT} {TOP + 10}Q{LEFT} {TOP} {LEFT + 10} {TOP}z"
    film = path(outline, "#dbe8ea")
    pocket = f"M{LEFT + 44} 560C{LEFT + 24} 470 {RIGHT - 24} 470 {RIGHT - 44} 560V760Q{RIGHT - 44} 812 {RIGHT - 100} 812H{LEFT + 100}Q{LEFT + 44} 812 {LEFT + 44} 760z"
    cold = gradient("cold", (0, WHITE, 0.05), (0.6, WHITE, 0.12), (1, "#cfe4ea", 0.6)) + rect(
        LEFT, 470, RIGHT - LEFT, 360, "url(#cold)"
    )
    food = clipped(
        contents.fill(job.inside, LEFT + 30, 490, RIGHT - LEFT - 60, 330, job.rng) + cold,
        path(pocket),
        "food",
    )
    wrinkles = "".join(
        stroke(d, WHITE, 4, opacity=0.75)
        for d in (
            "M196 820L260 776M214 848L300 806M804 820L742 776M786 848L702 806M430 850L446 816M560 850L548 816M200 640L228 648M800 640L772 648M202 720L226 722M798 720L774 722",
        )
    )
    card = f"M{LEFT} {TOP}H{RIGHT}V574Q500 622 {LEFT} 574z"
    head = (
        path(card, theme.main)
        + stroke(f"M{LEFT} 562Q500 610 {RIGHT} 562", theme.accent, 6)
        + motif.band(LEFT, TOP, RIGHT - LEFT, 54, shade(theme.main, 0.24), theme.accent)
    )
    disc = (
        circle(LEFT + 152, 336, 128, theme.paper)
        + circle(LEFT + 152, 336, 117, "none", stroke=theme.accent, stroke_width=4)
        + place(job.picture, LEFT + 152, 336, 0.96)
    )
    text = label.names(job, LEFT + 300, 190, 300, 256, WHITE, theme.accent, largest=74, anchor="start") + label.maker(
        job, LEFT + 300, 494, 296, WHITE, size=29, anchor="start"
    )
    badge = place(
        circle(0, 0, 64, WHITE)
        + circle(0, 0, 57, "none", stroke=theme.main, stroke_width=3)
        + place(flake(theme.main, 24), 0, -18)
        + line("BEKU", 0, 36, 27, theme.main, weight=800, spacing=1),
        LEFT + 110,
        700,
    )
    pill = label.weight(job, RIGHT - 130, 730, KUNYIT, ARANG)
    seal = "".join(stroke(f"M{LEFT + 6} {y}H{RIGHT - 6}", "#a9c0c6", 2.4, opacity=0.8) for y in (826, 836, 846))
    sheen = path(f"M{LEFT + 60} {TOP}h110L{LEFT + 60} {FOOT}h-60V560z", WHITE, opacity=0.13) + path(
        f"M{RIGHT - 40} {TOP + 60}C{RIGHT - 70} 400 {RIGHT - 20} 600 {RIGHT - 44} 800L{RIGHT - 24} 800C{RIGHT - 4} 600 {RIGHT - 40} 380 {RIGHT - 24} {TOP + 60}z",
        WHITE,
        opacity=0.35,
    )
    whole = film + food + seal + wrinkles + head + disc + text + sheen
    frost = "".join(
        ellipse(x, FOOT + y, rx, 10, "#eef6f7", opacity=0.9)
        for x, y, rx in ((250, 4, 70), (420, 8, 90), (620, 6, 100), (770, 4, 54))
    )
    return stage.shadow(500, RIGHT - LEFT, FOOT) + clipped(whole, path(outline), "film") + badge + pill + frost


PACKS = {"vacuum": vacuum}
