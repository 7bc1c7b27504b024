"""The one field in which a small percentage is typed."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from wtforms import ValidationError

from .forms import ReadField


class PercentField(ReadField):
    """`2`, `2,5` or `2,5 %` as basis points."""

    def read(self, text: str) -> int:
        found = re.fullmatch(r"(\d{1,2})(?:[.,](\d{1,2}))?\s*%?", text.strip())
        if found is None:
            raise ValidationError(_("Tulis persen dengan angka, misalnya 2 atau 1,5."))
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))

    def show(self, value: int) -> str:
        whole, part = divmod(value, 100)
        return f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)
