"""What is seen through a window or glass: chips, threads, powder, grains."""

from collections.abc import Callable
from math import cos, radians, sin
from random import Random

from marketplace.demo.drawing.art import kitchen, sea
from marketplace.demo.drawing.palette import shade, tint
from marketplace.demo.drawing.svg import circle, ellipse, path, place, rect, stroke

Piece = Callable[[Random], str]


def fill(kind: str, x: float, y: float, w: float, h: float, rng: Random) -> str:
    """The box covered with pieces of that kind."""
    ground, piece, step = KINDS[kind]
    return rect(x, y, w, h, ground) + _scatter(piece, x, y, w, h, step, rng)


def one(kind: str, rng: Random) -> str:
    """A single piece, or nothing where the contents are too fine to lie about."""
    if kind not in KINDS or KINDS[kind][2] < 46:
        return ""
    return KINDS[kind][1](rng)


def ground_of(kind: str) -> str:
    return KINDS[kind][0]


def _scatter(piece: Piece, x: float, y: float, w: float, h: float, step: float, rng: Random) -> str:
    """Pieces on a shaken grid, turned at random, back rows first."""
    drawn = []
    rows, columns = int(h / step) + 2, int(w / step) + 2
    for row in range(rows):
        for column in range(columns):
            px = x + (column + 0.5 * (row % 2) - 0.2 + rng.uniform(-0.2, 0.2)) * step
            py = y + (row - 0.1 + rng.uniform(-0.2, 0.2)) * step
            drawn.append(place(piece(rng), px, py, rng.uniform(0.85, 1.12), rng.uniform(0, 360)))
    return "".join(drawn)


def puff(colour: str) -> Piece:
    """A rounded, swollen cracker, as amplang is."""
    d = "M-44 8C-46-18-22-32 6-30 34-28 50-10 44 12 38 30 10 34-14 30-32 28-42 22-44 8z"

    def piece(rng: Random) -> str:
        tone = tint(colour, rng.uniform(0, 0.25))
        return (
            path(d, shade(colour, 0.34), transform="translate(4 6)")
            + path(d, tone)
            + stroke("M-26-4C-18-14-6-18 6-18", tint(tone, 0.5), 6)
        )

    return piece


def chip(colour: str, rim: str, specks: str | None = None) -> Piece:
    """A thin curled slice."""

    def piece(rng: Random) -> str:
        squeeze = rng.uniform(0.55, 0.9)
        dots = (
            "".join(circle(rng.uniform(-28, 28), rng.uniform(-20, 20) * squeeze, 3.2, specks) for _ in range(7))
            if specks
            else ""
        )
        return (
            ellipse(5, 7, 48, 46 * squeeze, shade(rim, 0.4), opacity=0.55)
            + ellipse(0, 0, 48, 46 * squeeze, rim)
            + ellipse(0, -2, 43, 40 * squeeze, tint(colour, rng.uniform(0, 0.2)))
            + dots
            + stroke(
                f"M-26 {-14 * squeeze:.1f}Q0 {-30 * squeeze:.1f} 26 {-12 * squeeze:.1f}",
                tint(colour, 0.6),
                5,
            )
        )

    return piece


def crescent(colour: str) -> Piece:
    d = "M-46 10C-40-26 40-26 46 10 30-4-30-4-46 10z"

    def piece(rng: Random) -> str:
        return (
            path(d, shade(colour, 0.4), transform="translate(3 7)")
            + path(d, tint(colour, rng.uniform(0, 0.3)))
            + stroke("M-28-6C-14-16 14-16 28-6", tint(colour, 0.6), 4)
        )

    return piece


def stick(colour: str, specks: str | None = None) -> Piece:
    def piece(rng: Random) -> str:
        dots = "".join(circle(x, rng.uniform(-5, 5), 3, specks) for x in range(-44, 50, 18)) if specks else ""
        return (
            rect(-58, -6, 122, 22, shade(colour, 0.4), rx=10)
            + rect(-60, -11, 120, 21, tint(colour, rng.uniform(0, 0.25)), rx=10)
            + stroke("M-48-5H40", tint(colour, 0.6), 3)
            + dots
        )

    return piece


