"""What the sea and the mangroves give: fish, crab, shrimp, squid and seaweed."""

from marketplace.demo.drawing.palette import mix, shade, tint
from marketplace.demo.drawing.svg import circle, group, mirrored, path, stroke

BODY = "M-96 2C-74-38 0-50 66-9L66 9C10 44-66 40-96 2z"
BACK = "M-96 2C-74-38 0-50 66-9L66-2C20-14-50-14-96 2z"


def _fish(back: str, side: str, fin: str, marks: str = "", slim: float = 1) -> str:
    tail = path("M58 0C76-10 86-34 104-44 97-16 97 16 104 44 86 34 76 10 58 0z", fin)
    top_fin = path("M-34-32C-20-58 12-54 40-26z", fin) + path("M-20 30C-14 50 8 50 16 34z", shade(fin, 0.12))
    belly = path("M-96 2C-66 40 10 44 66 9 10 26-56 24-96 2z", tint(side, 0.6))
    gill = stroke("M-54-22C-44-8-44 10-54 24", shade(side, 0.25), 3)
    side_fin = path("M-40 4C-26 0-12 8-8 22-24 22-36 16-40 4z", shade(side, 0.22))
    eye = circle(-70, -6, 8.5, "#fffdf8") + circle(-71, -6, 4.8, "#291f18") + circle(-73, -8, 1.7, "#fffdf8")
    mouth = stroke("M-94 4C-88 8-82 9-78 8", shade(side, 0.35), 2.4)
    shine = stroke("M-60-26C-30-40 10-38 36-24", "#fffdf8", 4, opacity=0.35)
    whole = tail + top_fin + path(BODY, side) + belly + path(BACK, back) + marks + gill + side_fin + eye + mouth + shine
    return group(whole, transform=f"scale(1 {slim})")


def tenggiri() -> str:
    bars = "".join(
        stroke(f"M{x}-{up}c4 8-4 16 2 {down}", "#2d5560", 4.5, opacity=0.75)
        for x, up, down in (
            (-36, 30, 46),
            (-22, 32, 48),
            (-8, 32, 48),
            (6, 30, 45),
            (20, 26, 40),
            (34, 21, 32),
            (46, 17, 25),
        )
    )
    finlets = path("M44-22l8-9 1 12zM54-16l8-8 0 11zM44 20l8 9 1-12zM54 14l8 8 0-11z", "#3c6570")
    return _fish("#3d6b78", "#b9cdcd", "#3c6570", bars + finlets, 0.86)


def bandeng() -> str:
    scales = "".join(
        stroke(f"M{x} {y}q7 6 0 12", "#8aa0a0", 2.2)
        for x in range(-34, 50, 14)
        for y in (-16, -3, 10)
        if abs(y) < 14 or x < 30
    )
    return _fish("#6d8f8c", "#d3dcd6", "#7d9a96", scales)


def tongkol() -> str:
    squiggles = "".join(
        stroke(f"M{x}-{y}q5 6 12 4", "#16323f", 3.2)
        for x, y in ((-26, 31), (-8, 32), (10, 30), (26, 24), (0, 22), (-18, 21), (40, 18))
    )
    finlets = path("M40-24l8-9 1 12zM52-17l8-8 0 11zM42 21l8 9 1-12zM53 15l8 8 0-11z", "#2a4d5e")
    return _fish("#2a4d5e", "#a9bcc4", "#2a4d5e", squiggles + finlets, 0.98)


def layang() -> str:
    stripe = stroke("M-50-8C-20-12 30-8 62-1", "#e0a732", 5) + stroke(
        "M20 4l40-2", "#6b7f7c", 3, stroke_dasharray="5 5"
    )
    return _fish("#4f7f7a", "#cfd9d2", "#b78a35", stripe, 0.68)


def telang() -> str:
    line = stroke("M-46 0C-10-6 30-4 60 0", "#8d8f88", 3)
    return _fish("#8b8576", "#d9d3c2", "#a08f63", line, 0.78)


def crab(shell: str = "#c1552c") -> str:
    dark, light = shade(shell, 0.22), tint(shell, 0.3)
    side = (
        stroke("M44 16C66 14 80 22 92 42M40 28C58 32 70 42 76 62M32 36C46 44 54 54 56 74", dark, 10)
        + stroke("M48-6C66-10 74-22 74-36", shell, 15)
        + path(
            "M58-40C52-66 70-90 96-88 88-80 84-70 86-62 92-70 98-74 106-74 110-50 88-28 66-34z",
            shell,
        )
        + path("M66-44C64-62 76-78 88-82 80-70 78-60 82-50z", light, opacity=0.7)
        + stroke("M18-30L22-46", dark, 6)
        + circle(22, -49, 7.5, "#291f18")
        + circle(24, -51, 2.2, "#fffdf8")
    )
    shell_shape = "M-60 0C-58-42 58-42 60 0 58 34 30 46 0 46-30 46-58 34-60 0z"
    face = (
        path(shell_shape, shell)
        + path("M-60 0C-58 34-30 46 0 46S58 34 60 0C50 24 26 30 0 30S-50 24-60 0z", dark, opacity=0.8)
        + stroke("M-44-8C-36-26-18-31 0-31", light, 6, opacity=0.8)
        + stroke("M-22-4C-14 6 14 6 22-4M-10 14h20", dark, 4)
        + circle(-34, 4, 4, light)
        + circle(34, 4, 4, light)
        + circle(0, -16, 4, light)
    )
    return side + mirrored(side) + face


def mud_crab() -> str:
    return crab("#4f6b4a")


