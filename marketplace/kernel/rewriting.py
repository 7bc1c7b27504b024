"""The one door through which something personal leaves an event: told, sealed, and shut again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import audit_seals, audit_sums, clock, events
from .actor import Actor
from .audit_seals import EventDigest
from .db import Base
from .events import Event

SUBJECT, VERB = "audit:rewrite", "rewritten"


class EventRewrite(Base):
    """Event `event_id` was rewritten; event `told_id` says so, with the sum of what stands there now.

    `commitment` is the one under the first seal, so that the chain can still be checked.
    """

    __tablename__ = "event_rewrites"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(index=True)
    told_id: Mapped[int]
    commitment: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def rewrite(
    session: Session, changes: Mapping[int, tuple[str, dict[str, Any]]], *, by: Actor, why: str
) -> Event | None:
    """Give events a new `by_name` and new facts, by event id. Nothing else of an event can change.

    The database lets the change through until the event that tells of it is sealed.
    """
    if not changes:
        return None
    audit_seals.seal_all(session)
    salts = {event_id: audit_sums.salt() for event_id in changes}
    told = events.record(session, SUBJECT, VERB, by=by, why=why, rewritten=_sums(changes, salts))
    for event_id, committed in _commitments(session, list(changes)).items():
        session.add(EventRewrite(event_id=event_id, told_id=told.id, commitment=committed))
    session.flush()
    for event_id, (by_name, facts) in changes.items():
        session.execute(update(Event).where(Event.id == event_id).values(by_name=by_name, facts=facts))
        session.execute(update(EventDigest).where(EventDigest.event_id == event_id).values(salt=salts[event_id]))
    return told


def rewrites(session: Session, event_ids: list[int]) -> dict[int, EventRewrite]:
    """The latest rewrite of each of these events."""
    query = select(EventRewrite).where(EventRewrite.event_id.in_(event_ids)).order_by(EventRewrite.id)
    return {row.event_id: row for row in session.scalars(query)}


def _sums(changes: Mapping[int, tuple[str, dict[str, Any]]], salts: Mapping[int, bytes]) -> dict[str, str]:
    return {
        str(event_id): audit_sums.commitment(salts[event_id], by_name, facts).hex()
        for event_id, (by_name, facts) in changes.items()
    }


def _commitments(session: Session, event_ids: list[int]) -> dict[int, bytes]:
    """What the seals of these events hold: from an earlier rewrite, or from what still stands there."""
    earlier = rewrites(session, event_ids)
    query = select(Event, EventDigest.salt).join(EventDigest, EventDigest.event_id == Event.id)
    found = {}
    for event, salt in session.execute(query.where(Event.id.in_(event_ids))):
        before = earlier.get(event.id)
        found[event.id] = before.commitment if before else audit_sums.commitment(salt, event.by_name, event.facts)
    return found
