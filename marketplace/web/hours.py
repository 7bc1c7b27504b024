"""Weekdays and opening hours in words."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale

from marketplace.people.organisations import Outlet
from marketplace.people.producers import Producer

from . import filters


def hours(shop: Producer) -> str:
    """`Senin–Jumat 08.00–17.00, Sabtu 08.00–12.00`."""
    return week(shop.opening)


def receiving(outlet: Outlet) -> str:
    """The same of when an outlet takes goods."""
    return week(outlet.receiving)


def week(told: dict[str, Any]) -> str:
    """Spans of minutes by weekday in words; days in a row with the same hours together."""
    spans: list[tuple[list[int], list[int]]] = []
    for day in range(7):
        span = told.get(str(day))
        if span is None:
            continue
        if spans and spans[-1][1] == span and spans[-1][0][-1] == day - 1:
            spans[-1][0].append(day)
        else:
            spans.append(([day], span))
    return ", ".join(f"{days(run)} {clock_text(span[0])}–{clock_text(span[1])}" for run, span in spans)


def days(chosen: list[int]) -> str:
    """`Senin–Rabu, Jumat`."""
    runs: list[list[int]] = []
    for day in chosen:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = weekdays()
    return ", ".join(names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}" for run in runs)


def clock_text(minutes: int) -> str:
    """`08.30`."""
    return f"{minutes // 60:02d}.{minutes % 60:02d}"


def weekdays() -> list[str]:
    """Monday to Sunday in the reader's language."""
    return filters.DAYS["en" if str(get_locale()) == "en" else "id"]