def shrimp(flesh: str = "#e07a4e") -> str:
    dark, light = shade(flesh, 0.22), tint(flesh, 0.45)
    body = "M62-44C24-84-72-66-78 6-80 46-50 72-12 74L-4 50C-30 48-44 32-42 12-38-18 8-26 44-6 60-8 72-26 62-44z"
    rings = "".join(
        stroke(d, dark, 3.6)
        for d in (
            "M22-64C16-48 16-34 20-18",
            "M-14-66C-14-48-10-34-2-20",
            "M-48-50C-40-38-32-26-22-16",
            "M-72-20C-60-14-48-8-38-2",
            "M-77 14C-64 14-52 14-42 15",
            "M-66 46C-56 42-46 36-38 30",
        )
    )
    legs = "".join(
        stroke(d, dark, 4.6)
        for d in (
            "M26-12C24 2 16 12 8 18",
            "M6-18C4-4-2 6-10 12",
            "M40-6C42 8 36 20 28 28",
            "M-14-12C-16 0-20 8-26 12",
        )
    )
    tail = path("M-14 50C4 42 26 44 36 34 38 54 26 66 10 68 24 74 28 86 26 96 6 96-10 86-16 74z", flesh) + stroke(
        "M-4 62C8 58 20 54 28 46M-2 70C8 76 16 84 20 90", dark, 3
    )
    feelers = stroke("M60-42C86-60 96-80 98-96M62-36C92-40 104-30 110-10", dark, 3.4)
    head = path("M20-66C44-74 74-66 88-50 74-40 70-20 44-6 30-14 18-18 20-34z", mix(flesh, dark, 0.25)) + path(
        "M60-58L96-56 66-46z", dark
    )
    eye = circle(62, -42, 6.5, "#291f18") + circle(64, -44, 2, "#fffdf8")
    shine = stroke("M-62-6C-56-36-24-56 8-56", light, 6, opacity=0.75)
    return feelers + legs + tail + path(body, flesh) + head + rings + shine + eye


def dried_shrimp() -> str:
    return shrimp("#d98a5b")


def squid() -> str:
    flesh, dark, light = "#e7b9a6", "#a9614f", "#f7ddd0"
    arms = "".join(
        stroke(d, flesh if at % 2 else "#d39c88", 9)
        for at, d in enumerate(
            (
                "M-18 34C-34 56-20 74-40 92",
                "M18 34C34 56 20 74 40 92",
                "M-8 38C-16 62-2 76-14 98",
                "M8 38C16 62 2 76 14 98",
                "M-24 30C-52 44-46 66-66 72",
                "M24 30C52 44 46 66 66 72",
            )
        )
    )
    fins = path(
        "M0-98C-38-86-58-58-54-34-40-26-26-24-20-28L20-28C26-24 40-26 54-34 58-58 38-86 0-98z",
        "#d39c88",
    )
    mantle = path("M0-98C-24-66-32-20-26 20H26C32-20 24-66 0-98z", flesh) + path(
        "M0-98C24-66 32-20 26 20H8C14-20 12-66 0-98z", "#d39c88", opacity=0.75
    )
    head = path("M-24 18H24C30 30 24 44 0 44S-30 30-24 18z", "#d39c88")
    eyes = "".join(circle(x, 28, 7.5, "#fffdf8") + circle(x, 28, 4.4, "#291f18") for x in (-19, 19))
    spots = "".join(
        circle(x, y, r, dark, opacity=0.55)
        for x, y, r in (
            (-10, -50, 4),
            (4, -30, 5),
            (-12, -14, 4),
            (10, -2, 4),
            (-2, -70, 3),
            (-6, 8, 3),
        )
    )
    return group(
        arms + fins + mantle + head + eyes + spots + stroke("M-14-52C-18-30-19-10-17 8", light, 5),
        transform="rotate(18)",
    )


def seaweed() -> str:
    deep, mid, young = "#2f6b4a", "#5b8f4f", "#a04b4b"
    fronds = (
        stroke(
            "M0 90C-10 50-40 40-44-10-46-36-60-50-70-56M-30 34C-60 26-76 20-86 0M-42 0C-24-20-22-40-30-64",
            deep,
            12,
        )
        + stroke(
            "M6 90C10 40 40 34 42-16 44-44 58-56 74-62M26 32C56 24 70 8 92 6M41-8C26-34 26-52 32-80",
            mid,
            12,
        )
        + stroke(
            "M2 90C-4 40 8 10 0-34-4-56-14-70-16-90M2 4C14-16 10-30 16-50M-1-30C6-52 8-70 4-94",
            "#3f7f55",
            13,
        )
        + stroke("M-2 88C-24 66-44 62-62 66M8 88C28 62 50 60 66 64", young, 9)
    )
    shine = stroke(
        "M-40 6C-38-12-44-34-52-44M44-4C44-26 52-44 60-52M4 20C8 0 2-20 0-34",
        "#cfe0b4",
        3,
        opacity=0.7,
    )
    bubbles = "".join(
        circle(x, y, r, "none", stroke="#7fb0a6", stroke_width=3)
        for x, y, r in ((-62, -80, 7), (56, -84, 5), (88, -36, 6))
    )
    return fronds + shine + bubbles


def shrimp_pair() -> str:
    return group(dried_shrimp(), transform="translate(-38 18) scale(.7)") + group(
        dried_shrimp(), transform="translate(46 -14) rotate(40) scale(.62)"
    )


DRAWINGS = {
    "tenggiri": tenggiri,
    "bandeng": bandeng,
    "tongkol": tongkol,
    "layang": layang,
    "telang": telang,
    "kepiting": crab,
    "kepiting-bakau": mud_crab,
    "udang": shrimp,
    "ebi": shrimp_pair,
    "cumi": squid,
    "rumput-laut": seaweed,
}
