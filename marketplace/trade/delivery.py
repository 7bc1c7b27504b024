"""How an order reaches its buyer: pick-up points, the maker's own rounds, couriers; slots; fees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, and_, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock, settings
from marketplace.kernel.db import Base
from marketplace.people import opening
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer

from . import slots

VOLUME_DIVISOR = settings.declare(
    "courier.volume_divisor", 6000, "Pembagi berat volume kurir: p×l×t cm / n = kg", settings.at_least(1)
)
SLOTS_SHOWN = settings.declare("delivery.slots_shown", 8, "Banyaknya waktu yang ditawarkan", settings.at_least(1))
CLOSED_PLACES = settings.declare(
    "delivery.closed_places", list[str](), "Kode kelurahan yang sementara tidak diantar",
    lambda value: all(isinstance(code, str) for code in value),
)  # fmt: skip
DAYS_AHEAD = 14


class PickupPoint(Base):
    """A place where buyers collect; `producer_id` is NULL for a shared one."""

    __tablename__ = "pickup_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str]
    hours: Mapped[str] = mapped_column(default="")
    kelurahan_code: Mapped[str] = mapped_column(ForeignKey("kelurahan.code"))
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"), index=True)


class ProducerPickup(Base):
    """Which producer hands over at which point."""

    __tablename__ = "producer_pickups"

    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), primary_key=True)
    pickup_point_id: Mapped[int] = mapped_column(ForeignKey("pickup_points.id"), primary_key=True)


class OwnDelivery(Base):
    """The maker's own fee in rupiah to one zone (kecamatan); free from a sum on."""

    __tablename__ = "own_deliveries"
    __table_args__ = (CheckConstraint("fee >= 0", name="fee"),)

    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), primary_key=True)
    kecamatan_code: Mapped[str] = mapped_column(primary_key=True)
    fee: Mapped[int]
    free_from: Mapped[int | None]


class CourierRate(Base):
    """A courier's rupiah per started kilogram to a kecamatan; whole days until arrival."""

    __tablename__ = "courier_rates"

    id: Mapped[int] = mapped_column(primary_key=True)
    courier: Mapped[str]
    kecamatan_code: Mapped[str] = mapped_column(index=True)
    per_kg: Mapped[int]
    days: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")


class ProducerCourier(Base):
    """A producer who hands parcels to a courier."""

    __tablename__ = "producer_couriers"

    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), primary_key=True)
    courier: Mapped[str] = mapped_column(primary_key=True)


@dataclass(frozen=True)
class Parcel:
    """What one producer's box weighs (grams), how large it is (cm³), when it is ready, its sum."""

    producer: Producer
    grams: int
    volume_cm3: int
    goods: int
    ready_on: date


@dataclass(frozen=True)
class Option:
    """One way for one box. `arrives_on` is set where no window is chosen."""

    key: str
    kind: str
    name: str
    detail: str
    fee: int
    arrives_on: date | None = None
    windows: tuple[slots.Window, ...] = field(default=())
    needs_window: bool = False

    @property
    def open(self) -> bool:
        """Whether it can be chosen now."""
        return bool(self.windows) or not self.needs_window


def options(
    session: Session, parcels: Iterable[Parcel], place: Kelurahan | None, *, days: int = DAYS_AHEAD, shown: int = 0
) -> dict[int, list[Option]]:
    """All ways for all boxes to a place, by producer, in a constant number of statements.

    Windows of `days` days from the first possible one, at most `shown` of them (nothing said: the setting).
    A place that is closed for a while is not reached: there one collects.
    """
    parcels = list(parcels)
    makers = [parcel.producer.id for parcel in parcels]
    windows = _windows(session, parcels, days, shown or SLOTS_SHOWN(session))
    reached = None if place is not None and place.code in CLOSED_PLACES(session) else place
    own, pickups, couriers = _ways(session, makers, reached)
    divisor = VOLUME_DIVISOR(session)
    found = {}
    for parcel in parcels:
        maker = parcel.producer.id
        ways = [_own_option(parcel, rate, windows[maker, "own"]) for rate in own[maker]]
        ways += [_pickup_option(point, windows[maker, "pickup"]) for point in pickups[maker]]
        ways += [_courier_option(parcel, rate, divisor) for rate in couriers[maker]]
        found[maker] = ways
    return found


