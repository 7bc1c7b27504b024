"""Where goods are brought at all: the kecamatan as zones, and the kelurahan that are closed for a while."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.people import places
from marketplace.people.places import Kelurahan

from .delivery import CLOSED_PLACES, CourierRate, OwnDelivery


@dataclass(frozen=True)
class Zone:
    """A kecamatan: its kelurahan, the makers who bring goods there for which fee, the couriers who do."""

    code: str
    name: str
    places: list[Kelurahan]
    makers: int
    lowest: int
    highest: int
    couriers: int


def listed(session: Session) -> list[Zone]:
    """All zones, by name, in three statements."""
    own = select(OwnDelivery.kecamatan_code, func.count(), func.min(OwnDelivery.fee), func.max(OwnDelivery.fee))
    fees = {row[0]: row for row in session.execute(own.group_by(OwnDelivery.kecamatan_code))}
    valid = CourierRate.valid_from <= clock.today(), func.coalesce(CourierRate.valid_to, clock.today()) >= clock.today()
    rates = select(CourierRate.kecamatan_code, func.count(func.distinct(CourierRate.courier))).where(*valid)
    couriers = {code: count for code, count in session.execute(rates.group_by(CourierRate.kecamatan_code))}
    found = []
    for name, rows in places.all_by_kecamatan(session).items():
        code = rows[0].kecamatan_code
        _code, makers, lowest, highest = fees.get(code, (code, 0, 0, 0))
        found.append(Zone(code, name, rows, makers, lowest, highest, couriers.get(code, 0)))
    return found


def bring_to(session: Session, codes: Iterable[str], reason: str, *, by: Actor) -> bool:
    """Goods are brought to these kelurahan and to no other; orders already placed stay. False when nothing changed.

    Raise Invalid when nothing would be left, or when a place is closed without a reason.
    """
    wanted = set(codes)
    known = set(session.scalars(select(Kelurahan.code)))
    closed, before = sorted(known - wanted), CLOSED_PLACES(session)
    if not known & wanted:
        raise Invalid(errors={"places": "none"})
    if set(closed) - set(before) and not reason.strip():
        raise Invalid(errors={"reason": "empty"})
    if closed == before:
        return False
    settings.change(session, CLOSED_PLACES.name, closed, by=by, source=reason.strip()[:300])
    return True
