"""Fields that read the figures a home cook types: rupiah, counts, pack contents."""

from __future__ import annotations

import re
from fractions import Fraction

from flask_babel import gettext as _
from wtforms import ValidationError

from marketplace.web.forms import ReadField
from marketplace.web.rupiah_field import RupiahField

LEAST_PRICE = 100
FACTORS = {"g": ("g", 1), "kg": ("g", 1000), "ml": ("ml", 1), "l": ("ml", 1000), "buah": ("piece", 1)}
MOST_CONTENT = {"g": 100_000, "ml": 100_000, "piece": 1_000}


class PriceField(RupiahField):
    """A price: never nothing."""

    least = LEAST_PRICE


class CountField(ReadField):
    """A whole number between two bounds; `1.000` is a thousand."""

    def __init__(self, *args: object, least: int = 1, most: int = 100_000, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        plain = re.sub(r"\.(?=\d{3}(?!\d))", "", text.strip())
        if not re.fullmatch(r"[0-9]{1,12}", plain):
            raise ValidationError(_("Tulis angka bulat, misalnya 12."))
        if not self.least <= int(plain) <= self.most:
            most = f"{self.most:,}".replace(",", ".")
            raise ValidationError(_("Tulis angka antara %(min)s dan %(max)s.", min=self.least, max=most))
        return int(plain)

    def show(self, value: int) -> str:
        return f"{value:,}".replace(",", ".")


class AmountField(ReadField):
    """What a pack holds before its unit is known: `250`, `1,5`, `1.000`."""

    def read(self, text: str) -> Fraction:
        plain = re.sub(r"\.(?=\d{3}(?!\d))", "", text.strip()).replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,3})?", plain) or not Fraction(plain):
            raise ValidationError(_("Tulis isinya dengan angka, misalnya 250 atau 1,5."))
        return Fraction(plain)


def base_content(amount: Fraction, unit: str) -> tuple[int, str]:
    """The content in base units (g, ml, piece); raise ValidationError with the sentence to show."""
    base, factor = FACTORS[unit]
    whole = amount * factor
    if whole.denominator != 1:
        raise ValidationError(_("Tulis angka bulat untuk %(unit)s, misalnya 250.", unit=unit))
    most = MOST_CONTENT[base]
    if whole > most:
        limit = {"g": "100 kg", "ml": "100 l", "piece": "1.000 buah"}[base]
        raise ValidationError(_("Satu kemasan paling banyak %(limit)s.", limit=limit))
    return int(whole), base
