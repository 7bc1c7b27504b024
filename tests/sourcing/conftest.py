"""A hotel that asks, a kitchen that sells, and an empty draft."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.people import buyers, organisations
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.users import User
from marketplace.sourcing import requests
from marketplace.sourcing.requests import PurchaseRequest
from tests import cast

STAFF = Actor("user", "Petugas", roles=frozenset({"officer"}))


@dataclass
class Hotel:
    """An active organisation with two outlets and the person who owns it."""

    organisation: Organisation
    kitchen: Outlet
    cafe: Outlet
    owner: Actor
    desk: Desk


@pytest.fixture
def hotel(session: Session) -> Hotel:
    person = User(name="Sari", phone="+6281266600001", password_hash="x")
    session.add(person)
    session.flush()
    by = Actor("user", "Sari", user_id=person.id)
    house = buyers.establish(
        session, person, Organisation(name="Hotel Uji", kind="hotel", phone="+6254277700"),
        Outlet(name="Dapur utama", street="Jl. Uji 9", kelurahan_code=cast.DAMAI), by=by,
    )  # fmt: skip
    cafe = organisations.add_outlet(session, house, name="Kafe", street="Jl. Uji 10", kelurahan=cast.DAMAI, by=by)
    kitchen = next(outlet for outlet in house.outlets if outlet.id != cafe.id)
    buyers.place(session, house, person, {kitchen.id: ["owner"], cafe.id: ["owner"]}, by=by)
    organisations.activate(session, house, ["30"], 50_000_000, by=STAFF)
    session.expire_all()
    return Hotel(house, kitchen, cafe, by, buyers.desk(session, house.public_id, by=by))


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=18_000, packs=200, phone="+6281200000901")


@pytest.fixture
def draft(session: Session, hotel: Hotel) -> PurchaseRequest:
    return requests.begin(session, hotel.desk, hotel.kitchen)
