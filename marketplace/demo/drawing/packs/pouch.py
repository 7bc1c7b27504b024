"""Standing pouches with zip and tear notch, in four layouts, and the small pillow pack."""

from marketplace.demo.drawing import contents, label, motif, stage
from marketplace.demo.drawing.job import Job
from marketplace.demo.drawing.packs.surface import foil
from marketplace.demo.drawing.palette import ARANG, WHITE, mix, shade, tint
from marketplace.demo.drawing.svg import circle, clipped, gradient, path, place, rect, stroke

TOP, FOOT = 82, 862
LEFT, RIGHT = 218, 782
MIDDLE, WIDE = 500, RIGHT - LEFT


def _outline(left: float = LEFT, right: float = RIGHT, top: float = TOP) -> str:
    return (
        f"M{left + 8} {top}H{right - 8}Q{right} {top} {right} {top + 8}C{right - 8} 260 {right + 12} 560 {right - 6} {FOOT - 20}"
        f"Q{right - 8} {FOOT} {right - 30} {FOOT + 2}Q{MIDDLE} {FOOT + 20} {left + 30} {FOOT + 2}Q{left + 8} {FOOT} {left + 6} {FOOT - 20}"
        f"C{left - 12} 560 {left + 8} 260 {left} {top + 8}Q{left} {top} {left + 8} {top}z"
    )


def _shell(job: Job, inner: str, left: float = LEFT, right: float = RIGHT, top: float = TOP) -> str:
    """Body, seal, zip and gusset of a pouch with its print inside."""
    outline, tone = _outline(left, right, top), job.theme.main
    ground = gradient("body", (0, tint(tone, 0.08), 1), (0.5, tone, 1), (1, shade(tone, 0.16), 1)) + path(
        outline, "url(#body)"
    )
    crimp = "".join(
        stroke(f"M{left + 6} {top + y}H{right - 6}", shade(tone, 0.3), 2, opacity=0.4) for y in (12, 22, 32, 42)
    )
    zip_line = stroke(f"M{left} {top + 84}H{right}", shade(tone, 0.35), 4, opacity=0.45) + stroke(
        f"M{left} {top + 90}H{right}", WHITE, 3, opacity=0.35
    )
    hole = rect(MIDDLE - 44, top + 17, 88, 22, mix(ARANG, tone, 0.55), rx=11) + stroke(
        f"M{MIDDLE - 32} {top + 38}h64", WHITE, 2, opacity=0.4
    )
    notches = "".join(
        path(
            f"M{x} {top + 60}l{turn * 16} 8-{turn * 16} 8z".replace("--", ""),
            mix("#f8f1e3", tone, 0.2),
        )
        for x, turn in ((left - 1, 1), (right + 1, -1))
    )
    gusset = path(
        f"M{left} {FOOT - 44}Q{MIDDLE} {FOOT - 2} {right} {FOOT - 44}V{FOOT + 30}H{left}z",
        ARANG,
        opacity=0.13,
    ) + stroke(f"M{left} {FOOT - 44}Q{MIDDLE} {FOOT - 2} {right} {FOOT - 44}", WHITE, 2.4, opacity=0.28)
    creases = path(
        f"M{left + 30} {top + 120}C{left + 70} {top + 280} {left + 28} {top + 420} {left + 46} {FOOT - 60}C{left + 24} {top + 440} {left + 44} {top + 260} {left + 30} {top + 120}z",
        WHITE,
        opacity=0.2,
    )
    creases += path(
        f"M{right - 26} {top + 110}C{right - 62} {top + 300} {right - 22} {top + 460} {right - 44} {FOOT - 50}C{right - 16} {top + 460} {right - 40} {top + 280} {right - 26} {top + 110}z",
        ARANG,
        opacity=0.12,
    )
    dressed = ground + inner + crimp + zip_line + gusset + creases + foil(outline)
    return (
        stage.shadow(MIDDLE, right - left, FOOT + 2)
        + clipped(dressed, path(outline), "pouch")
        + hole
        + notches
        + stage.strewn(job)
    )


def _window(job: Job, shape: str, x: float, y: float, w: float, h: float) -> str:
    """A clear window: contents, inner shadow and a glint."""
    seen = contents.fill(job.inside, x, y, w, h, job.rng)
    dim = gradient("pane", (0, ARANG, 0.42), (0.25, ARANG, 0.04), (1, ARANG, 0.1)) + rect(x, y, w, h, "url(#pane)")
    gleam = path(f"M{x + w * 0.08} {y}h{w * 0.2}l-{w * 0.16} {h}h-{w * 0.2}z", WHITE, opacity=0.16)
    return clipped(seen + dim + gleam, path(shape), "window") + path(shape, stroke=job.theme.accent, stroke_width=6)


