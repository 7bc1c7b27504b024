"""What gardens and fields give: roots, chilies, onions, leaves and beans."""

from marketplace.demo.drawing.palette import mix, shade, tint
from marketplace.demo.drawing.svg import circle, ellipse, path, place, stroke

LEAF = "M0 0C14-24 14-62 0-92-14-62-14-24 0 0z"


def leaf(colour: str, x: float, y: float, turn: float, scale: float = 1) -> str:
    """One pointed leaf growing from x,y, its right half in shadow."""
    half = path("M0 0C14-24 14-62 0-92z", shade(colour, 0.18))
    vein = stroke("M0-4V-80", tint(colour, 0.4), 2)
    return place(path(LEAF, colour) + half + vein, x, y, scale, turn)


def cassava() -> str:
    bark, flesh = "#8a5a3a", "#f4ead2"
    root = (
        path("M-92 6C-80-22-20-30 40-24 58-22 70-12 74 0 70 14 56 24 40 26-20 34-76 30-92 6z", bark)
        + path("M-92 6C-76 30-20 34 40 26 52 24 62 18 68 12 20 20-60 22-92 6z", shade(bark, 0.25))
        + ellipse(64, 1, 17, 25, flesh)
        + ellipse(64, 1, 17, 25, "none", stroke="#d9a0a0", stroke_width=4)
        + ellipse(64, 1, 4, 7, "#e3d2a8")
        + stroke("M-60-6C-40-14-20-16 0-16M-30 6h22M10-4h20", tint(bark, 0.3), 3)
        + stroke("M-92 6l-12 3", bark, 5)
    )
    fingers = "".join(
        leaf("#4f8a4c", -6, -10, turn, size) for turn, size in ((-78, 0.8), (-40, 0.95), (-4, 1), (34, 0.95), (72, 0.8))
    )
    return place(fingers, -8, -22, 0.85) + place(root, 0, 20, 1, -10) + place(root, 8, 52, 0.82, 8)


def taro() -> str:
    heart = (
        path(
            "M0 0C-20-30-66-30-62-74-58-98-20-100 0-84 20-100 58-98 62-74 66-30 20-30 0 0z",
            "#4f8a4c",
        )
        + path("M0 0C20-30 66-30 62-74 58-98 20-100 0-84z", "#3f7442")
        + stroke("M0-4V-76M0-30l-32-22M0-30l32-22M0-52l-24-18M0-52l24-18", "#8fbb7c", 3)
    )
    corm = (
        path("M-58 8C-58-26-30-40 0-40S58-26 58 8 34 66 0 66-58 42-58 8z", "#7a5540")
        + path("M0-40C30-40 58-26 58 8S34 66 0 66C30 50 38-10 0-40z", "#5f402f")
        + stroke(
            "M-50-12C-20 2 20 2 50-12M-56 12C-20 28 20 28 56 12M-46 38C-18 50 18 50 46 38",
            "#9b765c",
            3,
        )
    )
    cut = (
        ellipse(0, 0, 38, 32, "#7a5540")
        + ellipse(0, 0, 33, 27, "#efe3e6")
        + "".join(
            circle(x, y, 2.2, "#8f6a90")
            for x, y in (
                (-14, -8),
                (0, -14),
                (12, -4),
                (-6, 6),
                (8, 12),
                (-18, 8),
                (18, 8),
                (2, 0),
                (-10, 16),
            )
        )
    )
    return (
        place(stroke("M0 0C4 20 2 34 0 50", "#7fa06a", 9) + heart, 14, -26, 0.8, 12)
        + place(corm, -12, 26, 0.98)
        + place(cut, 56, 62, 1, -8)
    )


