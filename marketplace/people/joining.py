"""Becoming a maker: a name and a phone are enough; everything else is told later."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel import events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal
from marketplace.kernel.slugs import slug

from . import businesses, members, names, users
from .businesses import Business
from .members import ProducerMember
from .producers import Producer
from .users import User

TERMS = "jualan-2026-11"


class StaffCannotSell(Refusal):
    """Who works for the agency judges makers, so they are none themselves."""


def join(
    session: Session, *, name: str, phone: str, language: str = "id", record: Business | None = None, by: Actor
) -> User | None:
    """A new person with a new shop, or nothing when the phone is taken; the caller shows the same page."""
    taken = users.by_phone(session, phone)
    user = None if taken else _person(session, name, phone, language)
    if user is None:
        _note_repeat(session, taken or users.by_phone(session, phone), by)
        return None
    events.record(session, user.subject, "signed_up", by=by, with_="phone")
    become(session, user, phone=phone, record=record, by=by)
    return user


def become(session: Session, user: User, *, phone: str, record: Business | None = None, by: Actor) -> Producer:
    """The shop of a person who has an account; a second tap gives the first shop. Raise StaffCannotSell.

    `record` is the business in the agency's register for which an officer opens it; else it gets a new record.
    """
    if user.is_staff:
        raise StaffCannotSell()
    session.scalars(select(User.id).where(User.id == user.id).with_for_update()).one()
    held = members.producer_ids(session, user.id)
    if held:
        return session.get_one(Producer, min(held))
    producer = _shop(session, user, phone)
    session.add(ProducerMember(user_id=user.id, producer_id=producer.id))
    events.record(session, user.subject, "consented", by=by, text="seller_terms", version=TERMS)
    events.record(session, producer.subject, "joined", by=by, user_id=user.id)
    if record is None:
        businesses.note_shop(session, producer, by=by)
    return producer


def _person(session: Session, name: str, phone: str, language: str) -> User | None:
    user = User(name=names.clean(name), phone=phone, language=language)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        return None
    return user


def _shop(session: Session, user: User, phone: str) -> Producer:
    name = f"Dapur {user.name}"
    wanted = slug(name)
    taken = session.scalar(select(Producer.id).where(Producer.slug == wanted))
    producer = Producer(
        slug=f"{wanted}-{ids.code(5).lower()}" if taken else wanted,
        name=name,
        owner_name=user.name,
        scale="mikro",
        phone=phone,
        makes="",
        is_demo=user.is_demo,
    )
    session.add(producer)
    session.flush()
    return producer


def _note_repeat(session: Session, owner: User | None, by: Actor) -> None:
    if owner is not None:
        events.record(session, owner.subject, "joining_repeated", by=by, with_="phone")