def panel(job: Job) -> str:
    """A sand arch with drawing and name on a coloured pouch, motif along the foot."""
    theme = job.theme
    arch = f"M{LEFT + 44} 610V360C{LEFT + 44} 246 {MIDDLE - 128} 190 {MIDDLE} 190S{RIGHT - 44} 246 {RIGHT - 44} 360V610Q{RIGHT - 44} 634 {RIGHT - 68} 634H{LEFT + 68}Q{LEFT + 44} 634 {LEFT + 44} 610z"
    paper = path(arch, theme.paper) + path(
        arch,
        stroke=theme.accent,
        stroke_width=5,
        transform=f"translate({MIDDLE} 412) scale(.955) translate({-MIDDLE} -412)",
    )
    lettering = label.stack(
        job,
        LEFT + 72,
        216,
        WIDE - 144,
        396,
        theme.ink,
        shade(theme.accent, 0.1) if theme.accent != "#f0b135" else "#a8650f",
        art=0.45,
        largest=78,
    )
    pane = f"M{LEFT + 44} 664H{RIGHT - 44}V716Q{RIGHT - 44} 748 {RIGHT - 76} 748H{LEFT + 76}Q{LEFT + 44} 748 {LEFT + 44} 716z"
    window = _window(job, pane, LEFT + 40, 660, WIDE - 80, 92) if job.inside else ""
    foot = motif.band(LEFT - 20, 768, WIDE + 40, 50, shade(theme.main, 0.22), theme.accent)
    pill = label.weight(job, RIGHT - 128, 664, theme.accent, ARANG if theme.accent != "#0c5c3c" else WHITE)
    return _shell(job, paper + lettering + window + foot + pill)


def clear(job: Job) -> str:
    """Name on the colour above, a wide window with the food below, the drawing on its edge."""
    theme = job.theme
    ink, soft = theme.on_main, theme.accent
    head = label.maker(
        job, MIDDLE, 226, WIDE - 110, soft if theme.dark else shade(theme.accent, 0.3), size=30
    ) + label.names(job, LEFT + 46, 236, WIDE - 92, 186, ink, soft, largest=88)
    pane = f"M{LEFT + 46} 470Q{LEFT + 46} 440 {LEFT + 76} 440H{RIGHT - 76}Q{RIGHT - 46} 440 {RIGHT - 46} 470V640C{RIGHT - 46} 700 {MIDDLE + 140} 738 {MIDDLE} 738S{LEFT + 46} 700 {LEFT + 46} 640z"
    window = _window(job, pane, LEFT + 40, 436, WIDE - 80, 306)
    badge = (
        circle(LEFT + 136, 650, 122, theme.paper)
        + circle(LEFT + 136, 650, 112, "none", stroke=theme.accent, stroke_width=4)
        + place(job.picture, LEFT + 136, 650, 0.86)
    )
    foot = motif.band(LEFT - 20, 782, WIDE + 40, 46, shade(theme.main, 0.2), theme.accent)
    pill = label.weight(job, RIGHT - 132, 706, theme.paper, theme.ink)
    return _shell(job, head + window + badge + foot + pill)


def sash(job: Job) -> str:
    """A pale pouch with a big drawing, a sash of colour with the name and a leaf-shaped window."""
    theme = job.theme
    strong = theme.accent
    drawing = circle(MIDDLE, 312, 132, WHITE, opacity=0.6) + place(job.picture, MIDDLE, 310, 1.22)
    sash_ = rect(LEFT - 20, 448, WIDE + 40, 196, strong) + stroke(
        f"M{LEFT - 20} 458H{RIGHT + 20}M{LEFT - 20} 634H{RIGHT + 20}", "#f0b135", 4
    )
    lettering = label.names(job, LEFT + 40, 464, WIDE - 80, 164, WHITE, "#ffd98a", largest=84)
    upper = motif.band(LEFT - 20, 402, WIDE + 40, 46, mix(theme.main, WHITE, 0.25), strong)
    maker = label.maker(job, MIDDLE, 688, WIDE - 90, theme.ink, size=30)
    if job.inside:
        pane = f"M{LEFT + 50} 764C{LEFT + 90} 696 {MIDDLE + 20} 696 {MIDDLE + 70} 764 {MIDDLE + 20} 832 {LEFT + 90} 832 {LEFT + 50} 764z"
        maker += _window(job, pane, LEFT + 46, 700, 310, 130)
    pill = label.weight(job, RIGHT - 122, 764, strong, WHITE)
    return _shell(job, drawing + upper + sash_ + lettering + maker + pill)


