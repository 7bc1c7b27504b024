"""Whose a row is: a person with an account, or the guest of one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, cast, exists, false, func, literal, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.db import Base
from marketplace.kernel.events import Event
from marketplace.people.members import ProducerMember
from marketplace.people.users import User
from marketplace.trade.orders import OrderGroup

from . import register
from .register import Entry

SUBJECTS = {
    "user": "users", "group": "order_groups", "order": "orders", "thread": "threads", "producer": "producers",
    "product": "products", "bank_account": "bank_accounts", "certificate": "certificates", "refund": "refunds",
    "assistance": "assistances", "receipt": "receipts", "dispute": "disputes",
    "business": "businesses", "review": "reviews", "stock_wait": "stock_waits",
}  # fmt: skip
Where = dict[str, ColumnElement[bool]]


@dataclass(frozen=True)
class Person:
    """Who asks: the account, or the order of a guest; and by what else the data knows this person.

    `shops` are the makers for whom nobody else works. `contacts` were typed, `proven` were verified as well: what
    is known by a phone alone may belong to whoever really has that phone.
    """

    user_id: int | None
    groups: tuple[int, ...]
    shops: tuple[int, ...]
    contacts: tuple[str, ...]
    name: str
    proven: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """How events and choices name this person."""
        return f"user:{self.user_id}" if self.user_id is not None else f"group:{self.groups[0]}"


def account(session: Session, user: User) -> Person:
    """The person of an account, with every shop that is hers alone."""
    mine = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    alone = (
        select(ProducerMember.producer_id)
        .where(ProducerMember.producer_id.in_(mine))
        .group_by(ProducerMember.producer_id)
        .having(func.count() == 1)
    )
    shops = tuple(session.scalars(alone))
    contacts = {user.phone, user.email}
    ordered = select(OrderGroup.phone, OrderGroup.email).where(
        OrderGroup.user_id == user.id, OrderGroup.organisation_id.is_(None)
    )
    for row in session.execute(ordered):
        contacts.update(row)
    proven = [value for value, at in _verified(user) if value and at]
    return Person(user.id, (), shops, tuple(sorted(filter(None, contacts))), user.name, tuple(proven))


def _verified(user: User) -> list[tuple[str | None, datetime | None]]:
    return [(user.phone, user.phone_verified_at), (user.email, user.email_verified_at)]


def guest(group: OrderGroup) -> Person:
    """The guest of one order: whoever holds its link and knows its phone."""
    return Person(None, (group.id,), (), tuple(sorted(filter(None, {group.phone, group.email}))), group.name)


def where(person: Person) -> Where:
    """For every table of the register, the condition that a row is this person's."""
    found: Where = {}
    for entry in register.read().tables.values():
        ways = [_way(rule, entry, person, found) for rule in entry.of]
        found[entry.name] = or_(false(), *ways)
    return found


def _way(rule: str, entry: Entry, person: Person, found: Where) -> ColumnElement[bool]:
    table = entry.table
    if rule in STARTS:
        return table.c.id.in_(STARTS[rule](person))
    if rule.endswith("~contacts"):
        column = table.c[rule.removesuffix("~contacts")]
        proven = column.in_(person.proven)
        return or_(proven, _letters(table, person, found)) if entry.name == "messages" else proven
    if rule.endswith("~subjects"):
        return _about(table.c[rule.removesuffix("~subjects")], found)
    if "<" in rule:
        parent, _, name = rule.partition("<")[2].partition(".")
        return table.c.id.in_(select(Base.metadata.tables[parent].c[name]).where(found[parent]))
    name, _, parent = rule.partition("=")
    ids = select(Base.metadata.tables[parent].c.id).where(found[parent])
    if "." in name:
        facts, _, key = name.partition(".")
        inside: ColumnElement[bool] = table.c[facts][key].as_integer().in_(ids)
        return inside
    return table.c[name].in_(ids)


def _about(column: Any, found: Where) -> ColumnElement[bool]:
    """The column names a thing of the person."""
    return or_(*(column.in_(_subjects(kind, parent, found)) for kind, parent in SUBJECTS.items()))


def _letters(table: Table, person: Person, found: Where) -> ColumnElement[bool]:
    """Messages to what was typed, about the account or about the person's own orders."""
    told = literal("event:") + cast(Event.id, Text) + literal(":%")
    mine = exists(select(Event.id).where(_about(Event.__table__.c.subject, found), table.c.key.like(told)))
    account = table.c.key.startswith("account:") if person.user_id is not None else false()
    return and_(table.c.address.in_(person.contacts), or_(account, mine))


def _subjects(kind: str, parent: str, found: Where) -> Any:
    table = Base.metadata.tables[parent]
    return select(literal(f"{kind}:") + cast(table.c.id, Text)).where(found.get(parent, false()))


STARTS: dict[str, Callable[[Person], tuple[int, ...]]] = {
    "me": lambda person: (person.user_id,) if person.user_id is not None else (),
    "mine": lambda person: person.groups,
    "shop": lambda person: person.shops,
}
