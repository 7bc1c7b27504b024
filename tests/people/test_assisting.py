"""A helper acts for a maker only with consent, only for a time, and under both names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import packs
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.events import Event
from marketplace.people import assisting, users
from marketplace.people.users import User
from marketplace.stock import shelf
from marketplace.stock.lots import Movement
from tests import cast


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


@pytest.fixture
def rina(session: Session) -> User:
    person = User(name="Rina", phone="+6281200000333")
    session.add(person)
    session.flush()
    return person


def consent(session: Session, maker: cast.Maker, rina: User) -> assisting.Assistance:
    return assisting.agree(session, maker.producer, user_id=rina.id, name=rina.name, by=maker.actor)


def acting(session: Session, maker: cast.Maker, rina: User) -> Actor:
    return users.as_actor(session, rina, maker.producer.id)


def test_a_consent_says_which_text_when_and_how(session: Session, maker: cast.Maker, rina: User) -> None:
    given = consent(session, maker, rina)
    assert (given.text_version, given.how, given.by_name) == (assisting.TEXT, "own_phone", maker.actor.name)
    assert given.granted_at < given.until
    told = session.scalars(select(Event).where(Event.verb == "assist_agreed")).one()
    assert (told.subject, told.facts["text"], told.facts["helper"]) == (maker.producer.subject, assisting.TEXT, "Rina")


def test_what_a_helper_does_carries_both_names(session: Session, maker: cast.Maker, rina: User) -> None:
    consent(session, maker, rina)
    by = acting(session, maker, rina)
    assert by.producer_ids == {maker.producer.id} and by.acting_for == maker.producer.id and not by.roles
    packs.reprice(session, maker.variant, price=20_000, tiers=[], minimum=1, step=1, by=by)
    shelf.count(session, maker.variant.stock_item_id, 500, by=by)
    event = session.scalars(select(Event).where(Event.by_user_id == rina.id).order_by(Event.id.desc())).first()
    movement = session.scalars(select(Movement).order_by(Movement.id.desc())).first()
    assert event and event.acting_for == maker.producer.id
    assert event.by_name == "Rina (untuk Amplang Uji)" and movement and movement.by_name == event.by_name


def test_without_a_living_consent_nobody_acts_for_anybody(
    session: Session, maker: cast.Maker, rina: User, later: Callable[..., None]
) -> None:
    assert acting(session, maker, rina).producer_ids == frozenset()
    given = consent(session, maker, rina)
    assisting.end(session, given.public_id, by=maker.actor)
    assert acting(session, maker, rina).producer_ids == frozenset()
    consent(session, maker, rina)
    assert acting(session, maker, rina).producer_ids
    later(days=31)
    assert acting(session, maker, rina).producer_ids == frozenset()


def test_a_helper_gives_no_consent_and_a_stranger_ends_none(session: Session, maker: cast.Maker, rina: User) -> None:
    given = consent(session, maker, rina)
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=9_000, packs=1, phone="+6281200000902")
    for by in (acting(session, maker, rina), other.actor, Actor("user", "Siapa", user_id=999)):
        with pytest.raises(NotFound):
            assisting.agree(session, maker.producer, user_id=rina.id, name="Siapa", by=by)
        if by.acting_for is None:
            with pytest.raises(NotFound):
                assisting.end(session, given.public_id, by=by)
    assert [one.public_id for one in assisting.of_producer(session, maker.producer.id)] == [given.public_id]


def test_agreeing_again_replaces_the_first_consent(session: Session, maker: cast.Maker, rina: User) -> None:
    first, second = consent(session, maker, rina), consent(session, maker, rina)
    assert first.ended_at and [one.id for one in assisting.of_user(session, rina.id)] == [second.id]


def test_an_officer_notes_the_consent_for_the_own_help_only(session: Session, maker: cast.Maker, rina: User) -> None:
    officer = Actor("user", "Rina", user_id=rina.id, roles=frozenset({"officer"}))
    assert assisting.note(session, maker.producer, "call_back", by=officer).how == "call_back"
    for by, how in ((officer, "own_phone"), (cast.FINANCE, "call_back"), (maker.actor, "in_person")):
        with pytest.raises(NotFound):
            assisting.note(session, maker.producer, how, by=by)


def test_nobody_helps_the_own_shop(session: Session, maker: cast.Maker) -> None:
    owner = session.scalars(select(User).where(User.phone == maker.producer.phone)).one()
    with pytest.raises(assisting.OwnShop):
        assisting.agree(session, maker.producer, user_id=owner.id, name=owner.name, by=maker.actor)