def sun(job: Job) -> str:
    """A large sun behind the drawing on a coloured pouch, the name beneath it in light letters."""
    theme = job.theme
    ink = theme.on_main
    rays = "".join(
        place(path("M-9 -192L0 -218 9 -192z", theme.accent), MIDDLE, 366, 1, turn) for turn in range(0, 360, 15)
    )
    disc = circle(MIDDLE, 366, 182, theme.accent) + circle(MIDDLE, 366, 164, theme.paper) + rays
    art = place(job.picture, MIDDLE, 366, 1.34)
    text = label.names(job, LEFT + 44, 596, WIDE - 88, 138, ink, theme.accent, largest=82)
    maker = label.maker(job, LEFT + 50, 800, WIDE - 270, ink, size=29, anchor="start")
    maker += stroke(f"M{LEFT + 50} 756H{RIGHT - 210}", theme.accent, 4)
    pill = label.weight(job, RIGHT - 116, 784, theme.accent, ARANG if theme.accent != "#0c5c3c" else WHITE)
    return _shell(job, disc + art + text + maker + pill)


def bulk(job: Job) -> str:
    """A large kraft sack for kitchens, folded shut at the top."""
    left, right, top = 168, 832, 70
    theme = job.theme
    fold = (
        rect(left, top, right - left, 118, shade(theme.main, 0.12))
        + stroke(f"M{left} {top + 118}H{right}", ARANG, 4, opacity=0.35)
        + stroke("M330 112v34M670 112v34M330 129h340", tint(theme.main, 0.4), 5, opacity=0.7)
    )
    head = motif.band(left - 10, 204, right - left + 20, 54, theme.accent, tint(theme.main, 0.3))
    lettering = label.stack(job, left + 60, 272, right - left - 120, 400, ARANG, theme.accent, art=0.46, largest=92)
    pane = f"M{left + 60} 730Q{left + 60} 700 {left + 90} 700H{right - 330}Q{right - 300} 700 {right - 300} 730V790Q{right - 300} 820 {right - 330} 820H{left + 90}Q{left + 60} 820 {left + 60} 790z"
    window = _window(job, pane, left + 56, 696, 320, 128)
    pill = label.weight(job, right - 160, 760, theme.accent, WHITE, size=56)
    outline = _outline(left, right, top)
    inner = (
        gradient("body", (0, tint(theme.main, 0.1), 1), (1, shade(theme.main, 0.14), 1))
        + path(outline, "url(#body)")
        + fold
        + head
        + lettering
        + window
        + pill
        + foil(outline)
    )
    return stage.shadow(MIDDLE, right - left, FOOT + 2) + clipped(inner, path(outline), "pouch")


def pillow(job: Job) -> str:
    """A small pillow pack for minibar and turndown, crimped at both ends."""
    left, right, top, foot = 246, 754, 190, 858
    theme = job.theme
    teeth = "".join(f"l{(right - left) / 24 / 2:.2f} -9 {(right - left) / 24 / 2:.2f} 9" for _ in range(24))
    back = "".join(f"l-{(right - left) / 24 / 2:.2f} 9-{(right - left) / 24 / 2:.2f}-9" for _ in range(24))
    outline = f"M{left} {top}{teeth}C{right + 14} {top + 120} {right + 16} {foot - 130} {right} {foot}{back}C{left - 16} {foot - 130} {left - 14} {top + 120} {left} {top}z"
    ribs = "".join(
        stroke(f"M{left - 12} {y}H{right + 12}", shade(theme.main, 0.35), 2.4, opacity=0.4)
        for base in (top, foot - 52)
        for y in range(base + 12, base + 54, 10)
    )
    ground = gradient("body", (0, tint(theme.main, 0.1), 1), (1, shade(theme.main, 0.18), 1)) + path(
        outline, "url(#body)"
    )
    disc = (
        circle(500, 394, 142, theme.paper)
        + circle(500, 394, 131, "none", stroke=theme.accent, stroke_width=4)
        + place(job.picture, 500, 394, 1.04)
    )
    text = label.names(job, left + 30, 548, right - left - 60, 128, theme.on_main, theme.accent, largest=74)
    foot_line = label.maker(job, 500, 716, right - left - 70, theme.accent if theme.dark else theme.ink, size=28)
    strip = motif.band(left - 16, 738, right - left + 32, 52, shade(theme.main, 0.22), theme.accent)
    pill = label.weight(job, right - 86, 282, theme.accent, ARANG if theme.accent != "#0c5c3c" else WHITE, size=38)
    return (
        stage.shadow(500, right - left, foot)
        + clipped(
            ground + disc + text + foot_line + strip + pill + ribs + foil(outline),
            path(outline),
            "pouch",
        )
        + stage.strewn(job)
    )


PACKS = {"panel": panel, "clear": clear, "sash": sash, "sun": sun, "bulk": bulk, "pillow": pillow}
