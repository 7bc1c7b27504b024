"""How templates show money, dates, weights and phones."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask, current_app
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from marketplace.kernel import clock, rupiah

DAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
MONTHS = {
    "id": ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September",
           "Oktober", "November", "Desember"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"],
}  # fmt: skip


def register(app: Flask) -> None:
    """Make the filters known to Jinja."""
    app.jinja_env.filters.update(
        rp=rupiah.show, tanggal=day, tanggal_pendek=short_day, bulan=month, hari=weekday, jam=hour, waktu=moment,
        isi=content, bulan_alamat=month_key, angka=number, umur=age, lalu=ago,
    )  # fmt: skip
    app.jinja_env.globals.update(now=clock.now, today=clock.today, public_url=public_url, day_of=date.fromisoformat)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def public_url(path: str) -> str:
    """An absolute link, made from PUBLIC_URL only."""
    return f"{current_app.config['DEPLOYMENT'].public_url}{path}"


def language() -> str:
    """`id` or `en`: the language of days and months."""
    return "en" if str(get_locale()) == "en" else "id"


def _date(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """`24 November 2026`."""
    d = _date(value)
    return f"{d.day} {MONTHS[language()][d.month - 1]} {d.year}"


def short_day(value: date | datetime) -> str:
    """`24 Nov`; August is `Agu` in Indonesian."""
    d = _date(value)
    month = MONTHS[language()][d.month - 1]
    return f"{d.day} {'Agu' if month == 'Agustus' else month[:3]}"


def month(value: date | datetime) -> str:
    """`November 2026`."""
    d = _date(value)
    return f"{MONTHS[language()][d.month - 1]} {d.year}"


def month_key(value: date | datetime) -> str:
    """`2026-11`, as addresses name a month."""
    return _date(value).isoformat()[:7]


def weekday(value: date | datetime) -> str:
    """`Selasa, 24 November`."""
    d = _date(value)
    return f"{DAYS[language()][d.weekday()]}, {d.day} {MONTHS[language()][d.month - 1]}"


def hour(value: datetime) -> str:
    """`13.45 WITA`."""
    return clock.local(value).strftime("%H.%M") + " WITA"


def moment(value: datetime) -> str:
    """`24 November 2026, 13.45 WITA`."""
    return f"{day(value)}, {hour(value)}"


def age(value: datetime) -> str:
    """How long ago: `baru saja`, `2 jam 7 menit`, `3 hari 4 jam`, and from a week on `12 hari`."""
    minutes = max(0, int((clock.now() - value).total_seconds()) // 60)
    hours, days = minutes // 60, minutes // 1440
    if not minutes:
        return _("baru saja")
    if days:
        parts = [ngettext("%(num)s hari", "%(num)s hari", days), _hours(hours % 24) if days < 7 else ""]
    else:
        parts = [_hours(hours), ngettext("%(num)s menit", "%(num)s menit", minutes % 60) if minutes % 60 else ""]
    return " ".join(filter(None, parts))


def ago(value: datetime) -> str:
    """`2 jam 7 menit lalu`, `baru saja`."""
    long = (clock.now() - value).total_seconds() >= 60
    return _("%(age)s lalu", age=age(value)) if long else age(value)


def _hours(count: int) -> str:
    return ngettext("%(num)s jam", "%(num)s jam", count) if count else ""


def number(value: int) -> str:
    """`12.500`."""
    return f"{value:,}".replace(",", ".")


def content(amount: int, unit: str) -> str:
    """Pack content in base units: 250 g, 1,5 kg, 350 ml, 2 lembar."""
    if unit in {"g", "ml"} and amount >= 1000:
        whole = f"{amount / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"{whole} {'kg' if unit == 'g' else 'l'}"
    return f"{number(amount)} {_('buah') if unit == 'piece' else unit}"
