"""Whose a row is: a person with an account, or the guest of one order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, false, func, literal, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.db import Base
from marketplace.people.members import ProducerMember
from marketplace.people.users import User
from marketplace.trade.orders import OrderGroup

from . import register
from .register import Entry

SUBJECTS = {
    "user": "users", "group": "order_groups", "order": "orders", "thread": "threads", "producer": "producers",
    "product": "products", "bank_account": "bank_accounts", "certificate": "certificates", "refund": "refunds",
    "assistance": "assistances", "receipt": "receipts", "dispute": "disputes",
}  # fmt: skip
Where = dict[str, ColumnElement[bool]]


@dataclass(frozen=True)
class Person:
    """Who asks: the account, or the order of a guest; and by what else the data knows this person.

    `shops` are the makers for whom nobody else works.
    """

    user_id: int | None
    groups: tuple[int, ...]
    shops: tuple[int, ...]
    contacts: tuple[str, ...]
    name: str

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
    return Person(user.id, (), shops, tuple(sorted(filter(None, contacts))), user.name)


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
        own = table.c[rule.removesuffix("~contacts")].in_(person.contacts)
        # A guest has shown to hold one order, not the phone: other things of that phone are not handed out.
        return own if person.user_id is not None or entry.name == "messages" else false()
    if rule.endswith("~subjects"):
        column = table.c[rule.removesuffix("~subjects")]
        return or_(*(column.in_(_subjects(kind, parent, found)) for kind, parent in SUBJECTS.items()))
    if "<" in rule:
        parent, _, name = rule.partition("<")[2].partition(".")
        return table.c.id.in_(select(Base.metadata.tables[parent].c[name]).where(found[parent]))
    name, _, parent = rule.partition("=")
    ids = select(Base.metadata.tables[parent].c.id).where(found[parent])
    if "." in name:
        column, _, key = name.partition(".")
        return table.c[column][key].as_integer().in_(ids)
    return table.c[name].in_(ids)


def _subjects(kind: str, parent: str, found: Where):  # type: ignore[no-untyped-def]
    table = Base.metadata.tables[parent]
    return select(literal(f"{kind}:") + cast(table.c.id, Text)).where(found.get(parent, false()))


STARTS: dict[str, Callable[[Person], tuple[int, ...]]] = {
    "me": lambda person: (person.user_id,) if person.user_id is not None else (),
    "mine": lambda person: person.groups,
    "shop": lambda person: person.shops,
}
