"""The lettering of a package: maker, name and net weight, set under a drawing."""

from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.lettering import LEADING, block, fit, line, shrunk, width
from marketplace.demo.drawing.svg import place, rect, stroke

EXTRA_HEIGHT = 46


def names(
    job: Job,
    x: float,
    y: float,
    w: float,
    h: float,
    ink: str,
    accent: str,
    *,
    largest: float = 84,
    anchor: str = "middle",
) -> str:
    """The name as large as the box allows, its "isi 10" beneath, both centred in height."""
    room = h - (EXTRA_HEIGHT if job.extra else 0)
    lines, size = fit(job.title, w, room, largest=largest)
    tall = len(lines) * size * LEADING
    top = y + (room - tall) / 2
    at = x + w / 2 if anchor == "middle" else x
    drawn = block(lines, at, top + size * 0.08, size, ink, anchor=anchor)
    if job.extra:
        small = shrunk(job.extra, 38, w)
        drawn += line(job.extra, at, top + tall + 34, small, accent, anchor=anchor)
    return drawn


def maker(job: Job, x: float, y: float, w: float, ink: str, *, size: float = 27, anchor: str = "middle") -> str:
    return line(job.maker, x, y, shrunk(job.maker, size, w), ink, anchor=anchor)


def weight(job: Job, x: float, y: float, ground: str, ink: str, *, size: float = 44) -> str:
    """A pill with the net weight, centred on x,y."""
    wide = max(width(job.net, size, 800), width(job.net_caption, size * 0.5, 700)) + size * 1.3
    tall = size * 2.05
    return (
        rect(x - wide / 2, y - tall / 2, wide, tall, ground, rx=tall / 2)
        + line(job.net_caption, x, y - tall * 0.17, size * 0.5, ink)
        + line(job.net, x, y + tall * 0.28, size, ink, weight=800)
    )


def stack(
    job: Job,
    x: float,
    y: float,
    w: float,
    h: float,
    ink: str,
    accent: str,
    *,
    art: float = 0.36,
    scale: float | None = None,
    largest: float = 76,
) -> str:
    """Drawing, name, a fine rule and maker above each other in a box."""
    tall = h * art
    size = scale or min(tall / 200 * job.fullness, w / 225)
    drawing = place(job.picture, x + w / 2, y + tall / 2, size) if art else ""
    foot = 62
    rule = stroke(f"M{x + w / 2 - 36:.1f} {y + h - foot + 16:.1f}h72", accent, 4)
    return (
        drawing
        + names(job, x, y + tall + 4, w, h - tall - foot, ink, accent, largest=largest)
        + rule
        + maker(job, x + w / 2, y + h - 10, w, ink)
    )
