"""The scene round a package: sand, an arch of colour, shadows and the sample mark."""

from marketplace.demo.drawing import contents, motif
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.lettering import line
from marketplace.demo.drawing.palette import ARANG, BAKAU, PASIR, WHITE, mix, shade
from marketplace.demo.drawing.svg import (
    blurred,
    circle,
    clipped,
    ellipse,
    gradient,
    group,
    path,
    place,
    rect,
    tag,
)

FLOOR = 856
HORIZON = 722


def scene(job: Job, package: str, *, props: str = "") -> str:
    """The whole picture as an SVG document."""
    head = tag("title", f"{_safe(job.name)}, {job.net}") + tag(
        "desc", _safe(f"{job.maker}. Gambar contoh, bukan foto produk.")
    )
    return tag(
        "svg",
        head,
        _backdrop(job),
        package,
        props,
        _sample_mark(),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 1000 1000",
        width=1000,
        height=1000,
        role="img",
    )


def _safe(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _backdrop(job: Job) -> str:
    tone = job.theme.main
    wall, floor = mix(PASIR, tone, 0.045), mix(PASIR, tone, 0.15)
    arch = f"M120 {HORIZON}V476C120 254 290 84 500 84S880 254 880 476V{HORIZON}z"
    line_tone = mix(PASIR, tone, 0.36)
    pattern = motif.cloth(110, 84, 790, 700, line_tone, 1.5, 2.2)
    return (
        gradient("wall", (0, mix(WHITE, wall, 0.6), 1), (1, wall, 1))
        + rect(0, 0, 1000, 1000, "url(#wall)")
        + path(arch, mix(PASIR, tone, 0.2))
        + clipped(group(pattern, opacity=0.42), path(arch), "arch")
        + gradient("floor", (0, floor, 1), (1, mix(PASIR, floor, 0.45), 1))
        + rect(0, HORIZON, 1000, 1000 - HORIZON, "url(#floor)")
    )


def shadow(x: float, w: float, y: float = FLOOR, name: str = "ground", depth: float = 26) -> str:
    """A soft shadow on the floor, longer to the right because light comes from the left."""
    wide = ellipse(x + w * 0.06, y + 4, w * 0.6, depth, ARANG, opacity=0.28)
    near = ellipse(x, y, w * 0.5, depth * 0.45, ARANG, opacity=0.4)
    return blurred(wide, f"{name}-far", 14) + blurred(near, f"{name}-near", 6)


def prop(drawing: str, x: float, y: float, scale: float, turn: float = 0, name: str = "prop") -> str:
    """A drawing laid on the floor beside the package, y is where it rests."""
    soft = blurred(ellipse(x + 6, y, 92 * scale, 17 * scale, ARANG, opacity=0.34), name, 7)
    return soft + place(drawing, x, y - 72 * scale, scale, turn)


def strewn(job: Job) -> str:
    """A few pieces of the contents beside the package, or what it is made of."""
    pieces = [contents.one(job.inside, job.rng) for _ in range(4)]
    if not all(pieces):
        return prop(job.picture, 856, 906, 0.82, 5, "strewn")
    spots = ((838, 872, 0.84, 12), (906, 884, 0.7, -28), (866, 920, 0.9, -8), (152, 900, 0.86, 16))
    soft = blurred(
        "".join(ellipse(x + 10, y + 26 * size, 50 * size, 15 * size, ARANG, opacity=0.42) for x, y, size, _ in spots),
        "strewn",
        7,
    )
    return soft + "".join(
        place(piece, x, y, size, turn) for piece, (x, y, size, turn) in zip(pieces, spots, strict=True)
    )


def _sample_mark() -> str:
    mark = rect(0, 0, 158, 46, WHITE, rx=23, opacity=0.86) + rect(
        0, 0, 158, 46, "none", rx=23, stroke=shade(BAKAU, 0.3), stroke_opacity=0.35, stroke_width=2
    )
    dot = circle(26, 23, 6, BAKAU)
    return group(
        mark,
        dot,
        line("contoh", 90, 32, 27, shade(BAKAU, 0.35), spacing=0.6),
        transform="translate(812 30)",
    )
