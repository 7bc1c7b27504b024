"""The field that reads amounts as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

from flask_babel import gettext as _
from wtforms import ValidationError

from marketplace.web.forms import ReadField


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
