"""Looking for makers who need help, and what officers do about it (F85)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import changed, clock, events, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.kernel.paging import Cursor
from marketplace.people import caseload
from marketplace.people.producers import Producer
from marketplace.trade.asking import tidy

from . import alarm_causes, alarm_kinds
from .alarm_kinds import Found
from .alarm_rows import Alarm

QUIET_DAYS = settings.declare(
    "alarms.quiet_days", 30, "Hari sesudah alarm ditandai selesai sampai boleh muncul lagi", settings.at_least(1)
)
SNOOZES = (3, 7, 14, 30)
LONGEST = 500
NOBODY: tuple[int | None, str] = (None, "")
PAGE = 25


def look(session: Session) -> int:
    """Find all troubles anew: open what is new, refresh what is open, close what is well. How many are open."""
    now, causes = clock.now(), alarm_causes.of_all(session)
    suspended = set(session.scalars(select(Producer.id).where(Producer.suspended_at.is_not(None))))
    open_count = 0
    for kind, find in alarm_kinds.LOOKS.items():
        found = {producer_id: one for producer_id, one in find(session).items() if producer_id not in suspended}
        open_count += _keep(session, kind, found, causes, now)
    session.flush()
    return open_count


def listed(
    session: Session, *, kind: str = "", officer_id: int | None = None, snoozed: bool = False,
    before: Cursor | None = None, limit: int = PAGE,
) -> tuple[list[Alarm], str | None]:  # fmt: skip
    """Open alarms, the oldest trouble first; only one kind, only of one officer (and of nobody), or the snoozed."""
    query = select(Alarm).options(joinedload(Alarm.producer)).where(Alarm.state == "open", _snoozed(snoozed))
    if kind:
        query = query.where(Alarm.kind == kind)
    if officer_id is not None:
        query = query.where(or_(Alarm.officer_id == officer_id, Alarm.officer_id.is_(None)))
    if before is not None:
        query = query.where(Alarm.id > before.id)
    rows = list(session.scalars(query.order_by(Alarm.id).limit(limit + 1)))
    return rows[:limit], Cursor(0, rows[limit - 1].id).text if len(rows) > limit else None


def counts(session: Session) -> dict[str, int]:
    """How many are open and not snoozed, by kind."""
    query = select(Alarm.kind, func.count()).where(Alarm.state == "open", _snoozed(False)).group_by(Alarm.kind)
    return {kind: int(count) for kind, count in session.execute(query)}


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many are open, and since when the oldest of them was raised."""
    query = select(func.count(), func.min(Alarm.opened_at)).where(Alarm.state == "open", _snoozed(False))
    count, oldest = session.execute(query).one()
    return int(count), oldest


def looked_at(session: Session) -> datetime | None:
    """When was looked last."""
    return session.scalar(select(func.max(Alarm.looked_at)))


def by_public_id(session: Session, public_id: str) -> Alarm:
    """One alarm; raise NotFound."""
    query = select(Alarm).options(joinedload(Alarm.producer)).where(Alarm.public_id == public_id)
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def snooze(session: Session, alarm: Alarm, days: int, note: str, *, by: Actor) -> None:
    """Look again in some days. Raise NotFound, Invalid (days, note), NotAllowed."""
    if days not in SNOOZES:
        raise Invalid(errors={"days": "wrong"})
    until = clock.now() + timedelta(days=days)
    _settle(session, alarm, note, by, snoozed_until=until)
    events.record(session, alarm.subject, "snooze", by=by, note=alarm.note, days=days, kind=alarm.kind)


def finish(session: Session, alarm: Alarm, note: str, *, by: Actor) -> None:
    """Somebody saw to it; the note says how. Raise NotFound, Invalid (note), NotAllowed."""
    if not tidy(note):
        raise Invalid(errors={"note": "empty"})
    _settle(session, alarm, note, by, state="done", closed_at=clock.now(), closed_by=by.name)
    events.record(session, alarm.subject, "done", by=by, note=alarm.note, kind=alarm.kind)


def _settle(session: Session, alarm: Alarm, note: str, by: Actor, **values: Any) -> None:
    if not by.has("officer"):
        raise NotFound(public_id=alarm.public_id)
    text = tidy(note)
    if len(text) > LONGEST:
        raise Invalid(errors={"note": "long"})
    statement = update(Alarm).where(Alarm.id == alarm.id, Alarm.state == "open").values(note=text, **values)
    if changed.rows(session, statement.execution_options(synchronize_session=False)) != 1:
        raise NotAllowed(verb="settle", state=alarm.state)
    session.expire(alarm)


def _snoozed(wanted: bool) -> ColumnElement[bool]:
    now = clock.now()
    if wanted:
        return Alarm.snoozed_until > now
    return or_(Alarm.snoozed_until.is_(None), Alarm.snoozed_until <= now)


def _keep(session: Session, kind: str, found: Found, causes: dict[int, list[str]], now: datetime) -> int:
    quiet = now - timedelta(days=QUIET_DAYS(session))
    seen = or_(Alarm.state == "open", and_(Alarm.state == "done", Alarm.closed_at > quiet))
    before = list(session.scalars(select(Alarm).where(Alarm.kind == kind, seen)))
    for alarm in before:
        trouble = found.get(alarm.producer_id)
        if alarm.state != "open":
            continue
        alarm.looked_at = now
        if trouble is None:
            alarm.state, alarm.closed_at = "gone", now
        else:
            alarm.since, alarm.facts, alarm.causes = trouble.since, trouble.facts, causes.get(alarm.producer_id, [])
    known = {alarm.producer_id for alarm in before if alarm.state != "gone"}
    new = sorted((one.since, producer_id) for producer_id, one in found.items() if producer_id not in known)
    officers = caseload.officer_of(session, [producer_id for _since, producer_id in new])
    session.add_all(
        Alarm(
            public_id=ids.public_id(), kind=kind, producer_id=producer_id, since=since,
            officer_id=officers.get(producer_id, NOBODY)[0],
            causes=causes.get(producer_id, []), facts=found[producer_id].facts, looked_at=now,
        )
        for since, producer_id in new
    )  # fmt: skip
    return sum(alarm.state == "open" for alarm in before) + len(new)
