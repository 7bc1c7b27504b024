"""The one clock: UTC instants, and dates as Balikpapan counts them (Asia/Makassar, UTC+8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")


class _Shift:
    """How far a test has moved the clock: a fixed distance, or a file that another process writes."""

    fixed = timedelta()
    file: Path | None = None

    @classmethod
    def now(cls) -> timedelta:
        if cls.file is None:
            return cls.fixed
        try:
            return timedelta(seconds=float(cls.file.read_text() or 0))
        except (OSError, ValueError):
            return cls.fixed


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _Shift.now()


def today() -> date:
    """Today's date in Balikpapan."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The instant on a Balikpapan wall clock."""
    return instant.astimezone(WITA)


def midnight(day: date) -> datetime:
    """The UTC instant at which `day` begins in Balikpapan."""
    return datetime(day.year, day.month, day.day, tzinfo=WITA).astimezone(UTC)


def at(day: date, minutes: int) -> datetime:
    """The UTC instant `minutes` after midnight of `day` in Balikpapan."""
    return midnight(day) + timedelta(minutes=minutes)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Let this process live at `instant` for a while; the demo tells its past this way."""
    before = _Shift.fixed, _Shift.file
    _Shift.fixed, _Shift.file = instant - datetime.now(UTC), None
    try:
        yield
    finally:
        _Shift.fixed, _Shift.file = before


def shift_for_tests(by: timedelta) -> None:
    """Move the clock of this process; only tests call it."""
    _Shift.fixed = by


def follow_file_for_tests(path: Path | None) -> None:
    """Let a file hold the shift in seconds, so that several processes share it."""
    _Shift.file = path
