"""Becoming a maker with a name and a phone."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.people import joining, members, staff, users
from marketplace.people.producers import Producer
from marketplace.people.users import User

PHONE = "+6281234500001"


def join(session: Session, name: str = "Siti Aminah", phone: str = PHONE) -> User | None:
    return joining.join(session, name=name, phone=phone, by=guest())


def test_a_name_and_a_phone_make_a_person_and_a_shop(session: Session) -> None:
    user = join(session)
    assert user is not None and user.password_hash is None and user.phone_verified_at is None
    shop = session.get_one(Producer, min(members.producer_ids(session, user.id)))
    assert (shop.name, shop.slug, shop.phone, shop.kelurahan_code) == (
        "Dapur Siti Aminah", "dapur-siti-aminah", PHONE, None,
    )  # fmt: skip
    told = {event.verb: event.facts for event in events.history(session, user.subject)}
    assert told["consented"] == {"text": "seller_terms", "version": joining.TERMS}
    assert users.as_actor(session, user).producer_ids == {shop.id}


def test_two_of_one_name_get_two_addresses(session: Session) -> None:
    join(session)
    join(session, phone="+6281234500002")
    slugs = session.scalars(select(Producer.slug)).all()
    assert len(set(slugs)) == 2 and all(slug.startswith("dapur-siti-aminah") for slug in slugs)


def test_a_known_phone_makes_nothing_and_leaves_a_trace(session: Session) -> None:
    owner = User(name="Lama", phone=PHONE)
    session.add(owner)
    session.flush()
    assert join(session) is None
    assert session.scalar(select(func.count()).select_from(Producer)) == 0
    assert [event.verb for event in events.history(session, owner.subject)] == ["joining_repeated"]


def test_a_shopper_becomes_a_maker_once(session: Session) -> None:
    person = User(name="Ani", phone=PHONE)
    session.add(person)
    session.flush()
    by = users.as_actor(session, person)
    first = joining.become(session, person, phone=PHONE, by=by)
    assert joining.become(session, person, phone=PHONE, by=by).id == first.id
    assert members.producer_ids(session, person.id) == {first.id}


def test_staff_do_not_sell(session: Session) -> None:
    person = User(name="Rina", phone=PHONE)
    session.add(person)
    session.flush()
    staff.grant(session, person, "officer", by=SYSTEM)
    with pytest.raises(joining.StaffCannotSell):
        joining.become(session, person, phone=PHONE, by=Actor("user", "Rina", user_id=person.id))
