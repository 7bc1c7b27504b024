"""The one field in which rupiah are typed: for makers, buyers and staff alike."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from wtforms import ValidationError

from marketplace.kernel import rupiah

from .forms import ReadField

MOST = 100_000_000


class RupiahField(ReadField):
    """`25rb`, `25.000`, `Rp 25.000,-` as whole rupiah between two bounds."""

    least = 0
    most = MOST

    def read(self, text: str) -> int:
        if re.search(r"(^|\s|Rp)[-−]\s*\d", text, re.IGNORECASE):
            raise ValidationError(_("Tulis angka tanpa tanda minus."))
        try:
            amount = rupiah.read(text)
        except rupiah.NotRupiah:
            raise ValidationError(self.unreadable(text)) from None
        if amount < self.least:
            raise ValidationError(_("Paling kecil %(least)s.", least=rupiah.show(self.least)))
        if amount > self.most:
            raise ValidationError(_("Paling besar %(most)s. Periksa angka nolnya.", most=rupiah.show(self.most)))
        return amount

    def unreadable(self, text: str) -> str:
        """Why the text is no amount."""
        if re.search(r"\d[.,]\d{1,2}$", text):
            return str(_("Rupiah tidak memakai sen. Tulis misalnya 25.000 atau 25rb."))
        if len(re.sub(r"\D", "", text)) > 12:
            return str(_("Paling besar %(most)s. Periksa angka nolnya.", most=rupiah.show(self.most)))
        return str(_("Tulis jumlahnya dengan angka, misalnya 25.000 atau 25rb."))

    def show(self, value: int) -> str:
        return f"{value:,}".replace(",", ".")


class SumField(RupiahField):
    """What finance writes down: many orders in one sum."""

    most = 100_000_000_000
