"""The hang tag and the paper band that name goods without a package."""

from marketplace.demo.drawing import label, motif
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.lettering import line
from marketplace.demo.drawing.palette import ARANG, KUNYIT, shade
from marketplace.demo.drawing.svg import blurred, circle, path, place, rect, stroke


def tag(job: Job, x: float, y: float, turn: float = -3, *, string: str = "") -> str:
    """A stitched paper tag 440 by 300 with its hole at the upper left, x,y is its centre."""
    theme = job.theme
    strong = theme.strong
    shape = "M-220-96L-168-150H200Q220-150 220-130V130Q220 150 200 150H-200Q-220 150-220 130z"
    soft = blurred(path(shape, ARANG, transform="translate(8 14)", opacity=0.34), "tag-shadow", 9)
    paper = path(shape, theme.paper) + path(
        shape,
        stroke=strong,
        stroke_width=3,
        stroke_dasharray="9 8",
        transform="scale(.945 .92)",
        opacity=0.7,
    )
    hole = circle(-176, -104, 15, strong) + circle(-176, -104, 8, shade("#f8f1e3", 0.55))
    names = label.names(job, -178, -130, 372, 152, theme.ink, "#a8650f", largest=66)
    if len(job.title) > 14:
        names = label.names(job, -140, -126, 334, 146, theme.ink, "#a8650f", largest=66)
    foot = label.maker(job, 0, 64, 384, theme.ink, size=28)
    strip = path("M-220 84H220V130Q220 150 200 150H-200Q-220 150-220 130z", strong) + _net(job)
    return (string and stroke(string, "#b98b52", 5)) + place(soft + paper + names + foot + strip + hole, x, y, 1, turn)


def _net(job: Job) -> str:
    return line(f"{job.net_caption}: {job.net}", 0, 130, 34, "#fffdf8", weight=800)


def sleeve(job: Job, x: float, y: float, w: float, h: float) -> str:
    """A paper band round folded cloth, upright, with motif at both ends."""
    theme = job.theme
    strong = theme.strong
    soft = blurred(rect(x + 6, y, w + 6, h, ARANG, opacity=0.35), "sleeve-shadow", 8)
    paper = rect(x, y, w, h, theme.paper)
    bands = motif.band(x, y, w, 46, strong, KUNYIT) + motif.band(x, y + h - 46, w, 46, strong, KUNYIT)
    text = label.names(job, x + 26, y + 58, w - 52, h - 246, theme.ink, "#a8650f", largest=76)
    foot = label.maker(job, x + w / 2, y + h - 158, w - 44, theme.ink, size=28) + label.weight(
        job, x + w / 2, y + h - 100, strong, "#fffdf8", size=36
    )
    return soft + paper + bands + text + foot