def billable_kilograms(grams: int, volume_cm3: int, divisor: int) -> int:
    """The larger of real and volumetric weight, rounded up to whole kilograms, at least one."""
    real = -(-grams // 1000)
    volumetric = -(-volume_cm3 // divisor)
    return max(1, real, volumetric)


def cheapest() -> ColumnElement[int | None]:
    """The lowest fee for which a maker brings it, as a column beside the maker."""
    return select(func.min(OwnDelivery.fee)).where(OwnDelivery.producer_id == Producer.id).scalar_subquery()


def collectable() -> ColumnElement[bool]:
    """Whether one may collect from a maker, as a column beside the maker."""
    return exists().where(ProducerPickup.producer_id == Producer.id)


def _own_option(parcel: Parcel, rate: OwnDelivery, windows: tuple[slots.Window, ...]) -> Option:
    free = rate.free_from is not None and parcel.goods >= rate.free_from
    return Option("own", "own", "", "", 0 if free else rate.fee, windows=windows, needs_window=True)


def _pickup_option(point: PickupPoint, windows: tuple[slots.Window, ...]) -> Option:
    key = f"pickup-{point.code}"
    detail = f"{point.address}. {point.hours}".strip(". ") + "."
    return Option(key, "pickup", point.name, detail, 0, windows=windows, needs_window=True)


def _courier_option(parcel: Parcel, rate: CourierRate, divisor: int) -> Option:
    kilograms = billable_kilograms(parcel.grams, parcel.volume_cm3, divisor)
    arrives = parcel.ready_on + timedelta(days=max(1, rate.days))
    return Option(f"courier-{rate.id}", "courier", rate.courier, f"{kilograms} kg", kilograms * rate.per_kg, arrives)


def _windows(
    session: Session, parcels: list[Parcel], ahead: int, shown: int
) -> dict[tuple[int, str], tuple[slots.Window, ...]]:
    ready = {parcel.producer.id: parcel for parcel in parcels}
    rows = session.execute(
        select(slots.Slot, slots.SlotDay.day, slots.SlotDay.booked)
        .outerjoin(slots.SlotDay, and_(slots.SlotDay.slot_id == slots.Slot.id, slots.SlotDay.day >= clock.today()))
        .where(slots.Slot.producer_id.in_(list(ready)), slots.Slot.retired_at.is_(None))
        .order_by(slots.Slot.starts, slots.Slot.id)
    ).all()
    booked = {(slot.id, day): count for slot, day, count in rows}
    found_slots = list(dict.fromkeys(slot for slot, _, _ in rows))
    now = clock.now()
    found: dict[tuple[int, str], list[slots.Window]] = defaultdict(list)
    for slot in found_slots:
        parcel = ready[slot.producer_id]
        for day in _days(parcel, slot, ahead):
            left = slot.capacity - booked.get((slot.id, day), 0)
            if left > 0 and now <= slots.cutoff(slot.starts, slot.cutoff_minutes, day):
                window = slots.Window(slot.id, day, slot.starts, slot.ends, left)
                found[slot.producer_id, slot.kind].append(window)
    ordered = {key: tuple(sorted(rows, key=lambda row: (row.day, row.starts))[:shown]) for key, rows in found.items()}
    return defaultdict(tuple, ordered)


def _days(parcel: Parcel, slot: slots.Slot, ahead: int) -> list[date]:
    """The next days of a slot outside holidays; who collects also finds the door open."""
    maker, days = parcel.producer, []
    day = maker.open_from(max(parcel.ready_on, clock.today()))
    day += timedelta(days=(slot.weekday - day.weekday()) % 7)
    last = maker.open_from(day) + timedelta(days=ahead)
    while day <= last:
        if not maker.closed_on(day) and (slot.kind != "pickup" or opening.covers(maker, day, slot.starts, slot.ends)):
            days.append(day)
        day += timedelta(weeks=1)
    return days


def _ways(
    session: Session, makers: list[int], place: Kelurahan | None
) -> tuple[dict[int, list[OwnDelivery]], dict[int, list[PickupPoint]], dict[int, list[CourierRate]]]:
    """Own rounds and couriers to a place, and points to collect at, by maker; one statement."""
    zone, today = place.kecamatan_code if place is not None else None, clock.today()
    rows = session.execute(
        select(Producer.id, OwnDelivery, PickupPoint, CourierRate)
        .outerjoin(OwnDelivery, and_(OwnDelivery.producer_id == Producer.id, OwnDelivery.kecamatan_code == zone))
        .outerjoin(ProducerPickup, ProducerPickup.producer_id == Producer.id)
        .outerjoin(PickupPoint, PickupPoint.id == ProducerPickup.pickup_point_id)
        .outerjoin(ProducerCourier, ProducerCourier.producer_id == Producer.id)
        .outerjoin(
            CourierRate,
            and_(
                CourierRate.courier == ProducerCourier.courier,
                CourierRate.kecamatan_code == zone,
                CourierRate.valid_from <= today,
                CourierRate.valid_to.is_(None) | (CourierRate.valid_to >= today),
            ),
        )
        .where(Producer.id.in_(makers))
        .order_by(PickupPoint.id, CourierRate.per_kg, CourierRate.id)
    ).all()
    return _each(rows, 1), _each(rows, 2), _each(rows, 3)


def _each(rows: Sequence[Any], column: int) -> dict[int, list[Any]]:
    """What stands in a column by maker, each once."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row[column] is not None and row[column] not in found[row[0]]:
            found[row[0]].append(row[column])
    return found
