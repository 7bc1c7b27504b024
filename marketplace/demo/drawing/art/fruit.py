"""Fruits of the gardens: salak, banana, coconut, papaya, durian and others."""

from math import cos, radians, sin

from marketplace.demo.drawing.art.garden import leaf
from marketplace.demo.drawing.palette import shade, tint
from marketplace.demo.drawing.svg import circle, clipped, ellipse, mirrored, path, place, stroke

SALAK = "M0-86C16-60 62-30 62 20 62 58 34 76 0 76S-62 58-62 20C-62-30-16-60 0-86z"


def salak_whole() -> str:
    rows = "".join(
        stroke(f"M{x - 12} {y}q12 16 24 0", "#4a2a17", 3.4) + circle(x, y + 5, 1.8, "#d9a066")
        for row, y in enumerate(range(-62, 78, 15))
        for x in range(-72 + 12 * (row % 2), 80, 24)
    )
    return clipped(
        path(SALAK, "#8a5630") + path("M0-86C16-60 62-30 62 20 62 58 34 76 0 76 40 40 30-40 0-86z", "#6a3d20") + rows,
        path(SALAK),
        "salak",
    ) + stroke("M-38 0C-40 16-38 32-30 44", "#f3cf9a", 6, opacity=0.6)


def salak_open() -> str:
    flesh = (
        path("M0-50C26-40 48-10 46 22 42 52 20 60 0 60S-42 52-46 22C-48-10-26-40 0-50z", "#f5e7c3")
        + path("M0-50C26-40 48-10 46 22 42 52 20 60 0 60 20 30 18-20 0-50z", "#e6d19c")
        + stroke("M-2-44C-14-10-14 26-4 56M6-40C22-12 24 20 14 54", "#cdb27a", 3)
    )
    husk = path(
        "M-58 26C-54 62-26 78 2 78S56 62 60 24C46 40 32 30 20 42 6 30-10 46-24 32-34 42-48 38-58 26z",
        "#8a5630",
    ) + stroke("M-44 50q12 12 22 2M-14 58q12 12 24 2M20 54q12 8 22-4", "#4a2a17", 3.4)
    return flesh + husk


def salak() -> str:
    return place(salak_whole(), -34, -2, 0.95, -12) + place(salak_open(), 50, 22, 0.8, 10)


def banana() -> str:
    def finger(colour: str) -> str:
        return (
            path(
                "M-10-72C-44-40-46 30-8 76 0 84 14 82 18 74 2 34 4-20 20-62 22-78-2-82-10-72z",
                colour,
            )
            + path(
                "M4-74C-16-36-14 30 10 80 14 80 17 77 18 74 2 34 4-20 20-62 22-72 12-78 4-74z",
                shade(colour, 0.16),
            )
            + path("M-8 76C-4 86 12 86 18 74 12 70-4 70-8 76z", "#5a4326")
            + stroke("M-24-30C-30 0-24 30-12 52", "#fffdf8", 5, opacity=0.5)
        )

    return (
        place(finger("#d9a52c"), 44, 10, 0.98, -30)
        + place(finger("#efbf42"), 8, 4, 1, -8)
        + place(finger("#f5cf5a"), -32, 8, 0.98, 16)
        + path("M-4-72C-10-92 6-100 22-98 34-94 32-78 26-66 14-56 0-60-4-72z", "#7a6a34")
    )


def cocoa() -> str:
    bar = path("M-40-26H40V26H-40z", "#4a2a1a", stroke="#4a2a1a", stroke_width=8, stroke_linejoin="round") + stroke(
        "M-40 0H40M-14-26V26M14-26V26", "#6f4528", 4
    )
    return bar


def banana_cocoa() -> str:
    return place(banana(), -16, -8, 0.88) + place(cocoa(), 52, 58, 0.78, -14)


def coconut() -> str:
    whole = (
        circle(0, 0, 60, "#7a4f30")
        + path("M20-56C60-40 74 10 40 44 20 62-10 62-30 52 30 40 44-10 20-56z", "#5f3a22")
        + stroke(
            "M-40-30C-20-46 0-50 14-48M-52 0C-46-18-36-28-26-34M-44 30C-50 20-52 14-52 8",
            "#a57850",
            3.4,
        )
    )
    half = (
        ellipse(0, 0, 66, 56, "#6a4328")
        + ellipse(0, -3, 59, 49, "#fffaf0")
        + ellipse(2, 2, 42, 33, "#efe6d3")
        + ellipse(4, 7, 36, 26, "#ddd3bd")
        + stroke("M-46-16C-36-34-16-42 4-42", "#ffffff", 5)
    )
    fronds = leaf("#4f8a4c", -30, -30, -30, 0.8) + leaf("#3f7442", -18, -34, 10, 0.85)
    return fronds + place(whole, -34, -8, 0.95) + place(half, 34, 30, 0.92, -8)


