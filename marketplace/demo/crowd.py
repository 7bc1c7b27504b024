"""The invented buyers, makers and staff who act in the demo's orders."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor, guest
from marketplace.people import users
from marketplace.people.members import ProducerMember
from marketplace.people.places import Kelurahan
from marketplace.people.users import User

from . import logins, tables

ACCOUNTS = {"Ani Kartika": logins.SHOPPER, "Ratih Pembelian": logins.HOTEL}


@dataclass(frozen=True)
class Buyer:
    """Somebody who orders, and where it goes."""

    name: str
    kind: str
    phone: str
    email: str
    place: Kelurahan
    street: str
    landmark: str
    user_id: int | None

    @property
    def actor(self) -> Actor:
        """As the one who acts."""
        return guest(self.name) if self.user_id is None else Actor("user", self.name, user_id=self.user_id)


def buyers(session: Session) -> list[Buyer]:
    """All invented buyers; two of them have an account."""
    places = {place.name: place for place in session.scalars(select(Kelurahan))}
    return [_buyer(session, row, places[row["kelurahan"]]) for row in tables.rows("buyers")]


def finance(session: Session) -> Actor:
    """The person at the finance desk."""
    found = _account(session, logins.FINANCE)
    return users.as_actor(session, found) if found else Actor("system", "Keuangan", roles=frozenset({"finance"}))


def person(session: Session, who: str, role: str) -> Actor:
    """Somebody else of the staff, by log-in; without one the role alone."""
    found = _account(session, who)
    return users.as_actor(session, found) if found else Actor("system", role, roles=frozenset({role}))


def makers(session: Session) -> dict[int, Actor]:
    """Each producer's owner as the one who acts, by producer."""
    rows = session.execute(
        select(ProducerMember.producer_id, User.id, User.name)
        .join(User, User.id == ProducerMember.user_id)
        .where(User.is_demo)
    )
    return {
        producer_id: Actor("user", name, user_id=user_id, producer_ids=frozenset({producer_id}))
        for producer_id, user_id, name in rows
    }


def _buyer(session: Session, row: tables.Row, place: Kelurahan) -> Buyer:
    account = _account(session, ACCOUNTS[row["name"]]) if row["name"] in ACCOUNTS else None
    name, kind, phone, email = row["name"], row["kind"], row["phone"], row["email"]
    return Buyer(name, kind, phone, email, place, row["street"], row["landmark"], account.id if account else None)


def _account(session: Session, who: str) -> User | None:
    said = users.identifier(who)
    return users.known_by(session, said) if said else None
