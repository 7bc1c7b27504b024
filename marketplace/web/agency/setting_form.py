"""The form for one setting: an editor that fits the type of its value."""

from __future__ import annotations

import json
import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField, ValidationError

from marketplace.kernel.settings import Setting
from marketplace.web import forms
from marketplace.web.day_field import DayField, day
from marketplace.web.rupiah_field import SumField

from . import setting_table, setting_words

LONG = 60
LINES = "\n"


class WholeField(forms.ReadField):
    """`1.000` or `-3` as a whole number."""

    def read(self, text: str) -> int:
        if not re.fullmatch(r"[-−]?\d{1,3}(\.?\d{3}){0,4}", text):
            raise ValidationError(_("Tulis angka bulat, misalnya 12."))
        return int(text.replace(".", "").replace("−", "-"))


class DateTextField(forms.ReadField):
    """A day, kept as a text."""

    def read(self, text: str) -> str:
        return day(text).isoformat()


class LinesField(TextAreaField):  # type: ignore[misc]
    """One part a line, of the type the parts have."""

    whole = False

    def process_data(self, value: Any) -> None:
        self.data = LINES.join(str(part) for part in value) if isinstance(value, list) else value

    def parts(self) -> list[Any]:
        """The list; raise ValidationError when a line is no number and has to be."""
        lines = [line.strip() for line in (self.data or "").splitlines() if line.strip()]
        if not self.whole:
            return lines
        try:
            return [int(line.replace("−", "-")) for line in lines]
        except ValueError:
            raise ValidationError(_("Tulis satu angka bulat per baris.")) from None


class JsonField(LinesField):
    """Pairs, one a line: `nama: nilai`."""

    def process_data(self, value: Any) -> None:
        pairs = value.items() if isinstance(value, dict) else ()
        self.data = LINES.join(f"{key}: {json.dumps(part, ensure_ascii=False)}" for key, part in pairs)

    def parts(self) -> Any:
        """The pairs as a dictionary."""
        found = {}
        for line in (self.data or "").splitlines():
            key, colon, text = line.partition(":")
            try:
                if line.strip():
                    found[key.strip()] = json.loads(text) if colon else None
            except json.JSONDecodeError:
                raise ValidationError(_("Baris ini tidak terbaca: %(line)s", line=line[:60])) from None
        return found


class _Base(forms.Form):
    """What every change says beside the value."""

    valid_from = DayField(_l("Berlaku mulai"), [forms.optional()])
    source = StringField(_l("Dasar perubahan"), [forms.optional(), forms.at_most(300)])


def make(setting: Setting[Any], value: Any, *, blank: bool = False) -> _Base:
    """The form with the present value, or with what was typed."""
    if setting_table.fits(setting):
        return _Base(formdata=None) if blank else _Base()
    made = type("SettingForm", (_Base,), {"value": _field(setting)})
    return made(formdata=None, value=value) if blank else made(value=value)  # type: ignore[no-any-return]


def value_of(setting: Setting[Any], form: _Base) -> Any:
    """What was typed, in the type of the setting. Raise ValidationError with the sentence to show."""
    data = form["value"].data
    if isinstance(setting.default, bool):
        return data == "1"
    if isinstance(setting.default, (list, dict)):
        return form["value"].parts()
    return "" if data is None and isinstance(setting.default, str) else data


def _field(setting: Setting[Any]) -> Any:
    label, default = _l("Nilai"), setting.default
    if isinstance(default, bool):
        choices = forms.choices(("1", _l("Ya")), ("", _l("Tidak")))
        return RadioField(label, choices=choices, coerce=lambda value: "1" if value in (True, "1") else "")
    if isinstance(default, int):
        kind = SumField if setting.name in setting_words.RUPIAH else WholeField
        return kind(label, [forms.needed(_l("Tulis angkanya."))])
    if isinstance(default, list):
        made = type("Lines", (LinesField,), {"whole": bool(default) and isinstance(default[0], int)})
        return made(label, [forms.at_most(10_000)])
    if isinstance(default, dict):
        return JsonField(label, [forms.at_most(10_000)])
    if setting.name in setting_words.CHOICES:
        return RadioField(label, choices=forms.choices(*setting_words.CHOICES[setting.name]))
    if setting_words.is_date(setting):
        return DateTextField(label, [forms.optional()])
    return (TextAreaField if len(default) > LONG else StringField)(label, [forms.at_most(5_000)])
