"""Fields in which the totals of a report are typed: rupiah, kilograms, whole numbers, thresholds."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from wtforms import ValidationError

from marketplace.sourcing.local_reports import LARGEST

from .forms import ReadField
from .rupiah_field import RupiahField


class TotalField(RupiahField):
    """What a hotel bought in a month."""

    most = LARGEST


class KiloField(ReadField):
    """`1.240`, `1.240,5` or `12 kg` as grams."""

    def read(self, text: str) -> int:
        found = re.fullmatch(r"(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{1,3}))?\s*(?:kg)?", text.strip().lower())
        if found is None:
            raise ValidationError(_("Tulis berat dalam kilogram, misalnya 120 atau 12,5."))
        return int(found[1].replace(".", "")) * 1000 + int((found[2] or "0").ljust(3, "0"))

    def show(self, value: int) -> str:
        whole, part = divmod(value, 1000)
        return f"{whole:,}".replace(",", ".") + (f",{part:03d}".rstrip("0") if part else "")


class WholeField(ReadField):
    """A whole number up to 100.000."""

    def read(self, text: str) -> int:
        digits = text.replace(".", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 7 and int(digits) <= 100_000):
            raise ValidationError(_("Tulis angka bulat, misalnya 12."))
        return int(digits)

    def show(self, value: int) -> str:
        return f"{value:,}".replace(",", ".")


class LeastField(ReadField):
    """A threshold in percent as basis points, 0 to 100."""

    def read(self, text: str) -> int:
        found = re.fullmatch(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%?", text.strip())
        points = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else -1
        if not 0 <= points <= 10_000:
            raise ValidationError(_("Tulis persen dari 0 sampai 100, misalnya 30."))
        return points

    def show(self, value: int) -> str:
        whole, part = divmod(value, 100)
        return f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)


OF_METRIC: dict[str, type[ReadField]] = {
    "value": TotalField, "volume": KiloField, "products": WholeField, "rooms": WholeField,
}  # fmt: skip
