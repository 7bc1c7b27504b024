"""Weekly time windows: how many orders each takes on a date, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import changed, clock, upsert
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal


class SlotFull(Refusal):
    """The chosen time has no place left or its cut-off has passed."""


class Slot(Base):
    """A weekly time window, in minutes after midnight. Orders until `cutoff_minutes` before it.

    A retired window is offered no more; it stays for the orders that point at it.
    """

    __tablename__ = "slots"
    __table_args__ = (CheckConstraint("capacity > 0 AND ends > starts", name="window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    kind: Mapped[str]
    weekday: Mapped[int]
    starts: Mapped[int]
    ends: Mapped[int]
    cutoff_minutes: Mapped[int]
    capacity: Mapped[int]
    retired_at: Mapped[datetime | None]


class SlotDay(Base):
    """How many orders one slot has on one date; never more than its capacity."""

    __tablename__ = "slot_days"

    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    booked: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class Window:
    """One slot on one date, with the places left."""

    slot_id: int
    day: date
    starts: int
    ends: int
    left: int

    @property
    def key(self) -> str:
        """How the choice stands in a form: `17@2026-11-26`."""
        return f"{self.slot_id}@{self.day.isoformat()}"


def book(session: Session, slot_id: int, day: date) -> None:
    """Take one place in a slot on a date; raise SlotFull."""
    book_all(session, [(slot_id, day)])


def book_all(session: Session, wanted: Iterable[tuple[int, date]]) -> None:
    """Take one place in each of these slots, in order; raise SlotFull. One conditional statement a place."""
    places = sorted(wanted)
    if not places:
        return
    rows = session.scalars(select(Slot).where(Slot.id.in_({slot_id for slot_id, _ in places})))
    known = {slot.id: slot for slot in rows}
    empty = [{"slot_id": slot_id, "day": day, "booked": 0} for slot_id, day in places]
    session.execute(upsert.insert(session, SlotDay).values(empty).on_conflict_do_nothing())
    for slot_id, day in places:
        _book(session, known[slot_id], day)


def _book(session: Session, slot: Slot, day: date) -> None:
    slot_id = slot.id
    if clock.now() > cutoff(slot.starts, slot.cutoff_minutes, day):
        raise SlotFull(slot_id=slot_id, day=day)
    booked = changed.rows(
        session,
        update(SlotDay)
        .where(SlotDay.slot_id == slot_id, SlotDay.day == day, SlotDay.booked < slot.capacity)
        .values(booked=SlotDay.booked + 1)
        .execution_options(synchronize_session=False),
    )
    if booked != 1:
        raise SlotFull(slot_id=slot_id, day=day)


def unbook(session: Session, slot_id: int, day: date) -> None:
    """Give one place back."""
    session.execute(
        update(SlotDay)
        .where(SlotDay.slot_id == slot_id, SlotDay.day == day, SlotDay.booked > 0)
        .values(booked=SlotDay.booked - 1)
        .execution_options(synchronize_session=False)
    )


def cutoff(starts: int, cutoff_minutes: int, day: date) -> datetime:
    """Until when a window of `day` may be chosen (UTC)."""
    return clock.at(day, starts - cutoff_minutes)