def papaya() -> str:
    half = "M0-92C26-70 54-20 54 26 54 66 28 84 0 84S-54 66-54 26C-54-20-26-70 0-92z"
    seeds = "".join(
        circle(x, y, 6, "#2f2a22") + circle(x - 2, y - 2, 1.7, "#bfae90")
        for x, y in (
            (0, -26),
            (-8, -8),
            (9, -8),
            (0, 8),
            (-14, 14),
            (14, 14),
            (-6, 28),
            (8, 30),
            (-15, 36),
            (0, 46),
            (16, 40),
        )
    )
    cut = (
        path(half, "#d98a1f")
        + place(path(half, "#f08a3c"), 0, 1, 0.9)
        + place(path(half, "#d9662a"), 0, 10, 0.5)
        + seeds
    )
    whole = (
        path(half, "#d9a52c")
        + path("M0-92C26-70 54-20 54 26 54 66 28 84 0 84 34 50 30-30 0-92z", "#8fa63c", opacity=0.8)
        + stroke("M-30-14C-38 10-36 34-28 50", "#fffdf8", 6, opacity=0.5)
    )
    return place(whole, -36, -2, 0.92, -16) + place(cut, 36, 8, 0.92, 14)


def dragon_fruit() -> str:
    flags = "".join(
        path(f"M{x} {y}c{dx} -2 {dx * 2} -10 {dx * 2.4} -26c12 2 22 8 {-dx * 2.4} 4z", "#7fae4f")
        for x, y, dx in ((-50, 10, -10), (-44, 44, -10), (-40, -26, -9))
    )
    crown = path("M0-50C-22-66-26-88-20-102-10-90-4-86 0-72 4-90 12-98 24-104 24-84 18-62 0-50z", "#7fae4f") + path(
        "M-14-48C-32-56-44-72-46-88-30-82-16-72-8-54zM14-48C32-56 44-72 46-88 30-82 16-72 8-54z",
        "#5f9a45",
    )
    body = ellipse(0, 12, 62, 68, "#d13b6b") + path(
        "M14-54C50-40 66-4 60 30 52 64 22 80-6 80 40 50 42-10 14-54z", "#a9264f"
    )
    scales = "".join(
        path(d, "#7fae4f") + path(d, "#d13b6b", transform="translate(0 9) scale(.95)")
        for d in (
            "M-34-14C-36-30-30-44-20-54-8-44-6-28-10-14z",
            "M12 6C10-12 16-28 28-40 38-26 40-8 36 6z",
            "M-44 34C-48 18-44 4-36-8-22 4-20 22-24 36z",
            "M-8 58C-12 40-6 24 4 12 16 26 18 44 14 60z",
        )
    )
    half = (
        ellipse(0, 0, 50, 56, "#a9264f")
        + ellipse(0, 0, 44, 50, "#e0527f")
        + ellipse(0, 0, 40, 46, "#c42a5c")
        + "".join(
            circle(x, y, 2.6, "#2b1420")
            for x, y in (
                (-20, -20),
                (-4, -28),
                (14, -22),
                (24, -4),
                (10, -6),
                (-8, -8),
                (-24, 2),
                (-14, 16),
                (2, 12),
                (18, 14),
                (8, 30),
                (-8, 32),
                (-24, 22),
                (26, 18),
            )
        )
    )
    return place(flags + crown + body + scales, -26, 0, 0.9) + place(half, 54, 34, 0.84, 8)


def starfruit() -> str:
    star = "M0-60C10-44 12-24 18-18 26-14 46-22 60-18 50-4 32 6 30 14 28 24 42 40 38 54 22 50 8 36 0 36S-22 50-38 54C-42 40-28 24-30 14-32 6-50-4-60-18-46-22-26-14-18-18-12-24-10-44 0-60z"
    slice_ = (
        path(star, "#d9a02a")
        + place(path(star, "#f7d667"), 0, 0, 0.86)
        + "".join(place(ellipse(0, -15, 3, 8, "#c98f2a"), 0, 0, 1, turn) for turn in range(0, 360, 72))
    )
    whole = (
        path(
            "M0-90C22-76 50-30 46 20 42 58 22 84 0 88-22 84-42 58-46 20-50-30-22-76 0-90z",
            "#e8b93a",
        )
        + path("M0-90C10-50 14 30 0 88-14 30-10-50 0-90z", "#f9e08a")
        + path("M0-90C22-76 50-30 46 20 42 58 22 84 0 88 24 40 22-40 0-90z", "#cf9a28")
        + stroke("M-30-30C-36 0-32 30-24 48", "#fffdf8", 5, opacity=0.6)
    )
    return place(whole, -34, -8, 0.95, -20) + place(slice_, 42, 32, 0.92, 8)


def durian() -> str:
    shell = circle(0, 0, 70, "#c8922b")
    spikes = "".join(place(path("M-11 6L0-18 11 6z", tone), x, y, 1, turn) for turn, x, y, tone in _spikes())
    pod = (
        ellipse(0, 0, 40, 58, "#fff3d6")
        + ellipse(-2, -22, 22, 20, "#f0912f")
        + ellipse(2, 18, 22, 22, "#f0912f")
        + stroke("M-14-30C-10-36-2-38 4-36M-10 10C-6 4 2 2 8 4", "#ffd39a", 5)
    )
    husk = place(ellipse(0, 0, 52, 70, "#a87a22"), 0, 0)
    return place(shell + spikes + stroke("M0-70C2-84-4-92-10-98", "#6f5426", 11), -30, -2, 0.92) + place(
        husk + pod, 50, 22, 0.78, 14
    )


