"""Checks the sealed stream of events: nothing was changed, removed, inserted or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from . import audit_seals, audit_sums, rewriting
from .audit_seals import EventDigest, EventSeal
from .events import Event
from .rewriting import EventRewrite


@dataclass(frozen=True)
class Report:
    """What was found: faults in words, how much is sealed, and how much waits for its seal."""

    faults: list[str]
    sealed: int
    waiting: int
    newest: str


def verify(session: Session, anchor: str = "") -> Report:
    """Compare every seal with its events; `anchor` (`12:9f86…`) is a seal that was noted elsewhere."""
    faults: list[str] = []
    previous, number, sealed = "", 0, 0
    anchored = not anchor
    for seal in session.scalars(select(EventSeal).order_by(EventSeal.id).execution_options(yield_per=200)):
        if seal.id != number + 1:
            faults.append(f"seals {number + 1} to {seal.id - 1} are missing")
        elif seal.previous != previous:
            faults.append(f"seal {seal.id} does not follow the seal before it")
        faults += _batch(session, seal)
        anchored = anchored or f"{seal.id}:{seal.digest}".startswith(anchor)
        previous, number, sealed = seal.digest, seal.id, sealed + seal.count
    faults += [f"the seal {anchor} that was noted is not here"] if not anchored else []
    faults += [f"event {event_id} was inserted" for event_id in _inserted(session)]
    last = audit_seals.newest(session)
    return Report(faults, sealed, _waiting(session), last.short if last else "")


def _batch(session: Session, seal: EventSeal) -> Iterator[str]:
    """The faults of one batch, read afresh: each row by itself, then all of them together."""
    query = (
        select(EventDigest, Event)
        .outerjoin(Event, Event.id == EventDigest.event_id)
        .where(EventDigest.seal_id == seal.id)
        .order_by(EventDigest.event_id)
        .execution_options(populate_existing=True)
    )
    rows = [(known, event) for known, event in session.execute(query)]
    rewritten = rewriting.rewrites(session, [known.event_id for known, _ in rows])
    told = _told(session, rewritten)
    for known, event in rows:
        if event is None:
            yield f"event {known.event_id} was removed"
        elif not _agrees(known, event, rewritten.get(event.id), told):
            yield f"event {event.id} ({event.subject} {event.verb}) was changed"
    sums = [known.digest for known, _ in rows]
    if audit_sums.chained(seal.previous, seal.id, seal.at.isoformat(), sums) != seal.digest:
        yield f"seal {seal.id} does not fit its events"


def _told(session: Session, rewritten: dict[int, EventRewrite]) -> dict[int, dict[str, str]]:
    ids = {row.told_id for row in rewritten.values()}
    query = select(Event).where(Event.id.in_(ids), Event.subject == rewriting.SUBJECT, Event.verb == rewriting.VERB)
    return {event.id: event.facts.get("rewritten", {}) for event in session.scalars(query)}


def _agrees(known: EventDigest, event: Event, rewrite: EventRewrite | None, told: dict[int, dict[str, str]]) -> bool:
    content = audit_sums.commitment(known.salt, event.by_name, event.facts)
    if rewrite is None:
        return audit_sums.digest(event, content) == known.digest
    same = audit_sums.digest(event, rewrite.commitment) == known.digest
    return same and told.get(rewrite.told_id, {}).get(str(event.id)) == content.hex()


def _inserted(session: Session) -> list[int]:
    until = audit_seals.late_floor(session)
    query = select(Event.id).where(*audit_seals.unsealed(0, until)).order_by(Event.id)
    return list(session.scalars(query))


def _waiting(session: Session) -> int:
    query = select(func.count()).select_from(Event).where(*audit_seals.unsealed(audit_seals.late_floor(session)))
    return session.scalar(query) or 0