def chili(colour: str = "#c3291f") -> str:
    pod = (
        path("M-8-70C24-76 40-44 34-6 30 34 8 72-34 92 -14 60-14 24-20-10-26-44-28-64-8-70z", colour)
        + path("M14-70C40-60 40-30 34-6 30 34 8 72-34 92 6 50 22 0 14-70z", shade(colour, 0.22))
        + stroke("M-10-52C-12-30-8-6-8 18", "#fffdf8", 6, opacity=0.55)
    )
    cap = path("M-24-62C-16-84 22-86 32-60 22-66 14-58 6-62 0-56-14-60-24-62z", "#4f8a4c") + stroke(
        "M4-76C4-92 12-100 22-104", "#3f7442", 7
    )
    return pod + cap


def chilies() -> str:
    return place(chili("#a5221b"), 44, 8, 0.86, -36) + place(chili(), -30, 0, 0.95, 14)


def dried_chilies() -> str:
    return (
        place(chili("#7d2118"), 44, 8, 0.84, -40)
        + place(chili("#96281b"), -2, 2, 0.9, -8)
        + place(chili("#7a1f17"), -46, 4, 0.8, 24)
    )


def onion(colour: str = "#9c4258") -> str:
    bulb = path("M0-62C8-44 60-26 60 16 60 50 30 62 0 62S-60 50-60 16C-60-26-8-44 0-62z", colour)
    dim = path("M0-62C8-44 60-26 60 16 60 50 30 62 0 62 34 40 30-20 0-62z", shade(colour, 0.22))
    lines = stroke(
        "M-4-50C-34-20-40 20-24 56M0-46C-12-10-12 24-4 58M8-42C34-16 42 16 30 52",
        tint(colour, 0.45),
        3,
        opacity=0.8,
    )
    shoot = stroke("M0-60C-2-74-8-84-14-92M2-60C4-74 10-80 14-88", "#b59a5c", 5)
    roots = stroke("M-8 62c-2 8-8 10-12 16M0 62v16M8 62c2 8 8 10 12 16", "#b59a5c", 3)
    return shoot + roots + bulb + dim + lines + stroke("M-42-2C-44 14-40 28-32 38", "#fffdf8", 6, opacity=0.5)


def onions() -> str:
    return place(onion("#86344c"), 40, 2, 0.78, 14) + place(onion(), -32, 10, 0.9, -10)


def tempe() -> str:
    def slab(x: float, y: float, turn: float) -> str:
        beans = "".join(
            ellipse(bx, by, 10, 7, tone, transform=f"rotate({(bx * 7 + by * 3) % 90} {bx} {by})")
            for bx, by, tone in (
                (-56, -16, "#d9b878"),
                (-34, -6, "#cfa963"),
                (-12, -18, "#dbbd80"),
                (10, -8, "#cda55e"),
                (32, -18, "#d9b878"),
                (54, -6, "#cfa963"),
                (-48, 8, "#d3b06d"),
                (-22, 12, "#dbbd80"),
                (0, 8, "#cfa963"),
                (24, 10, "#d9b878"),
                (46, 14, "#d3b06d"),
            )
        )
        block = path("M-72-28H68L76-20V40H-64L-72 32z", "#c39d5e") + path("M-72-28H68V28H-72z", "#efe2bf") + beans
        return place(block, x, y, 1, turn)

    return leaf("#4f8a4c", -20, 60, -64, 1.25) + leaf("#3f7442", 10, 64, 62, 1.25) + slab(4, -24, -5) + slab(-4, 32, 4)


def lettuce() -> str:
    outer = path(
        "M0 84C-40 80-96 54-92 2-104-16-86-44-70-42-70-66-44-80-28-70-16-92 16-92 28-70 44-80 70-66 70-42 86-44 104-16 92 2 96 54 40 80 0 84z",
        "#5f9a45",
    )
    middle = path(
        "M0 84C-30 76-70 50-66 8-76-8-60-32-46-28-44-50-18-56-10-44 4-62 34-54 36-36 54-40 74-16 64 4 72 48 30 76 0 84z",
        "#7fb558",
    )
    heart = path(
        "M0 84C-22 70-44 48-40 18-48 2-28-14-16-8-8-26 16-24 20-8 38-12 48 6 40 20 44 50 22 72 0 84z",
        "#a9d078",
    )
    veins = stroke(
        "M0 80V6M0 56C-12 40-20 32-24 22M0 50C12 36 18 28 22 18M-6 80C-34 62-52 42-56 22M6 80C34 62 54 42 58 20M-12 80C-50 64-74 44-80 16M12 80C50 64 76 44 82 16",
        "#e4f0c4",
        3.4,
    )
    return outer + middle + heart + veins + ellipse(0, 82, 15, 8, "#e4f0c4")


