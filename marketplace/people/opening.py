"""Opening hours: whether a shop is open now, and when it opens next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.kernel import clock

from .producers import Producer


@dataclass(frozen=True)
class Opening:
    """`state` is unknown, open, soon (later today), next or closed; `minutes` is when that changes."""

    state: str
    minutes: int = 0
    day: date | None = None


def hours(producer: Producer, day: date) -> tuple[int, int] | None:
    """Opening and closing minute on a Balikpapan date; nothing on a closed day."""
    span = producer.opening.get(str(day.weekday()))
    return None if span is None or producer.closed_on(day) else (int(span[0]), int(span[1]))


def covers(producer: Producer, day: date, starts: int, ends: int) -> bool:
    """Whether the shop is open all the time from `starts` to `ends`; yes while no hours are told."""
    if not producer.opening:
        return not producer.closed_on(day)
    span = hours(producer, day)
    return span is not None and span[0] <= starts and ends <= span[1]


def now(producer: Producer) -> Opening:
    """What stands on the shop's page at this moment."""
    if not producer.opening:
        return Opening("unknown")
    here = clock.local(clock.now())
    today, minute = here.date(), here.hour * 60 + here.minute
    span = hours(producer, today)
    if span and span[0] <= minute < span[1]:
        return Opening("open", span[1], today)
    if span and minute < span[0]:
        return Opening("soon", span[0], today)
    first = producer.open_from(today + timedelta(days=1))
    for later in (first + timedelta(days=n) for n in range(7)):
        span = hours(producer, later)
        if span:
            return Opening("next", span[0], later)
    return Opening("closed")
