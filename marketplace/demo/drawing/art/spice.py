"""Spices and coffee: pepper, the ginger family and coffee cherries."""

from marketplace.demo.drawing.art.garden import chilies, leaf, lemongrass
from marketplace.demo.drawing.art.sea import crab, squid
from marketplace.demo.drawing.palette import shade, tint
from marketplace.demo.drawing.svg import circle, ellipse, path, place, stroke


def _pepper(corn: str) -> str:
    beads = (
        (0, -40),
        (-13, -26),
        (12, -24),
        (-2, -10),
        (-15, 2),
        (13, 4),
        (0, 18),
        (-13, 32),
        (11, 34),
        (-1, 48),
        (-9, 62),
        (7, 64),
        (-1, 78),
    )
    spike = "".join(
        circle(x, y, 12, corn) + circle(x + 3, y + 3, 8, shade(corn, 0.12)) + circle(x - 4, y - 4, 3, tint(corn, 0.6))
        for x, y in beads
    )
    loose = "".join(
        circle(x, y, 13, corn) + circle(x - 4, y - 4, 3.4, tint(corn, 0.6))
        for x, y in ((52, 74), (76, 62), (-56, 78), (62, 88))
    )
    leaves = leaf("#4f8a4c", 0, -46, -74, 1.1) + leaf("#3f7442", 0, -46, 66, 1.15) + leaf("#5f9a52", 0, -48, -8, 0.6)
    return leaves + stroke("M0-56V70", "#6f8a4a", 5) + spike + loose


def white_pepper() -> str:
    return _pepper("#d8c9a6")


def black_pepper() -> str:
    return _pepper("#3a3029")


def _rhizome(skin: str, flesh: str) -> str:
    dark = shade(skin, 0.24)
    knobs = (
        (0, 0, 64, 30, -8),
        (-52, -28, 26, 22, 30),
        (-20, -44, 22, 32, 10),
        (40, -36, 20, 34, 24),
        (62, 14, 34, 22, 20),
        (-58, 26, 32, 22, -24),
        (10, 34, 24, 26, 12),
    )
    body = "".join(ellipse(x, y, rx, ry, skin, transform=f"rotate({turn} {x} {y})") for x, y, rx, ry, turn in knobs)
    under = "".join(
        ellipse(x, y, rx, ry, dark, transform=f"translate(0 8) rotate({turn} {x} {y})") for x, y, rx, ry, turn in knobs
    )
    rings = stroke(
        "M-30-22C-24-6-24 10-32 24M6-28C12-10 10 14 2 28M30-20C36-4 36 10 28 24M-70-34C-60-26-48-22-38-26M-38-58C-30-50-14-50-2-54M30-52C38-44 50-44 58-50M50 2C56 14 56 24 50 32M-74 18C-64 24-56 34-56 44",
        dark,
        3,
    )
    cut = ellipse(88, 24, 15, 20, tint(flesh, 0.5), transform="rotate(18 88 24)") + ellipse(
        88, 24, 11, 15, flesh, transform="rotate(18 88 24)"
    )
    shine = stroke(
        "M-24-64C-28-54-29-44-26-34M40-60C36-52 33-44 33-36M-70-14C-66-8-58-6-50-8",
        tint(skin, 0.55),
        5,
    )
    return under + body + rings + cut + shine


def ginger() -> str:
    return _rhizome("#c98a6a", "#e8a04c")


def yellow_ginger() -> str:
    return _rhizome("#d8b27a", "#f0d27a")


def turmeric() -> str:
    return place(_rhizome("#c9812c", "#ee8a14"), -4, -8, 0.9, -6) + "".join(
        place(
            ellipse(0, 0, 22, 17, "#b36a1e") + ellipse(0, -1, 18, 13, "#f29a1c") + ellipse(0, -1, 9, 6, "#ffba4d"),
            x,
            y,
        )
        for x, y in ((-46, 70), (2, 78), (48, 72))
    )


def temulawak() -> str:
    disc = (
        ellipse(0, 0, 32, 26, "#9a7438")
        + ellipse(0, -1, 27, 21, "#f0b63a")
        + ellipse(0, -1, 15, 11, "none", stroke="#d9902a", stroke_width=3)
    )
    return (
        leaf("#5f9a52", -20, -30, -18, 0.8)
        + leaf("#3f7442", 0, -34, 22, 0.85)
        + place(_rhizome("#b98f4c", "#f0a82a"), -4, 2, 0.88, 6)
        + place(disc, 48, 68)
        + place(disc, -18, 76, 0.9)
    )


def coffee() -> str:
    cherry = (
        circle(0, 0, 21, "#b02a24")
        + path("M8-19A21 21 0 0 1 -6 20C14 14 18-6 8-19z", "#841d1b")
        + circle(-7, -8, 4, "#f3b5a4")
        + circle(0, 19, 3.4, "#5c1512")
    )
    bean = (
        ellipse(0, 0, 24, 17, "#5a3a26")
        + path("M-24 0A24 17 0 0 0 24 0C14 12-14 12-24 0z", "#432a1b")
        + stroke("M-20 2C-8-8 6 8 20-3", "#2c1a10", 4)
        + stroke("M-12-9C-6-12 0-13 6-12", "#9a7454", 3)
    )
    branch = stroke("M-88-30C-40-44 20-40 84-62", "#6f5432", 7)
    leaves = (
        leaf("#2f6b3a", -50, -36, -46, 0.9)
        + leaf("#4f8a4c", 10, -42, -16, 0.8)
        + leaf("#3f7442", 44, -48, 52, 0.9)
        + leaf("#4f8a4c", -20, -38, 190, 0.62)
    )
    cherries = "".join(place(cherry, x, y) for x, y in ((-36, -12), (-2, -18), (34, -26), (14, 10), (-20, 18)))
    beans = place(bean, 52, 48, 1, -20) + place(bean, 16, 68, 1, 16) + place(bean, 78, 78, 0.9, 40)
    return branch + leaves + cherries + beans


def crab_pepper() -> str:
    corns = "".join(
        circle(x, y, 10, "#3a3029") + circle(x - 3, y - 3, 3, "#8a7a6c")
        for x, y in ((-62, 84), (-30, 92), (44, 90), (72, 80), (8, 86))
    )
    return place(crab("#b5482a"), 0, -8, 0.94) + corns


def squid_chili() -> str:
    return place(chilies(), 48, 34, 0.66, 6) + place(squid(), -28, -6, 0.92)


def ginger_lemongrass() -> str:
    return place(lemongrass(), 34, -14, 0.86, 14) + place(yellow_ginger(), -16, 30, 0.78)


DRAWINGS = {
    "lada-putih": white_pepper,
    "lada-hitam": black_pepper,
    "jahe": ginger,
    "jahe-serai": ginger_lemongrass,
    "kunyit": turmeric,
    "temulawak": temulawak,
    "kopi": coffee,
    "kepiting-lada": crab_pepper,
    "cumi-cabai": squid_chili,
}
