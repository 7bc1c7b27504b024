"""Fields that read days, hours and amounts as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

from flask_babel import gettext as _
from wtforms import ValidationError

from marketplace.web.forms import ReadField


class HourField(ReadField):
    """`8`, `8.30`, `08:30`, `0830` → minutes after midnight; `24.00` is the end of the day."""

    def read(self, text: str) -> int:
        parts = re.fullmatch(r"(\d{1,2}?)(?:[:., ]?(\d{2})(?:[:.]\d{2})?)?", text)
        minutes = int(parts[1]) * 60 + int(parts[2] or 0) if parts else -1
        if not parts or int(parts[2] or 0) > 59 or minutes > 24 * 60:
            raise ValidationError(_("Tulis jam, misalnya 13.45."))
        return minutes

    def show(self, value: int) -> str:
        return f"{value // 60:02d}.{value % 60:02d}"


class AmountField(ReadField):
    """`12`, `12,5`, `1.200` → a number of things or kilograms, never negative."""

    def read(self, text: str) -> Decimal:
        plain = text.replace(" ", "")
        if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d{1,3})?", plain):
            plain = plain.replace(".", "")
        if not re.fullmatch(r"\d{1,7}([.,]\d{1,3})?", plain):
            raise ValidationError(_("Tulis angka, misalnya 20 atau 12,5."))
        return Decimal(plain.replace(",", "."))

    def show(self, value: Decimal) -> str:
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
