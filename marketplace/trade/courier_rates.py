"""What couriers ask for a kilogram to each zone: dated rows, changed from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people.places import Kelurahan

from .delivery import CourierRate

MOST_DAYS = 30
LONGEST = 60


@dataclass(frozen=True)
class Told:
    """A rate from a day on."""

    courier: str
    kecamatan_code: str
    per_kg: int
    days: int
    valid_from: date
    source: str = ""


def zones(session: Session) -> dict[str, str]:
    """The code and the name of each kecamatan, by name."""
    rows = session.scalars(select(Kelurahan).order_by(Kelurahan.kecamatan))
    return {row.kecamatan_code: row.kecamatan for row in rows}


def listed(session: Session) -> list[CourierRate]:
    """Rates that hold today or begin later."""
    query = select(CourierRate).where(or_(CourierRate.valid_to.is_(None), CourierRate.valid_to >= clock.today()))
    return list(
        session.scalars(query.order_by(CourierRate.courier, CourierRate.kecamatan_code, CourierRate.valid_from))
    )


def find(session: Session, rate_id: int) -> CourierRate:
    """One rate. Raise NotFound."""
    found = session.get(CourierRate, rate_id)
    if found is None:
        raise NotFound(rate_id=rate_id)
    return found


def add(session: Session, told: Told, *, by: Actor) -> CourierRate:
    """A rate from a day on; the one before it ends the day before. Raise Invalid."""
    wrong = {
        "courier": not 0 < len(told.courier) <= LONGEST,
        "zone": told.kecamatan_code not in zones(session),
        "per_kg": told.per_kg < 0,
        "days": not 0 <= told.days <= MOST_DAYS,
        "valid_from": told.valid_from < clock.today(),
    }
    if any(wrong.values()):
        raise Invalid(errors={name: "wrong" for name, found in wrong.items() if found})
    earlier = _earlier(session, told)
    for rate in earlier:
        rate.valid_to = told.valid_from - timedelta(days=1)
    made = CourierRate(
        courier=told.courier,
        kecamatan_code=told.kecamatan_code,
        per_kg=told.per_kg,
        days=told.days,
        valid_from=told.valid_from,
        source=told.source,
    )
    session.add(made)
    session.flush()
    before = earlier[-1].per_kg if earlier else None
    events.record(
        session, f"courier_rate:{made.id}", "change" if earlier else "add", by=by, before=before, after=made.per_kg,
        name=made.courier, places=zones(session)[made.kecamatan_code], valid_from=made.valid_from.isoformat(),
        source=made.source,
    )  # fmt: skip
    return made


def end(session: Session, rate: CourierRate, *, by: Actor) -> None:
    """No new order uses the rate from today on. Raise NotAllowed when it is over."""
    yesterday = clock.today() - timedelta(days=1)
    if rate.valid_to is not None and rate.valid_to <= yesterday:
        raise NotAllowed(verb="end", state="over")
    rate.valid_to = yesterday
    session.flush()
    events.record(session, f"courier_rate:{rate.id}", "end", by=by, name=rate.courier)


def _earlier(session: Session, told: Told) -> list[CourierRate]:
    """What holds on that day for the same courier and zone, or was to begin later."""
    query = select(CourierRate).where(
        CourierRate.courier == told.courier,
        CourierRate.kecamatan_code == told.kecamatan_code,
        or_(CourierRate.valid_to.is_(None), CourierRate.valid_to >= told.valid_from),
    )
    return list(session.scalars(query.order_by(CourierRate.valid_from).with_for_update()))
