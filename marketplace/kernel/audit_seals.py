"""Seals the stream of events in batches, each holding the sum of the one before; done by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import audit_sums, clock, locks
from .db import Base
from .events import Event

BATCH = 500
PAUSE = timedelta(seconds=30)
LATE = timedelta(minutes=10)


class EventSeal(Base):
    """One batch. `id` counts 1, 2, 3, … without gaps; the database refuses changes."""

    __tablename__ = "event_seals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    count: Mapped[int]
    previous: Mapped[str]
    digest: Mapped[str]
    at: Mapped[datetime]

    @property
    def short(self) -> str:
        """How the seal is told to people: `12:9f86d081884c`."""
        return f"{self.id}:{self.digest[:12]}"


class EventDigest(Base):
    """The sum of one sealed event. The salt is replaced when what is personal in the event is rewritten."""

    __tablename__ = "event_digests"

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seal_id: Mapped[int] = mapped_column(ForeignKey("event_seals.id"), index=True)
    salt: Mapped[bytes]
    digest: Mapped[bytes]


def newest(session: Session) -> EventSeal | None:
    """The last seal."""
    return session.scalars(select(EventSeal).order_by(EventSeal.id.desc()).limit(1)).first()


def seal_due(session: Session) -> bool:
    """A sweep: one batch when there are many events, or when the last seal is some time ago."""
    last = newest(session)
    top = session.scalar(select(func.max(Event.id))) or 0
    many = top - (last.last_id if last else 0) >= BATCH
    if last is not None and not many and last.at > clock.now() - PAUSE:
        return False
    return seal(session)


def seal_all(session: Session) -> int:
    """Seal whatever is there; how many batches that made."""
    made = 0
    while seal(session):
        made += 1
    return made


def seal(session: Session) -> bool:
    """Seal one batch; False when nothing waits."""
    locks.alone(session, "audit seals")
    last = newest(session)
    rows = _waiting(session, last)
    if not rows:
        return False
    number, previous, now = (last.id + 1, last.digest, clock.now()) if last else (1, "", clock.now())
    digests = [_digest(event, number) for event in rows]
    top = max(rows[-1].id, last.last_id if last else 0)
    sums = [bytes(row["digest"]) for row in digests]  # type: ignore[call-overload]
    chained = audit_sums.chained(previous, number, now.isoformat(), sums)
    session.add(EventSeal(id=number, last_id=top, count=len(rows), previous=previous, digest=chained, at=now))
    session.flush()
    session.execute(insert(EventDigest), digests)
    return True


def late_floor(session: Session) -> int:
    """Up to this id every event was there when it was sealed, or came too late to be honest.

    On PostgreSQL a transaction may commit after a later id was sealed; on SQLite writers stand in line.
    """
    query = select(func.max(EventSeal.last_id))
    if session.get_bind().dialect.name == "postgresql":
        query = query.where(EventSeal.at < clock.now() - LATE)
    return session.scalar(query) or 0


def unsealed(after: int = 0, until: int | None = None) -> list[ColumnElement[bool]]:
    """Conditions for events that no seal knows, between two ids."""
    known = select(EventDigest.event_id).where(EventDigest.event_id == Event.id).exists()
    return [Event.id > after, ~known, *([Event.id <= until] if until is not None else [])]


def _waiting(session: Session, last: EventSeal | None) -> list[Event]:
    """The next events in order; those that committed late are taken with the last of them."""
    after = last.last_id if last else 0
    query = select(Event).order_by(Event.id).limit(BATCH).execution_options(populate_existing=True)
    rows = list(session.scalars(query.where(Event.id > after)))
    if len(rows) < BATCH and after:
        rows = [*session.scalars(query.where(*unsealed(late_floor(session), after))), *rows]
    return rows


def _digest(event: Event, number: int) -> dict[str, object]:
    salt = audit_sums.salt()
    digest = audit_sums.digest(event, audit_sums.commitment(salt, event.by_name, event.facts))
    return {"event_id": event.id, "seal_id": number, "salt": salt, "digest": digest}