def potato() -> str:
    def one(colour: str) -> str:
        eyes = "".join(
            stroke(f"M{x} {y}q5 4 10 0", shade(colour, 0.3), 3)
            for x, y in ((-30, -10), (4, -22), (24, 6), (-12, 18), (-42, 12))
        )
        return (
            path(
                "M-66 6C-70-30-30-48 8-44 46-42 72-18 66 14 60 44 22 50-14 46-44 44-64 32-66 6z",
                colour,
            )
            + path("M66 14C60 44 22 50-14 46-44 44-64 32-66 6-40 36 30 36 66 14z", shade(colour, 0.18))
            + eyes
            + stroke("M-44-14C-34-28-18-34-2-34", "#fffdf8", 5, opacity=0.5)
        )

    return place(one("#c79a55"), 26, -18, 0.92, 14) + place(one("#d8b06a"), -22, 22, 1, -8)


def pandan() -> str:
    tones = ("#3f7f3f", "#5a9a4a", "#2f6b3a", "#6fae55")
    blade = "M0 80C-10 20-8-50 6-98 14-50 14 20 10 80z"
    blades = "".join(
        place(
            path(blade, tones[at % 4]) + stroke("M4 74C2 20 4-40 6-80", tint(tones[at % 4], 0.4), 2.4),
            0,
            10,
            1,
            turn,
        )
        for at, turn in enumerate((-52, 52, -32, 32, -14, 14, 0))
    )
    return place(blades, -2, -2, 0.95) + stroke("M-16 76C-6 84 14 84 22 76", "#b5793c", 9)


def lemongrass() -> str:
    stalk = (
        path("M-9 92C-14 40-8 0-7-40L7-40C8 0 14 40 9 92z", "#dfe3b0")
        + path("M-10 92C-14 60-12 40-9 20H9C12 40 14 60 10 92z", "#e9d7c0")
        + path(
            "M-7-40C-12-64-26-80-40-92-22-84-6-72 0-50 4-72 16-86 36-98 20-78 10-60 7-40z",
            "#6f9f55",
        )
        + stroke("M-4 90C-6 50-3 0-2-36", "#b9c487", 2.6)
    )
    return (
        place(stalk, -26, 6, 1, -12)
        + place(stalk, 26, 6, 1, 12)
        + place(stalk, 0, 0, 1)
        + stroke("M-34 30C-10 40 10 40 34 30", "#b5793c", 8)
    )


def purun() -> str:
    reeds = "".join(
        stroke(f"M{foot} 92C{foot + bend} 30 {foot + bend} -20 {foot + bend * 3} -84", tone, 6)
        + ellipse(
            foot + bend * 3,
            -84,
            7,
            16,
            "#9a6b3c",
            transform=f"rotate({bend * 1.5} {foot + bend * 3} -84)",
        )
        for foot, bend, tone in (
            (-26, -14, "#7f9a55"),
            (-12, -6, "#6a8a48"),
            (0, 0, "#8aa65e"),
            (12, 7, "#6a8a48"),
            (26, 15, "#7f9a55"),
        )
    )
    return reeds + stroke("M-32 50C-10 62 10 62 32 50", mix("#b5793c", "#f0b135", 0.2), 9)


DRAWINGS = {
    "singkong": cassava,
    "talas": taro,
    "cabai": chilies,
    "cabai-kering": dried_chilies,
    "bawang": onions,
    "tempe": tempe,
    "selada": lettuce,
    "kentang": potato,
    "pandan": pandan,
    "serai": lemongrass,
    "purun": purun,
}
