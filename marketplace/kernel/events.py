"""The spine: one row for each thing that happened, written in the verb's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import clock, jobs
from .actor import Actor
from .db import Base


class Event(Base):
    """Append-only. `subject` names the thing as `order:17`; timeline, audit and notices read it."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_subject_id", "subject", "id"),
        Index("ix_events_by_user_id", "by_user_id", "id"),
        Index("ix_events_acting_for", "acting_for", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    subject: Mapped[str]
    verb: Mapped[str]
    by_kind: Mapped[str]
    by_user_id: Mapped[int | None]
    by_name: Mapped[str]
    acting_for: Mapped[int | None]
    facts: Mapped[dict[str, Any]]


TOLD: set[tuple[str, str]] = set()


def tell(kind: str, *verbs: str) -> None:
    """Declare that people are told of these events: recording one promises its messages as well."""
    TOLD.update((kind, verb) for verb in verbs)


def record(
    session: Session, subject: str, verb: str, *, by: Actor, acting_for: int | None = None, **facts: Any
) -> Event:
    """Write one event in the caller's transaction and return it flushed."""
    event = Event(
        at=clock.now(),
        subject=subject,
        verb=verb,
        by_kind=by.kind,
        by_user_id=by.user_id,
        by_name=by.name,
        acting_for=by.acting_for if acting_for is None else acting_for,
        facts=facts,
    )
    session.add(event)
    session.flush()
    if (subject.partition(":")[0], verb) in TOLD:
        jobs.promise(session, "notice", f"notice:{event.id}", event_id=event.id)
    return event


def history(session: Session, *subjects: str) -> list[Event]:
    """All events of these subjects, oldest first."""
    return list(session.scalars(select(Event).where(Event.subject.in_(subjects)).order_by(Event.id)))
