"""A day, a month or a year of figures, and how an address names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("day", "month", "year")


@dataclass(frozen=True)
class Span:
    """`kind` is day, month or year; `first` its first day."""

    kind: str
    first: date

    @property
    def after(self) -> date:
        """The first day after it."""
        if self.kind == "day":
            return self.first + timedelta(days=1)
        if self.kind == "year":
            return date(self.first.year + 1, 1, 1)
        return (self.first + timedelta(days=32)).replace(day=1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(days=1)

    @property
    def parts(self) -> str:
        """What it is the sum of."""
        return "month" if self.kind == "year" else "day"

    @property
    def text(self) -> str:
        """`2026`, `2026-11` or `2026-11-24`."""
        return self.first.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.kind]]


def day(on: date) -> Span:
    """That day."""
    return Span("day", on)


def month(on: date) -> Span:
    """The month of a day."""
    return Span("month", on.replace(day=1))


def year(on: date) -> Span:
    """The year of a day."""
    return Span("year", on.replace(month=1, day=1))


def read(text: str) -> Span | None:
    """The month or year of an address; nothing when it makes no sense."""
    kind = {4: "year", 7: "month"}.get(len(text))
    try:
        first = date.fromisoformat(f"{text}-01-01"[:10] if kind == "year" else f"{text}-01")
    except ValueError:
        return None
    return Span(kind, first) if kind and 2000 <= first.year <= 2100 else None


def before(span: Span) -> Span:
    """The month or year before."""
    last = span.first - timedelta(days=1)
    return year(last) if span.kind == "year" else month(last)
