"""Numbers of papers that are nothing but digits: NIB, NPWP."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import ValidationError

from .forms import ReadField


class DigitsField(ReadField):
    """`01.234.567.8-901.000` as its digits, of one of the lengths."""

    def __init__(self, *args: Any, lengths: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lengths = lengths

    def read(self, text: str) -> str:
        digits = re.sub(r"[\s.\-/]", "", text)
        if not (digits.isascii() and digits.isdigit() and len(digits) in self.lengths):
            most = _(" atau ").join(str(length) for length in self.lengths)
            raise ValidationError(_("%(name)s terdiri dari %(count)s angka.", name=self.label.text, count=most))
        return digits
