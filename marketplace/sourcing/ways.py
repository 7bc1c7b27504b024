"""How the deliveries of a request can come: makers' ways, quoted ones, inside the outlet's receiving hours (F77)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.kernel import clock
from marketplace.people.organisations import Outlet
from marketplace.people.producers import Producer
from marketplace.trade.delivery import Option

DAYS_AHEAD = 42
COMES = ("own", "courier", "quoted")


@dataclass(frozen=True)
class Time:
    """A day, and minutes after midnight where hours are known."""

    key: str
    day: date
    starts: int | None = None
    ends: int | None = None
    slot_id: int | None = None


@dataclass(frozen=True)
class Way:
    """One way with the times at which the outlet takes goods. `fee` rupiah for one delivery."""

    key: str
    kind: str
    name: str
    detail: str
    fee: int
    times: tuple[Time, ...]

    def time(self, key: str) -> Time | None:
        """The time with this key, if it can be chosen."""
        return next((one for one in self.times if one.key == key), None)


def of_option(option: Option, outlet: Outlet, maker: Producer) -> Way:
    """A maker's way as this outlet can use it."""
    if option.needs_window:
        times = tuple(Time(one.key, one.day, one.starts, one.ends, one.slot_id) for one in option.windows)
        if option.kind in COMES:
            times = tuple(one for one in times if takes(outlet, one.day, one.starts, one.ends))
    else:
        times = _days(outlet, maker, option.arrives_on or clock.today())
    return Way(option.key, option.kind, option.name, option.detail, option.fee, times)


def quoted(outlet: Outlet, maker: Producer, fee: int, ready: date) -> Way:
    """The delivery that a maker offered with a quotation, on any day that suits both."""
    return Way("", "quoted", maker.name, "", fee, _days(outlet, maker, ready))


def takes(outlet: Outlet, day: date, starts: int | None, ends: int | None) -> bool:
    """Whether the outlet takes goods then; without hours the day alone counts."""
    if starts is None or ends is None:
        return not outlet.receiving or str(day.weekday()) in outlet.receiving
    return outlet.receives(day.weekday(), starts, ends)


def day_key(day: date) -> str:
    """How a day without hours stands in a form."""
    return f"day@{day.isoformat()}"


def _days(outlet: Outlet, maker: Producer, first: date) -> tuple[Time, ...]:
    days = [first + timedelta(days=n) for n in range(DAYS_AHEAD)]
    return tuple(Time(day_key(day), day) for day in days if takes(outlet, day, None, None) and not maker.closed_on(day))