def thread(colour: str) -> Piece:
    """Fine shreds, as of abon."""

    def piece(rng: Random) -> str:
        d = "".join(
            f"M{rng.uniform(-30, 10):.0f} {rng.uniform(-20, 20):.0f}q{rng.uniform(6, 20):.0f} {rng.uniform(-16, 16):.0f} {rng.uniform(24, 44):.0f} {rng.uniform(-8, 8):.0f}"
            for _ in range(4)
        )
        return stroke(d, tint(colour, rng.uniform(0, 0.35)) if rng.random() < 0.7 else shade(colour, 0.3), 4.5)

    return piece


def grain(colour: str, size: float) -> Piece:
    def piece(rng: Random) -> str:
        tone = tint(colour, rng.uniform(0, 0.22))
        return (
            circle(2, 4, size, shade(colour, 0.4))
            + circle(0, 0, size, tone)
            + circle(-size * 0.3, -size * 0.35, size * 0.26, tint(tone, 0.6))
        )

    return piece


def dust(colour: str) -> Piece:
    def piece(rng: Random) -> str:
        return circle(
            0,
            0,
            rng.uniform(3, 6),
            shade(colour, 0.18) if rng.random() < 0.5 else tint(colour, 0.28),
        )

    return piece


def ring(colour: str) -> Piece:
    def piece(rng: Random) -> str:
        end = rng.uniform(200, 320)
        x, y = 24 * cos(radians(end)), 20 * sin(radians(end))
        return stroke(f"M24 4A24 20 0 1 1 {x:.1f} {y + 4:.1f}", shade(colour, 0.45), 9) + stroke(
            f"M24 0A24 20 0 1 1 {x:.1f} {y:.1f}", tint(colour, rng.uniform(0, 0.3)), 8
        )

    return piece


def slab(colour: str, mark: str) -> Piece:
    def piece(rng: Random) -> str:
        dots = "".join(
            ellipse(x, y, 10, 7, mark, transform=f"rotate({rng.uniform(0, 90):.0f} {x} {y})")
            for x in (-34, -11, 12, 35)
            for y in (-18, 0, 18)
        )
        return rect(-50, -24, 106, 62, shade(colour, 0.45), rx=8) + rect(-54, -32, 108, 64, colour, rx=8) + dots

    return piece


def cube(colour: str) -> Piece:
    def piece(rng: Random) -> str:
        tone = tint(colour, rng.uniform(0, 0.2))
        return (
            rect(-30, -22, 66, 54, shade(colour, 0.35), rx=12)
            + rect(-33, -28, 66, 54, tone, rx=12)
            + stroke("M-20-16H12", tint(tone, 0.5), 6)
        )

    return piece


def kerupuk(colour: str) -> Piece:
    """A puffed cracker with a frilled rim."""

    def piece(rng: Random) -> str:
        tone = tint(colour, rng.uniform(0, 0.35))
        frill = "".join(
            circle(40 * cos(radians(turn)), 34 * sin(radians(turn)), 14, tone) for turn in range(0, 360, 36)
        )
        return (
            ellipse(4, 8, 52, 46, shade(colour, 0.4), opacity=0.6)
            + frill
            + ellipse(0, 0, 42, 36, tone)
            + stroke("M-20-8C-6-22 14-18 22-4M-14 14C0 6 10 10 18 16", shade(tone, 0.16), 4)
        )

    return piece


def small(drawing: Callable[[], str], scale: float) -> Piece:
    return lambda rng: place(drawing(), 0, 0, scale)


