"""What one picture needs to know about its product."""

import re
from dataclasses import dataclass, field
from random import Random

from marketplace.demo.drawing import art
from marketplace.demo.drawing.palette import THEMES, Theme

EXTRA = re.compile(r"^(.*?)\s+((?:\d+ g )?isi \d+.*|\(.*\)|\d+x\d+)$")


@dataclass(frozen=True)
class Job:
    """A product's facts beside the designer's choices for it."""

    sku: str
    name: str
    net: str
    maker: str
    art: str
    hue: str
    inside: str = ""
    rng: Random = field(default_factory=Random, compare=False)

    @property
    def theme(self) -> Theme:
        return THEMES[self.hue]

    @property
    def title(self) -> str:
        """The name without its "isi 10" or "(VCO)"."""
        return match[1] if (match := EXTRA.match(self.name)) else self.name

    @property
    def extra(self) -> str:
        extra = match[2] if (match := EXTRA.match(self.name)) else ""
        return extra[1:-1] if extra.startswith("(") else extra

    @property
    def net_caption(self) -> str:
        if "cm" in self.net:
            return "Ukuran"
        if self.net.endswith(" m"):
            return "Panjang"
        return "Isi bersih" if self.net.endswith("ml") else "Berat bersih"

    @property
    def fullness(self) -> float:
        return art.fullness(self.art)

    @property
    def picture(self) -> str:
        return art.draw(self.art)
