"""What the kitchen and the workshop make: breads, cakes, beads, wood and cane."""

from math import cos, radians, sin

from marketplace.demo.drawing.art import fruit, garden, sea
from marketplace.demo.drawing.palette import shade, tint
from marketplace.demo.drawing.svg import circle, ellipse, path, place, rect, stroke


def bun() -> str:
    one = (
        path("M-62 30C-70-20-36-48 0-48S70-20 62 30C56 44-56 44-62 30z", "#f7ecd6")
        + path("M10-48C44-44 68-16 62 30 58 40 20 42-10 42 40 36 46-16 10-48z", "#e3d0ab")
        + stroke("M-40-4C-36-22-20-32-4-33", "#ffffff", 6)
    )
    toasted = (
        path("M-62 30C-70-20-36-48 0-48S70-20 62 30C56 44-56 44-62 30z", "#d9a052")
        + path("M10-48C44-44 68-16 62 30 58 40 20 42-10 42 40 36 46-16 10-48z", "#b97d35")
        + stroke("M-40-4C-36-22-20-32-4-33", "#f7dca8", 6)
    )
    return place(toasted, 40, -26, 0.82) + place(one, -36, -18, 0.86) + place(one, 6, 34, 0.96)


def fish_balls() -> str:
    ball = (
        circle(0, 0, 30, "#f3e9d6")
        + path("M10-28A30 30 0 1 1 -22 20C10 24 24-4 10-28z", "#dccbaa")
        + circle(-10, -10, 6, "#fffdf8")
    )
    bowl = (
        path("M-86 16H86C82 60 48 82 0 82S-82 60-86 16z", "#c1552c")
        + path("M20 80C60 74 84 50 86 16H56C54 50 46 70 20 80z", "#983f1e")
        + stroke("M-70 38C-40 50 40 50 70 38", "#f0b135", 5)
    )
    return (
        "".join(place(ball, x, y) for x, y in ((-26, -34), (28, -36), (-52, 0), (2, -6), (54, -2)))
        + bowl
        + garden.leaf("#5f9a52", 30, -50, 30, 0.5)
    )


def otak_otak() -> str:
    roll = (
        path("M-84-16H84C90-8 90 8 84 16H-84C-90 8-90-8-84-16z", "#4f8a4c")
        + path("M-84 4H86C86 10 86 14 84 16H-84C-87 12-87 8-84 4z", "#376b38")
        + stroke("M-60-8H60M-40 2H50", "#86b573", 2.6)
        + path("M-84-16C-96-8-96 8-84 16-72 8-72-8-84-16z", "#f3e1bd")
        + stroke("M-56-16V16M58-16V16", "#d9b36a", 5)
    )
    return place(roll, 6, -34, 0.98, -12) + place(roll, -2, 12, 1, -4) + place(roll, 6, 54, 0.96, 6)


def pepes() -> str:
    return place(otak_otak(), 0, 36, 0.86) + place(sea.crab(), 0, -30, 0.72)


def shrimp_paste() -> str:
    block = (
        path("M-60-34L52-44 72-26 72 34-44 46-60 28z", "#6f3a34")
        + path("M-60-34L52-44 72-26-42-14z", "#94564a")
        + path("M-42-14L-44 46-60 28V-34z", "#56292a")
        + "".join(
            circle(x, y, 3, "#b57a66")
            for x, y in ((-20, 4), (4, 14), (30, -6), (50, 10), (18, 28), (-28, 26), (44, 26))
        )
    )
    return place(block, -10, 18, 1) + place(sea.dried_shrimp(), 44, -42, 0.58, 6)


def serundeng() -> str:
    return place(fruit.coconut(), 30, 26, 0.76) + place(sea.tongkol(), -14, -42, 0.84, -6)


def bingka() -> str:
    petals = "".join(place(ellipse(0, -44, 34, 40, "#8a4a20"), 0, 8, 1, turn) for turn in range(0, 360, 60))
    top = (
        "".join(place(ellipse(0, -42, 31, 37, "#c9822f"), 0, 0, 1, turn) for turn in range(0, 360, 60))
        + circle(0, 0, 46, "#d9973f")
        + circle(0, 0, 22, "#e8b15c")
        + "".join(place(stroke("M0-34V-66", "#a9641f", 4), 0, 0, 1, turn + 30) for turn in range(0, 360, 60))
    )
    return petals + top


