"""The drill: whose data somebody may have seen in a time, which columns, and what to tell them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.events import Event
from marketplace.people.users import User
from marketplace.trade.orders import Order, OrderGroup

from . import register

NOTICE_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class Affected:
    """One person: how the data names them, how to reach them, and since when they were touched."""

    subject: str
    name: str
    phone: str
    email: str
    orders: int


def affected(session: Session, first: datetime, last: datetime, actor_id: int | None = None) -> list[Affected]:
    """Everybody whose things events speak of between two instants; by one actor when the account is known."""
    seen = [Event.at >= first, Event.at < last]
    if actor_id is not None:
        seen.append(Event.by_user_id == actor_id)
    subjects = set(session.scalars(select(Event.subject).where(*seen).distinct()))
    actors = set(session.scalars(select(Event.by_user_id).where(*seen, Event.by_user_id.is_not(None)).distinct()))
    users = _numbers(subjects, "user") | ({number for number in actors if number} if actor_id is None else {actor_id})
    groups = _numbers(subjects, "group")
    for part in _parts(_numbers(subjects, "order")):
        groups |= set(session.scalars(select(Order.group_id).where(Order.id.in_(part))))
    return _told(session, users, groups)


def fields() -> dict[str, list[str]]:
    """Every column with personal data, by table: what a thief of the database holds."""
    return {
        entry.name: sorted(entry.columns) for entry in register.read().tables.values() if entry.columns and entry.of
    }


def _told(session: Session, users: set[int], groups: set[int]) -> list[Affected]:
    found: dict[str, Affected] = {}
    for part in _parts(groups):
        for group in session.scalars(select(OrderGroup).where(OrderGroup.id.in_(part)).order_by(OrderGroup.id)):
            if group.user_id is not None:
                users.add(group.user_id)
                continue
            key = group.phone or f"group:{group.id}"
            before = found[key].orders if key in found else 0
            found[key] = Affected(f"group:{group.id}", group.name, group.phone, group.email, before + 1)
    people = select(User).order_by(User.id)
    accounts = [
        Affected(user.subject, user.name, user.phone or "", user.email or "", 0)
        for part in _parts(users)
        for user in session.scalars(people.where(User.id.in_(part)))
    ]
    return [*accounts, *found.values()]


def _numbers(subjects: set[str], kind: str) -> set[int]:
    return {int(name.partition(":")[2]) for name in subjects if name.startswith(f"{kind}:") and name[-1].isdigit()}


def _parts(numbers: set[int]) -> Iterator[list[int]]:
    listed = sorted(numbers)
    yield from (listed[start : start + 500] for start in range(0, len(listed), 500))
