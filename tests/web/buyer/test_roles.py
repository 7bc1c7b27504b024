"""Every role, at its outlet, on every route of the desk; strangers and wrong roles get the same 404."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from marketplace.people import buyers
from marketplace.people.buyers import ROLES
from marketplace.web import access
from tests import buyer_roles, buying, cast, tour_buyer, tour_receiving

Route = tuple[str, str, str]
OTHERS = (buying.CHEF, buying.STRANGER, "other owner")


@pytest.fixture
def desk(app: Flask, session: Session) -> tuple[buying.Hotel, dict[str, Any]]:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    hotel, made = tour_buyer.furnish(session, maker)
    only_kitchen = {hotel.kitchen.id: ["owner"]}
    buyers.place(session, hotel.organisation, hotel.people["owner"], only_kitchen, by=hotel.actor("owner"))
    other = buying.hotel(session, name="Hotel Lain", first_phone=81266600200)
    hotel.people["other owner"] = other.people["owner"]
    session.commit()
    for key in (tour_receiving.PHOTO, tour_receiving.STAMPED):
        app.extensions["files"].put(key, b"a picture")
    return hotel, made


def routes(app: Flask, made: dict[str, Any]) -> list[Route]:
    """(method, address, endpoint) of everything that only buyers may open."""
    found, world = [], SimpleNamespace(made={"hotel": made})
    for path, methods, policy, endpoint in access.url_map(app):
        if policy == access.BUYER and "<org>" in path:
            given = tour_buyer.VALUES.get(endpoint, tour_buyer.org())(world)
            address = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", path).format(**given)
            found += [(method, address, endpoint) for method in methods.split(",")]
    return found


@pytest.mark.one_database
def test_every_route_says_who_may_open_it(app: Flask, desk: tuple[buying.Hotel, dict[str, Any]]) -> None:
    known = {endpoint for _, _, endpoint in routes(app, desk[1])}
    assert known == set(buyer_roles.MAY), known ^ set(buyer_roles.MAY)


@pytest.mark.one_database
def test_only_the_right_role_gets_in(
    app: Flask, session: Session, connection: Connection, desk: tuple[buying.Hotel, dict[str, Any]]
) -> None:
    for role in (*ROLES, *OTHERS):
        before = connection.begin_nested()
        opened = visits(app, connection, desk, role)
        before.rollback()
        session.expire_all()
        assert {key: got for key, got in opened.items() if got != may(role, key[1])} == {}, role


def visits(
    app: Flask, connection: Connection, desk: tuple[buying.Hotel, dict[str, Any]], role: str
) -> dict[tuple[str, str], bool]:
    """Which routes open to a role; each is tried on the same shop."""
    hotel, made = desk
    client = hotel.enter(app.test_client(), role)
    seen = {}
    for method, address, endpoint in routes(app, made):
        point = connection.begin_nested()
        form = forms(made).get(endpoint) if method == "POST" else None
        status = client.open(address, method=method, data=form).status_code
        point.rollback()
        seen[method, endpoint] = status != 404
        assert status < 500, (role, method, address)
    return seen


def forms(made: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What a form must say to be about anything."""
    outlet = {"outlet": made["kitchen"]}
    return {"buyer.requests.begin": outlet, "buyer.from_shop.begin": outlet}


def may(role: str, endpoint: str) -> bool:
    """Whether a role of the kitchen, or the chef of the pastry, may open it."""
    if role == buying.CHEF:
        return "requester" in buyer_roles.ELSEWHERE.get(endpoint, ())
    return role in buyer_roles.MAY[endpoint]
