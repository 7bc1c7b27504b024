"""Which ways to deliver a maker offers: the kitchen's door, the own round, couriers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer, demand

from .delivery import CourierRate, OwnDelivery, PickupPoint, ProducerCourier, ProducerPickup
from .slots import Slot

PARTS = {"pagi": (540, 720), "siang": (780, 1020), "sore": (1020, 1200)}
LONGEST_WINDOW = 240
PICKUP_CUTOFF, PICKUP_PLACES = 120, 20
OWN_CUTOFF = 240
WEEK = range(7)
LARGEST_FEE = 1_000_000
USUAL = (540, 1020)


def propose(session: Session, producer: Producer, *, by: Actor) -> None:
    """What a new maker offers as soon as the place is known: the kitchen's door and every courier."""
    collect(session, producer, True, by=by)
    use_couriers(session, producer, couriers(session), by=by)


def kitchen_point(session: Session, producer: Producer) -> PickupPoint | None:
    """The maker's own door, if it was ever offered."""
    return session.scalars(select(PickupPoint).where(PickupPoint.producer_id == producer.id)).first()


def collects(session: Session, producer: Producer) -> bool:
    """Whether buyers may collect at the kitchen."""
    point = kitchen_point(session, producer)
    return point is not None and session.get(ProducerPickup, (producer.id, point.id)) is not None


def collect(session: Session, producer: Producer, offered: bool, *, by: Actor) -> None:
    """Offer the kitchen's door or stop doing so. Raise Invalid while the place is not told."""
    demand(producer, by)
    if offered and producer.kelurahan_code is None:
        raise Invalid(errors={"place": "unknown"})
    held = collects(session, producer)
    if offered:
        point = tell_place(session, producer) or _new_point(session, producer)
        if not held:
            session.add(ProducerPickup(producer_id=producer.id, pickup_point_id=point.id))
        follow_hours(session, producer, by=by)
    elif held:
        point = session.scalars(select(PickupPoint).where(PickupPoint.producer_id == producer.id)).one()
        session.delete(session.get_one(ProducerPickup, (producer.id, point.id)))
    session.flush()
    events.record(session, producer.subject, "pickup_changed", by=by, offered=offered)


def tell_place(session: Session, producer: Producer) -> PickupPoint | None:
    """The kitchen's door moves with the maker's address."""
    point = kitchen_point(session, producer)
    if point is not None and producer.kelurahan_code is not None:
        point.name, point.address = _door(producer)
        point.kelurahan_code = producer.kelurahan_code
        session.flush()
    return point


def follow_hours(session: Session, producer: Producer, *, by: Actor) -> None:
    """The times to collect are the opening hours; while none are told, the usual ones but Sunday."""
    demand(producer, by)
    hours = {int(day): (int(span[0]), int(span[1])) for day, span in producer.opening.items()}
    told = hours or {day: USUAL for day in range(6)}
    wanted = [(day, *part) for day, span in told.items() for part in _parts(*span)]
    _offer(session, producer, "pickup", wanted, cutoff=PICKUP_CUTOFF, places=PICKUP_PLACES)


def deliver(
    session: Session, producer: Producer, *, fees: dict[str, int], free_from: int | None, days: Iterable[int],
    parts: Iterable[str], places: int, by: Actor,
) -> None:  # fmt: skip
    """The maker's own round: rupiah by kecamatan, days and times. No fee at all ends it. Raise Invalid."""
    demand(producer, by)
    days, parts = sorted(set(days)), [part for part in PARTS if part in set(parts)]
    _check(session, fees, days, parts, places)
    session.execute(delete(OwnDelivery).where(OwnDelivery.producer_id == producer.id))
    for zone, fee in fees.items():
        session.add(OwnDelivery(producer_id=producer.id, kecamatan_code=zone, fee=fee, free_from=free_from))
    wanted = [(day, *PARTS[part]) for day in days for part in parts] if fees else []
    _offer(session, producer, "own", wanted, cutoff=OWN_CUTOFF, places=places)
    events.record(session, producer.subject, "own_delivery_changed", by=by, fees=fees, days=days, parts=parts)


def own_fees(session: Session, producer: Producer) -> list[OwnDelivery]:
    """The maker's own fees by kecamatan."""
    return list(session.scalars(select(OwnDelivery).where(OwnDelivery.producer_id == producer.id)))


