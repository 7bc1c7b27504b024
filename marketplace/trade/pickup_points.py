"""Shared places where buyers collect: kept by the agency, offered by the makers who hand over there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import events, slugs
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.people import places
from marketplace.people.producers import Producer

from .delivery import PickupPoint, ProducerPickup

LONGEST = 200


@dataclass(frozen=True)
class Told:
    """What the agency says about a point."""

    name: str
    address: str
    hours: str
    kelurahan_code: str


def listed(session: Session) -> list[tuple[PickupPoint, int]]:
    """Every shared point with the number of makers who hand over there; none means closed."""
    count = func.count(ProducerPickup.producer_id)
    query = (
        select(PickupPoint, count)
        .outerjoin(ProducerPickup, ProducerPickup.pickup_point_id == PickupPoint.id)
        .where(PickupPoint.producer_id.is_(None))
        .group_by(PickupPoint.id)
        .order_by(PickupPoint.name)
    )
    return [(point, makers) for point, makers in session.execute(query)]


def find(session: Session, code: str) -> PickupPoint:
    """A shared point by its code. Raise NotFound."""
    query = select(PickupPoint).where(PickupPoint.code == code, PickupPoint.producer_id.is_(None))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(code=code)
    return found


def makers(session: Session, point: PickupPoint) -> list[Producer]:
    """Who hands over at a point."""
    query = select(Producer).join(ProducerPickup, ProducerPickup.producer_id == Producer.id)
    return list(session.scalars(query.where(ProducerPickup.pickup_point_id == point.id).order_by(Producer.name)))


def save(session: Session, point: PickupPoint | None, told: Told, *, by: Actor) -> PickupPoint:
    """Make a point or change one. Raise Invalid (name, address, kelurahan)."""
    wrong = {
        "name": not 0 < len(told.name) <= LONGEST,
        "address": not 0 < len(told.address) <= LONGEST,
        "hours": len(told.hours) > LONGEST,
        "kelurahan": places.find(session, told.kelurahan_code) is None,
    }
    if any(wrong.values()):
        raise Invalid(errors={name: "wrong" for name, found in wrong.items() if found})
    before = _facts(point) if point else {}
    made = point or PickupPoint(code=_code(session, told.name))
    made.name, made.address, made.hours = told.name, told.address, told.hours
    made.kelurahan_code = told.kelurahan_code
    session.add(made)
    session.flush()
    verb = "point_changed" if point else "point_opened"
    events.record(session, _subject(made), verb, by=by, before=before, after=_facts(made))
    return made


def let(session: Session, point: PickupPoint, maker: Producer, offers: bool, *, by: Actor) -> None:
    """A maker begins or stops to hand over at a point; orders already placed keep it."""
    held = session.get(ProducerPickup, (maker.id, point.id))
    if (held is not None) == offers:
        return
    if held is not None:
        session.delete(held)
    else:
        session.add(ProducerPickup(producer_id=maker.id, pickup_point_id=point.id))
    session.flush()
    verb = "point_offered" if offers else "point_not_offered"
    events.record(session, maker.subject, verb, by=by, acting_for=maker.id, name=point.name)


def close(session: Session, point: PickupPoint, *, by: Actor) -> None:
    """Nobody hands over there any more; orders already placed keep it."""
    session.execute(delete(ProducerPickup).where(ProducerPickup.pickup_point_id == point.id))
    events.record(session, _subject(point), "point_closed", by=by, name=point.name)


def _subject(point: PickupPoint) -> str:
    return f"pickup_point:{point.id}"


def _facts(point: PickupPoint) -> dict[str, str]:
    return {"name": point.name, "address": point.address, "hours": point.hours, "kelurahan": point.kelurahan_code}


def _code(session: Session, name: str) -> str:
    stem, n = "-".join(filter(None, ("tempat", slugs.slug(name)))), 1
    while session.scalar(select(PickupPoint.id).where(PickupPoint.code == (stem if n == 1 else f"{stem}-{n}"))):
        n += 1
    return stem if n == 1 else f"{stem}-{n}"