def roll_cake() -> str:
    loaf = path("M-90-34C-60-48 20-48 50-34V38H-90z", "#8fb357") + path("M-90 10V38H50V10z", "#6f9440")
    end = (
        circle(50, 4, 40, "#7aa24a")
        + circle(50, 4, 34, "#f4ecd0")
        + stroke("M50 4c4-8-10-10-11 0-1 14 22 15 23-1 1-20-36-22-36 2 0 26 46 28 47-1", "#8fb357", 8)
    )
    return loaf + end + stroke("M-74-28C-40-38 0-38 24-34", "#d7e6ae", 5)


def pineapple_tart() -> str:
    tart = (
        circle(0, 0, 32, "#e3a63f")
        + path("M14-29A32 32 0 1 1 -26 18C10 22 30-4 14-29z", "#c4852a")
        + stroke("M-14-14C-8-20 0-22 6-21", "#ffe3a0", 5)
        + circle(2, -4, 5, "#5a2f18")
    )
    return "".join(place(tart, x, y) for x, y in ((-34, -14), (34, -18), (0, 28))) + place(
        fruit.salak_whole(), 76, 46, 0.42, 18
    )


def cracker() -> str:
    one = (
        rect(-52, -40, 104, 80, "#e3b565", rx=10)
        + rect(-52, 26, 104, 14, "#bb8838", rx=7)
        + rect(-44, -32, 88, 60, "none", rx=6, stroke="#f5d795", stroke_width=4)
        + "".join(circle(x, y, 4, "#a9742c") for x in (-28, 0, 28) for y in (-16, 0, 16))
    )
    return place(one, 18, -28, 0.86, 12) + place(one, -14, 30, 0.94, -8)


def milk() -> str:
    jug = (
        path("M-36-60H34L42-72 50-64 40-40C52-10 52 40 40 66H-40C-52 40-52-10-38-40z", "#c1552c")
        + path("M20-60H34L42-72 50-64 40-40C52-10 52 40 40 66H10C34 40 34-10 20-60z", "#98401f")
        + stroke("M-42-26C-76-34-76 30-44 26", "#a94a25", 10)
        + stroke("M-47 18C-20 30 20 30 47 18", "#f0b135", 6)
        + stroke("M-30-20C-36 0-36 10-32 16", "#f3c0a4", 6)
        + ellipse(0, -60, 35, 8, "#fffdf8")
    )
    return jug


def milk_cracker() -> str:
    return place(milk(), -34, -12, 0.82) + place(cracker(), 40, 28, 0.72)


def cheese() -> str:
    wedge = (
        path("M-80 20L40-50C66-44 82-16 80 12L80 62H-80z", "#eeb43a")
        + path("M-80 20H80V62H-80z", "#d9962a")
        + path("M-80 20L40-50C66-44 82-16 80 20z", "#f7cd62")
    )
    holes = (
        ellipse(20, -8, 13, 10, "#dba034")
        + ellipse(52, -18, 8, 6, "#dba034")
        + circle(-30, 42, 9, "#b87a1c")
        + circle(30, 40, 12, "#b87a1c")
        + circle(64, 36, 6, "#b87a1c")
        + ellipse(-18, 6, 8, 5, "#dba034")
    )
    return wedge + holes


def ginger_biscuit() -> str:
    flower = (
        "".join(place(circle(0, -30, 22, "#b5703a"), 0, 0, 1, turn) for turn in range(0, 360, 45))
        + circle(0, 0, 38, "#c4813f")
        + stroke("M0-18V18M-18 0H18M-13-13L13 13M-13 13L13-13", "#f7e6c4", 4.5)
    )
    return place(flower, -34, -16, 1, 8) + place(flower, 40, 24, 0.98)


def beads() -> str:
    tones = ("#c1552c", "#fffdf8", "#f0b135", "#291f18", "#0c5c3c")
    ring = "".join(
        circle(62 * cos(radians(t)), 62 * sin(radians(t)), 11, tones[at % 5])
        + circle(62 * cos(radians(t)) - 3, 62 * sin(radians(t)) - 4, 3, "#fffdf8", opacity=0.7)
        for at, t in enumerate(range(0, 360, 20))
    )
    return ring


