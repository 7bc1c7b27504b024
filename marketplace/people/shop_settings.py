"""What a maker tells about the shop: words, place, hours, holidays, minimum, production days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid

from . import names, places
from .producers import Producer, demand

LONGEST_HOLIDAY = 366
LARGEST_MINIMUM = 10_000_000
DAY = 24 * 60
Hours = dict[int, tuple[int, int]]


def describe(session: Session, producer: Producer, *, name: str, story: str, by: Actor) -> None:
    """Change name and story; the address of the shop's page stays."""
    demand(producer, by)
    producer.name, producer.story = names.clean(name), story.strip()
    _record(session, producer, "described", by, name=producer.name)


def show_picture(session: Session, producer: Producer, key: str, *, by: Actor) -> None:
    """Put another picture on the shop's page."""
    demand(producer, by)
    producer.picture = key
    _record(session, producer, "picture_changed", by)


def locate(session: Session, producer: Producer, *, kelurahan: str, street: str, by: Actor) -> bool:
    """Tell where the kitchen is; True when that was not known before. Raise Invalid."""
    demand(producer, by)
    if places.find(session, kelurahan) is None:
        raise Invalid(errors={"kelurahan": "unknown"})
    was_unknown = producer.kelurahan_code is None
    producer.kelurahan_code, producer.street = kelurahan, names.clean(street)
    session.flush()
    session.refresh(producer, ["kelurahan"])
    _record(session, producer, "located", by, kelurahan=kelurahan)
    return was_unknown


def set_hours(session: Session, producer: Producer, hours: Hours, *, by: Actor) -> None:
    """Opening hours by weekday in minutes; a missing day is closed. Raise Invalid by weekday."""
    demand(producer, by)
    wrong = {str(day): "reversed" for day, (opens, closes) in hours.items() if not 0 <= opens < closes <= DAY}
    if wrong or not set(hours) <= set(range(7)):
        raise Invalid(errors=wrong)
    told: dict[str, Any] = {str(day): [opens, closes] for day, (opens, closes) in sorted(hours.items())}
    producer.opening = told
    _record(session, producer, "hours_changed", by, opening=told)


def close(session: Session, producer: Producer, first: date, last: date, note: str, *, by: Actor) -> None:
    """Announce a holiday. Raise Invalid: past, reversed, long. A running one keeps its first day."""
    demand(producer, by)
    today = clock.today()
    if first < today and not (producer.closed_on(today) and first == producer.closed_from):
        raise Invalid(errors={"first": "past"})
    if last < first or last < today:
        raise Invalid(errors={"last": "reversed" if last < first else "past"})
    if (last - first).days > LONGEST_HOLIDAY:
        raise Invalid(errors={"last": "long"})
    producer.closed_from, producer.closed_until, producer.closed_note = first, last, names.clean(note)
    _record(session, producer, "closed", by, first=first.isoformat(), last=last.isoformat())


def reopen(session: Session, producer: Producer, *, by: Actor) -> None:
    """No holiday any more."""
    demand(producer, by)
    producer.closed_from = producer.closed_until = None
    producer.closed_note = ""
    _record(session, producer, "reopened", by)


def set_minimum(session: Session, producer: Producer, amount: int, *, by: Actor) -> None:
    """The least sum in rupiah of an order at this shop. Raise Invalid."""
    demand(producer, by)
    if not 0 <= amount <= LARGEST_MINIMUM:
        raise Invalid(errors={"amount": "large"})
    before, producer.minimum_order = producer.minimum_order, amount
    _record(session, producer, "minimum_changed", by, before=before, after=amount)


def set_production_days(session: Session, producer: Producer, days: list[int], *, by: Actor) -> None:
    """The weekdays on which the kitchen works (0 = Monday); none means any day. Raise Invalid."""
    demand(producer, by)
    if not set(days) <= set(range(7)):
        raise Invalid(errors={"days": "unknown"})
    producer.production_days = sorted(set(days))
    _record(session, producer, "production_days_changed", by, days=producer.production_days)


def _record(session: Session, producer: Producer, verb: str, by: Actor, **facts: Any) -> None:
    session.flush()
    events.record(session, producer.subject, verb, by=by, **facts)
