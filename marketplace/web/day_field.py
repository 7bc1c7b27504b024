"""The one field in which a day is typed: for makers and staff alike."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import ValidationError

from .forms import ReadField


class DayField(ReadField):
    """`2026-12-03`, `3-12-2026`, `3/12/2026` or `3-12-26` → the date."""

    def read(self, text: str) -> date:
        return day(text)

    def show(self, value: date) -> str:
        return value.isoformat()

    def __call__(self, **given: object) -> Any:
        """What is no date stays readable: a date field would show nothing of it."""
        unreadable = self.data is None and self.raw_data and self.raw_data[0]
        return super().__call__(**{**given, "type": "text"} if unreadable else given)


def day(text: str) -> date:
    """The date that was typed; raise ValidationError with the sentence to show."""
    parts = re.fullmatch(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{2,4})", text)
    numbers = [int(part) for part in parts.groups()] if parts else []
    try:
        if not numbers:
            raise ValueError(text)
        year, month, number = numbers if numbers[0] > 31 else reversed(numbers)
        return date(year + 2000 if year < 100 else year, month, number)
    except ValueError:
        raise ValidationError(_("Tulis tanggal, misalnya 24-11-2026.")) from None