def log() -> str:
    face = (
        ellipse(0, 0, 52, 56, "#5a3524")
        + ellipse(0, 0, 46, 50, "#a9714a")
        + "".join(ellipse(2, 2, r, r * 1.08, "none", stroke="#8a5636", stroke_width=3.4) for r in (36, 26, 16, 6))
    )
    trunk = path("M-20-56H84C100-40 100 40 84 56H-20z", "#4a2b1d") + stroke(
        "M30-40H80M20-14H86M34 12H82M24 38H78", "#6a4430", 4
    )
    return trunk + place(face, -20, 0) + garden.leaf("#4f8a4c", 50, -50, 24, 0.6)


def cane() -> str:
    coil = "".join(
        ellipse(0, 0, r, r * 0.8, "none", stroke=tone, stroke_width=11)
        for r, tone in ((76, "#c79348"), (60, "#deb068"), (44, "#b9833a"))
    )
    return (
        coil
        + stroke("M40-40C70-70 80-84 84-100", "#deb068", 10)
        + stroke("M-50-30l22 14M-6-62v18M44-28l-20 14M-46 38l20-14M44 34L24 22", shade("#8a5a2a", 0.1), 5)
    )


def papaya_pineapple() -> str:
    nana = (
        ellipse(0, 20, 40, 54, "#e0a02c")
        + "".join(stroke(f"M{x} -22L{x + 52} 56M{x + 52} -22L{x} 56", "#b5742a", 3) for x in (-50, -26, -2))
        + "".join(
            garden.leaf("#3f7442" if at % 2 else "#5f9a52", 0, -28, turn, 0.62)
            for at, turn in enumerate((-50, -24, 0, 24, 50))
        )
    )
    return place(nana, 62, 0, 0.92, 10) + place(fruit.papaya(), -32, 14, 0.78)


def soap() -> str:
    bar = (
        rect(-70, -38, 140, 84, shade("#e3d3ac", 0.12), rx=30)
        + rect(-70, -44, 140, 80, "#efe3c4", rx=30)
        + stroke("M-50-20C-44-30-34-34-24-34", "#ffffff", 6)
    )
    bubbles = "".join(
        circle(x, y, r, "#dfeae4", opacity=0.9) + circle(x - r / 3, y - r / 3, r / 4, "#ffffff")
        for x, y, r in ((-62, -62, 15), (-30, -76, 10), (66, -56, 17), (84, -20, 9))
    )
    return bar + bubbles


def coconut_soap() -> str:
    return place(fruit.coconut(), 0, -4, 1) + "".join(
        circle(x, y, r, "#e4efe9", stroke="#b7cdc3", stroke_width=2)
        for x, y, r in ((-84, 66, 14), (-62, 84, 9), (84, -50, 13), (66, -70, 8))
    )


def amplang() -> str:
    nut = (
        path(
            "M-44 8C-46-18-22-32 6-30 34-28 50-10 44 12 38 30 10 34-14 30-32 28-42 22-44 8z",
            "#e0a958",
        )
        + path("M44 12C38 30 10 34-14 30-32 28-42 22-44 8-20 24 24 24 44 12z", "#bd7f33")
        + stroke("M-26-4C-18-14-6-18 6-18", tint("#f0c884", 0.4), 5)
    )
    return place(nut, -34, -24, 1, -20) + place(nut, 40, -10, 1, 24) + place(nut, -4, 36, 1.05, 4)


DRAWINGS = {
    "mantau": bun,
    "bakso": fish_balls,
    "otak": otak_otak,
    "pepes": pepes,
    "terasi": shrimp_paste,
    "serundeng": serundeng,
    "bingka": bingka,
    "bolu": roll_cake,
    "nastar": pineapple_tart,
    "gabin": milk_cracker,
    "keju": cheese,
    "kue-jahe": ginger_biscuit,
    "manik": beads,
    "ulin": log,
    "rotan": cane,
    "pepaya-nanas": papaya_pineapple,
    "sabun": soap,
    "kelapa-sabun": coconut_soap,
    "amplang": amplang,
}
