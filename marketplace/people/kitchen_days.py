"""On which days a maker produces and is open: the one place that reads production days and holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .producers import Producer

LONGEST_SEARCH = 370
FRIDAY = 4


@dataclass(frozen=True)
class KitchenDays:
    """Weekdays of production (0 = Monday, empty for any) and one holiday, as Balikpapan dates."""

    production_days: frozenset[int] = frozenset()
    closed_from: date | None = None
    closed_until: date | None = None

    def is_open(self, day: date) -> bool:
        """Whether the maker is not on holiday."""
        if self.closed_from is None or self.closed_until is None:
            return True
        return not self.closed_from <= day <= self.closed_until

    def makes_on(self, day: date) -> bool:
        """Whether something can become ready on this day."""
        return self.is_open(day) and (not self.production_days or day.weekday() in self.production_days)

    def next_open(self, day: date) -> date:
        """The first day from `day` on without holiday."""
        return self.closed_until + timedelta(days=1) if self.closed_until and not self.is_open(day) else day

    def next_making(self, day: date) -> date:
        """The first day from `day` on that makes something."""
        days = (day + timedelta(days=n) for n in range(LONGEST_SEARCH))
        return next((candidate for candidate in days if self.makes_on(candidate)), day)

    def ready_in(self, week: date, not_before: date) -> date | None:
        """When what is promised from the week of this Monday is ready; nothing when it cannot be.

        The week that has begun answers with its first possible day, a later one with its last up to Friday.
        """
        days = [week + timedelta(days=n) for n in range(7)]
        makes = [day for day in days if day >= not_before and self.makes_on(day)]
        if not makes:
            return None
        early = [day for day in makes if day.weekday() <= FRIDAY]
        return makes[0] if not_before > week or not early else early[-1]


def of(producer: Producer) -> KitchenDays:
    """The days of one maker."""
    return KitchenDays(frozenset(producer.production_days or ()), producer.closed_from, producer.closed_until)
