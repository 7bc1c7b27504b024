"""The shop's five colours, their mixes and the colour themes of a package."""

from dataclasses import dataclass

BAKAU = "#0c5c3c"
LATERIT = "#c1552c"
KUNYIT = "#f0b135"
PASIR = "#f8f1e3"
ARANG = "#291f18"
WHITE = "#fffdf8"


def mix(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from one to the other."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def shade(colour: str, share: float = 0.2) -> str:
    return mix(colour, ARANG, share)


def tint(colour: str, share: float = 0.3) -> str:
    return mix(colour, WHITE, share)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


@dataclass(frozen=True)
class Theme:
    """Colours of one package: its body, what stands out on it, its label."""

    main: str
    accent: str
    paper: str = PASIR

    @property
    def dark(self) -> bool:
        red, green, blue = _channels(self.main)
        return 0.3 * red + 0.59 * green + 0.11 * blue < 150

    @property
    def on_main(self) -> str:
        return WHITE if self.dark else ARANG

    @property
    def ink(self) -> str:
        """Lettering on the paper label."""
        return shade(self.main, 0.35) if self.dark else ARANG

    @property
    def strong(self) -> str:
        """A band or pill that must carry white lettering."""
        return self.main if self.dark else BAKAU


THEMES = {
    "bakau": Theme(BAKAU, KUNYIT),
    "hutan": Theme(shade(BAKAU, 0.45), KUNYIT),
    "daun": Theme("#5b8a4a", KUNYIT),
    "sagu": Theme("#a9bf9c", LATERIT),
    "laut": Theme("#1f6268", KUNYIT),
    "es": Theme("#2c6f86", KUNYIT, "#f2f6f4"),
    "laterit": Theme(LATERIT, KUNYIT),
    "bata": Theme("#8c3a20", KUNYIT),
    "cabai": Theme("#b32d22", KUNYIT),
    "rosela": Theme("#8a2440", KUNYIT),
    "kunyit": Theme(KUNYIT, LATERIT),
    "jagung": Theme("#e59a2b", BAKAU),
    "pasir": Theme("#e2cfa9", LATERIT),
    "susu": Theme("#f1e6d0", LATERIT),
    "kraft": Theme("#c79f6b", BAKAU),
    "salak": Theme("#6f4427", KUNYIT),
    "kopi": Theme("#3b2a20", KUNYIT),
    "arang": Theme(ARANG, KUNYIT),
    "talas": Theme("#6a4a6b", KUNYIT),
}
