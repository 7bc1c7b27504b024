"""Days that stand in an address: read with care."""

from __future__ import annotations

from datetime import date

from flask import request
from flask_babel import gettext as _

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class WrongDay(ValueError):
    """The text is no day; says so in a sentence."""


def asked(name: str, otherwise: date) -> date:
    """The day of a field of the address; `otherwise` when it is left out. Raise WrongDay."""
    text = request.args.get(name, "").strip()
    if not text:
        return otherwise
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongDay(_("Tulis tanggal, misalnya 24-11-2026.")) from None
    if not FIRST <= day <= LAST:
        raise WrongDay(_("Tulis tanggal, misalnya 24-11-2026."))
    return day


def page() -> int:
    """The number of a page of a list, 1 when it makes no sense."""
    text = request.args.get("hal", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