def own_slots(session: Session, producer: Producer) -> list[Slot]:
    """The windows of the own round that are offered."""
    return _offered(session, producer, "own")


def couriers(session: Session) -> list[str]:
    """The couriers that have a rate today."""
    today = clock.today()
    query = select(CourierRate.courier).where(
        CourierRate.valid_from <= today, CourierRate.valid_to.is_(None) | (CourierRate.valid_to >= today)
    )
    return sorted(set(session.scalars(query)))


def used_couriers(session: Session, producer: Producer) -> list[str]:
    """The couriers that the maker hands parcels to."""
    return sorted(session.scalars(select(ProducerCourier.courier).where(ProducerCourier.producer_id == producer.id)))


def use_couriers(session: Session, producer: Producer, chosen: Iterable[str], *, by: Actor) -> None:
    """Hand parcels to these couriers. Raise Invalid for an unknown one."""
    demand(producer, by)
    wanted = sorted(set(chosen))
    if not set(wanted) <= {*couriers(session), *used_couriers(session, producer)}:
        raise Invalid(errors={"couriers": "unknown"})
    session.execute(delete(ProducerCourier).where(ProducerCourier.producer_id == producer.id))
    session.add_all(ProducerCourier(producer_id=producer.id, courier=name) for name in wanted)
    session.flush()
    events.record(session, producer.subject, "couriers_changed", by=by, couriers=wanted)


def zones(session: Session) -> list[tuple[str, str]]:
    """Code and name of every kecamatan, by name."""
    rows = session.execute(select(Kelurahan.code, Kelurahan.kecamatan))
    return sorted({(code.rsplit(".", 1)[0], name) for code, name in rows}, key=lambda zone: zone[1])


def _offer(
    session: Session, producer: Producer, kind: str, wanted: list[tuple[int, int, int]], *, cutoff: int, places: int
) -> None:
    """Make the offered windows the wanted ones; a window that orders point at is retired, never removed."""
    known = {(row.weekday, row.starts, row.ends): row for row in _offered(session, producer, kind)}
    for key, row in known.items():
        if key not in wanted:
            row.retired_at = clock.now()
        else:
            row.capacity = places
    for weekday, starts, ends in wanted:
        if (weekday, starts, ends) not in known:
            session.add(
                Slot(
                    producer_id=producer.id, kind=kind, weekday=weekday, starts=starts, ends=ends,
                    cutoff_minutes=cutoff, capacity=places,
                )
            )  # fmt: skip
    session.flush()


def _offered(session: Session, producer: Producer, kind: str) -> list[Slot]:
    query = select(Slot).where(Slot.producer_id == producer.id, Slot.kind == kind, Slot.retired_at.is_(None))
    return list(session.scalars(query.order_by(Slot.weekday, Slot.starts)))


def _parts(opens: int, closes: int) -> list[tuple[int, int]]:
    """Opening hours as windows of equal length, none longer than LONGEST_WINDOW."""
    count = -(-(closes - opens) // LONGEST_WINDOW)
    edges = [opens + (closes - opens) * n // count // 5 * 5 if n < count else closes for n in range(count + 1)]
    return list(zip(edges, edges[1:], strict=False))


def _check(session: Session, fees: dict[str, int], days: list[int], parts: list[str], places: int) -> None:
    wrong = {}
    if not set(fees) <= {code for code, _ in zones(session)}:
        wrong["fees"] = "unknown"
    if any(not 0 <= fee <= LARGEST_FEE for fee in fees.values()):
        wrong["fees"] = "large"
    if fees and not (days and set(days) <= set(WEEK)):
        wrong["days"] = "empty"
    if fees and not parts:
        wrong["parts"] = "empty"
    if not 1 <= places <= 500:
        wrong["places"] = "range"
    if wrong:
        raise Invalid(errors=wrong)


def _new_point(session: Session, producer: Producer) -> PickupPoint:
    name, address = _door(producer)
    point = PickupPoint(
        code=f"dapur-{producer.public_id[-10:]}", name=name, address=address,
        kelurahan_code=producer.kelurahan_code, producer_id=producer.id,
    )  # fmt: skip
    session.add(point)
    session.flush()
    return point


def _door(producer: Producer) -> tuple[str, str]:
    address = ", ".join(part for part in (producer.street, producer.kelurahan_name) if part)
    return producer.name if producer.name.lower().startswith("dapur") else f"dapur {producer.name}", address
