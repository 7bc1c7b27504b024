"""Reads the stream of events for those who look after the desk: by person, thing, act and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.events import Event
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User

from . import audit_things

PAGE = 40
DAYS = 30
MOST_PEOPLE = 100


@dataclass(frozen=True)
class Asked:
    """What is looked for; empty fields let everything through. `first` and `last` are days in Balikpapan."""

    first: date
    last: date
    person: str = ""
    kind: str = ""
    thing: str = ""
    verb: str = ""
    behalf: str = ""
    staff_only: bool = False


def lately() -> Asked:
    """Everything of the last month."""
    return Asked(clock.today() - timedelta(days=DAYS), clock.today())


def page(session: Session, asked: Asked, before: int | None = None) -> tuple[list[Event], int | None]:
    """Events, newest first, and the number before which the next page begins."""
    query = _narrowed(session, asked)
    if before is not None:
        moment = select(Event.at).where(Event.id == before).scalar_subquery()
        query = query.where(tuple_(Event.at, Event.id) < tuple_(moment, literal(before)))
    rows = list(session.scalars(query.order_by(Event.at.desc(), Event.id.desc()).limit(PAGE + 1)))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def of_thing(session: Session, subjects: Sequence[str], before: int | None = None) -> tuple[list[Event], int | None]:
    """What happened to one thing, newest first, and the number before which the next page begins."""
    query = select(Event).where(Event.subject.in_(subjects)).order_by(Event.id.desc()).limit(PAGE + 1)
    rows = list(session.scalars(query.where(Event.id < before) if before is not None else query))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def _narrowed(session: Session, asked: Asked) -> Select[Event]:
    query = select(Event).where(
        Event.at >= clock.midnight(asked.first), Event.at < clock.midnight(asked.last + timedelta(days=1))
    )
    if asked.person:
        query = query.where(Event.by_user_id.in_(_people(session, asked.person)))
    if asked.staff_only:
        query = query.where(Event.by_user_id.in_(select(StaffRole.user_id)))
    if asked.behalf:
        query = query.where(Event.acting_for.in_(_shops(session, asked.behalf)), Event.by_name.contains("(untuk "))
    if asked.verb:
        query = query.where(Event.verb == asked.verb)
    if asked.thing:
        return query.where(Event.subject.in_(audit_things.named(session, asked.thing, asked.kind)))
    if asked.kind:
        query = query.where(Event.subject >= f"{asked.kind}:", Event.subject < f"{asked.kind};")
    return query


def _people(session: Session, typed: str) -> list[int]:
    wanted = or_(User.name.icontains(typed, autoescape=True), User.email == typed.casefold(), User.phone == typed)
    return list(session.scalars(select(User.id).where(wanted).limit(MOST_PEOPLE)))


def _shops(session: Session, typed: str) -> list[int]:
    wanted = Producer.name.icontains(typed, autoescape=True)
    return list(session.scalars(select(Producer.id).where(wanted).limit(MOST_PEOPLE)))
