"""Hours of the day as people write them, and the seven days of a week with their hours."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, ValidationError

from .forms import Form, ReadField
from .hours import weekdays


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


class WeekForm(Form):
    """Seven days, each open or closed, with its hours; the fields are added below."""

    def told(self) -> dict[int, tuple[int, int]]:
        """The hours of the open days in minutes."""
        return {day: (self[f"from_{day}"].data, self[f"to_{day}"].data) for day in range(7) if self[f"open_{day}"].data}

    def check(self) -> None:
        """An open day needs both hours, in their order."""
        for day, name in enumerate(weekdays()):
            opens, closes = self[f"from_{day}"], self[f"to_{day}"]
            if self[f"open_{day}"].data and not (opens.errors or closes.errors):
                if opens.data is None or closes.data is None:
                    self.refuse(f"from_{day}", _("%(day)s: tulis jam buka dan jam tutup.", day=name))
                elif closes.data <= opens.data:
                    self.refuse(f"to_{day}", _("%(day)s: jam tutup harus setelah jam buka.", day=name))

    def same(self) -> None:
        """The hours of the first open day on every open day; nothing is kept yet."""
        first = next((day for day in range(7) if self[f"open_{day}"].data), 0)
        for day in range(7):
            for name in ("from", "to"):
                self[f"{name}_{day}"].typed = self[f"{name}_{first}"].typed if self[f"open_{day}"].data else ""


for _day in range(7):
    setattr(WeekForm, f"open_{_day}", BooleanField(_l("Buka")))
    setattr(WeekForm, f"from_{_day}", HourField(_l("Jam buka")))
    setattr(WeekForm, f"to_{_day}", HourField(_l("Jam tutup")))


def shown(spans: dict[str, Any], usual: tuple[int, int], usual_days: int) -> dict[str, object]:
    """The fields for hours by weekday; the usual ones on the first days while none are told."""
    values: dict[str, object] = {}
    for day in range(7):
        values[f"open_{day}"] = str(day) in spans or (not spans and day < usual_days)
        values[f"from_{day}"], values[f"to_{day}"] = spans.get(str(day)) or ((None, None) if spans else usual)
    return values
