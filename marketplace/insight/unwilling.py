"""Buyers who do not want to be counted: their private orders are in no figure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.events import Event
from marketplace.people import privacy_choices
from marketplace.trade.orders import OrderGroup

PURPOSE = "statistics"
CHOICES = ("object", "allow")


def counted(session: Session) -> ColumnElement[bool]:
    """The orders that may be counted: those of organisations, and of everybody who does not object."""
    phones = _phones(session, privacy_choices.all_objecting(session, PURPOSE))
    return or_(OrderGroup.organisation_id.is_not(None), OrderGroup.phone.not_in(sorted(phones)))


def changed_days(session: Session, since: ColumnElement[bool]) -> set[date]:
    """The days on which somebody bought who has decided otherwise since."""
    subjects = session.scalars(select(Event.subject).where(since, Event.verb.in_(CHOICES)).distinct())
    phones = _phones(session, subjects)
    moments = session.scalars(select(OrderGroup.placed_at).where(OrderGroup.phone.in_(phones))) if phones else ()
    return {clock.local(at).date() for at in moments}


def _phones(session: Session, subjects: Iterable[str]) -> set[str]:
    """The phones under which they ordered, in one statement."""
    numbers: dict[str, list[int]] = {"user": [], "group": []}
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        if kind in numbers and number.isdigit():
            numbers[kind].append(int(number))
    if not any(numbers.values()):
        return set()
    whose = or_(OrderGroup.user_id.in_(numbers["user"]), OrderGroup.id.in_(numbers["group"]))
    return set(session.scalars(select(OrderGroup.phone).where(whose, OrderGroup.organisation_id.is_(None))))