def _spikes() -> list[tuple[float, float, float, str]]:
    """Thorns on the rim point outward, those on the face stand in rows."""
    rim = [(turn + 90.0, 70 * cos(radians(turn)), 70 * sin(radians(turn)), "#a87a22") for turn in range(0, 360, 20)]
    rows = [
        (0.0, x + 13 * (row % 2), y, "#e0ad45" if x < 10 else "#b58427")
        for row, y in enumerate(range(-44, 62, 22))
        for x in range(-48, 50, 26)
        if x * x + y * y < 3300
    ]
    return rim + rows


def rosella() -> str:
    petal = path("M0 40C-30 20-36-30-10-84 14-50 20 10 0 40z", "#a11f43") + path(
        "M0 40C14 10 10-50-10-84 14-50 20 10 0 40z", "#7d1534"
    )
    bud = (
        place(petal, -26, 18, 0.9, -34)
        + place(mirrored(petal), 26, 18, 0.9, 34)
        + place(petal, -8, 10, 0.98, -8)
        + place(mirrored(petal), 10, 10, 0.98, 10)
        + ellipse(0, 46, 34, 26, "#8a1a3a")
        + stroke("M-18 40C-12 52-6 58 0 62M18 40C12 52 6 58 0 62", "#c9506f", 3.4)
    )
    sepals = "".join(stroke(f"M{x} 62L{x * 2.1} 82", "#8a1a3a", 6) for x in (-18, -7, 7, 18))
    return (
        leaf("#4f8a4c", 6, 78, 74, 0.9)
        + leaf("#3f7442", -6, 78, -74, 0.9)
        + sepals
        + stroke("M0 66V98", "#5c7a3f", 8)
        + bud
    )


def honey() -> str:
    cell = "M0-34L30-17V17L0 34-30 17V-17z"
    tones = (
        ("#e0941f", -30, -38),
        ("#f0b135", 32, -38),
        ("#f5c55a", 0, 14),
        ("#d98a1f", -62, 14),
        ("#e7a02a", 62, 14),
    )
    comb = "".join(
        place(
            path(cell, tint(tone, 0.55))
            + place(path(cell, tone), 0, 0, 0.78)
            + stroke("M-14-8L0-16", "#fffdf8", 4, opacity=0.6),
            x,
            y,
        )
        for tone, x, y in tones
    )
    drop = (
        path("M0-40C14-14 30 4 30 24 30 44 16 54 0 54S-30 44-30 24C-30 4-14-14 0-40z", "#d9861a")
        + path("M0-40C14-14 30 4 30 24 30 44 16 54 0 54 16 30 12-10 0-40z", "#b96b12")
        + stroke("M-16 18C-18 28-14 36-8 40", "#fffdf8", 5, opacity=0.7)
    )
    bee = (
        ellipse(0, 0, 22, 14, "#291f18")
        + stroke("M-4-13V13M6-12V12", "#f0b135", 5)
        + ellipse(-4, -16, 14, 9, "#dfe9e4", opacity=0.9, transform="rotate(-24)")
        + ellipse(8, -16, 13, 8, "#dfe9e4", opacity=0.9, transform="rotate(24)")
        + circle(-22, -2, 9, "#291f18")
    )
    return comb + place(drop, 2, 50, 0.92) + place(bee, 58, -84, 1, 12)


def palm_sugar() -> str:
    bowl = path("M-70 10H70C70 56 40 80 0 80S-70 56-70 10z", "#6a4328") + path(
        "M10 80C50 76 70 50 70 10H44C46 46 34 70 10 80z", "#4f301c"
    )
    heap = (
        path("M-64 12C-44-30-20-52 0-52S44-30 64 12z", "#b5793c")
        + path("M0-52C20-52 44-30 64 12H20C24-20 16-40 0-52z", "#96602c")
        + "".join(
            circle(x, y, 2.6, "#e3b578")
            for x, y in (
                (-30, -8),
                (-14, -26),
                (2, -14),
                (-40, 4),
                (-6, 2),
                (18, -4),
                (34, -10),
                (10, -34),
                (-22, 4),
                (40, 6),
            )
        )
    )
    return (
        "".join(
            leaf("#4f8a4c" if at % 2 else "#3f7442", -8, -30, turn, 0.8)
            for at, turn in enumerate((-58, -28, 4, 34, 62))
        )
        + heap
        + bowl
        + ellipse(0, 10, 70, 5, "#8a5a36")
    )


DRAWINGS = {
    "salak": salak,
    "pisang": banana_cocoa,
    "kelapa": coconut,
    "pepaya": papaya,
    "naga": dragon_fruit,
    "belimbing": starfruit,
    "durian": durian,
    "rosela": rosella,
    "madu": honey,
    "aren": palm_sugar,
}