KINDS: dict[str, tuple[str, Piece, float]] = {
    "amplang": ("#8f5a22", puff("#dfa350"), 66),
    "amplang-hijau": ("#5f5a2a", puff("#b9a75a"), 66),
    "amplang-merah": ("#8a4a22", puff("#dd8a4c"), 66),
    "keripik": ("#a9772f", chip("#f4dfa6", "#dba94e"), 74),
    "balado": ("#7a2418", chip("#e08a45", "#b53a22", "#8c1f14"), 74),
    "talas": ("#8a7a68", chip("#f1e6dc", "#c9b09a", "#7d5c80"), 74),
    "tempe": ("#8a5f28", slab("#dcae5c", "#f0d59a"), 84),
    "salak": ("#7a4a20", crescent("#d99a4e"), 58),
    "pisang": ("#6a421e", chip("#e9b95c", "#5a3420"), 76),
    "kelapa": ("#a98a5c", crescent("#f5e8cf"), 56),
    "kerupuk": ("#b08d5c", kerupuk("#f2dfb8"), 84),
    "kerupuk-merah": ("#a9623c", kerupuk("#f0b58a"), 84),
    "kerupuk-ikan": ("#a99a80", chip("#efe8d8", "#cfc2a4"), 70),
    "peyek": ("#9a6a2a", chip("#edc572", "#c98f3a", "#a8401f"), 84),
    "opak": ("#b59a6a", chip("#faf0d8", "#ddc48e"), 92),
    "stik": ("#96702f", stick("#e8bd68", "#3f6b3a"), 50),
    "abon": ("#8a5222", thread("#c98a42"), 24),
    "abon-pedas": ("#6f2f18", thread("#b5602f"), 24),
    "serundeng": ("#7a4a1c", thread("#d0933f"), 24),
    "dendeng": ("#4f2416", cube("#8a4426"), 62),
    "layang": ("#6f5a3c", small(sea.layang, 0.8), 76),
    "telang": ("#7a6a50", small(sea.telang, 0.95), 84),
    "ebi": ("#9a5a34", small(sea.dried_shrimp, 0.38), 58),
    "cumi": ("#8a5a46", small(sea.squid, 0.6), 88),
    "sambal": ("#a8261b", dust("#c9412a"), 20),
    "sambal-bawang": ("#c2502a", dust("#e08a3c"), 20),
    "habang": ("#7d2118", dust("#9a3222"), 20),
    "lada-saus": ("#4a2c1d", dust("#6f472e"), 20),
    "bawang": ("#7a4a1e", ring("#c98a3c"), 38),
    "lada-putih": ("#d6c6a0", dust("#d6c6a0"), 16),
    "lada-hitam": ("#1f1812", grain("#4a3d33", 15), 26),
    "jahe": ("#c9986c", dust("#c9986c"), 16),
    "kunyit": ("#e0901c", dust("#e0901c"), 16),
    "temulawak": ("#d9a53c", dust("#d9a53c"), 16),
    "kopi": ("#3a2417", dust("#3a2417"), 16),
    "gula": ("#a5702f", dust("#b5803c"), 15),
    "madu": ("#c9780f", dust("#d08218"), 60),
    "selai": ("#d9702a", dust("#e8893c"), 34),
    "dodol": ("#4a2a18", cube("#8a5430"), 62),
    "lempok": ("#8a6420", cube("#d9a23a"), 62),
    "manisan": ("#5a8f5c", cube("#a8cf9a"), 60),
    "manisan-salak": ("#9a6a2c", cube("#e0b668"), 58),
    "nastar": ("#b5782a", grain("#e3a63f", 34), 62),
    "sagu": ("#c9a05a", grain("#f2dca0", 32), 62),
    "gabin": ("#a9742c", small(kitchen.cracker, 0.72), 88),
    "bakso": ("#a8b5b0", grain("#f3ead8", 38), 74),
    "mantau": ("#c9b48c", small(kitchen.bun, 0.8), 110),
    "otak": ("#2c5530", stick("#4f8a4c"), 54),
    "pepes": ("#2c5530", stick("#5f8a3c", "#c1552c"), 54),
}
