"""Every route, as a stranger and as the wrong role: denied unless the policy says otherwise."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.people import passwords
from marketplace.people.users import StaffRole, User
from marketplace.trade.orders import Order
from marketplace.web import access
from tests import cast
from tests.shopping import InProcess, fill, to_review

VALUES = {"int": "1", "string": "x", "path": "x", "default": "x"}


def value(place: re.Match[str]) -> str:
    """Something that fits a place in an address: the first of a list, a number, a letter."""
    return place[2].split(",")[0].strip() if place[2] else VALUES.get(place[1] or "default", "x")


def routes(
    app: Flask, prefixes: tuple[str, ...] = ("person", "producer", "buyer", "staff:")
) -> list[tuple[str, str, str]]:
    found = []
    for path, methods, policy, _ in access.url_map(app):
        if policy.startswith(prefixes):
            address = re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?\w+>", value, path)
            found += [(method, address, policy) for method in methods.split(",")]
    return found


def test_every_route_declares_its_policy(app: Flask) -> None:
    assert [row for row in access.url_map(app) if row[2] == "?"] == []


def test_a_guest_is_led_to_the_log_in(app: Flask, client: FlaskClient) -> None:
    for method, path, policy in routes(app):
        answer = client.open(path, method=method)
        assert answer.status_code == 303 and "/masuk" in answer.headers["Location"], (method, path, policy)


STAFF = ("finance", "officer", "verifier", "moderator", "head")


@pytest.mark.parametrize("role", ["buyer", "producer", *STAFF])
def test_the_wrong_role_gets_the_answer_of_a_stranger(
    app: Flask, client: FlaskClient, session: Session, role: str
) -> None:
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    person = User(name="Uji", phone="+6281200000999", password_hash=passwords.seal(cast.PASSWORD))
    session.add(person)
    session.flush()
    if role in STAFF:
        session.add(StaffRole(user_id=person.id, role=role, granted_by="uji"))
    phone = "081200000901" if role == "producer" else "081200000999"
    assert client.post("/masuk", data={"who": phone, "password": cast.PASSWORD}).status_code == 303
    for method, path, policy in routes(app, ("producer", "buyer", "staff:")):
        if policy == role == "producer" or (role in STAFF and {role, "any"}.intersection(access.roles(policy))):
            continue
        answer = client.open(path, method=method)
        assert answer.status_code == 404, (role, method, path, policy)


def test_staff_without_the_second_factor_are_led_to_it(app: Flask, client: FlaskClient, session: Session) -> None:
    cast.finance(session)
    client.post("/masuk", data={"who": "keuangan@contoh.id", "password": cast.PASSWORD})
    answer = client.get("/agensi/bukti")
    assert answer.status_code == 303 and "kode" in answer.headers["Location"]


def test_a_second_maker_sees_and_touches_nothing(client: FlaskClient, session: Session) -> None:
    cast.finance(session)
    mine = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    buyer = InProcess(client.application.test_client())
    fill(buyer, {mine.variant.id: 1})
    hidden = to_review(buyer, method="cod", phone="081234567890", street="Jl. Uji 1")
    buyer.post("/checkout/periksa", hidden or {})
    session.expire_all()
    order = session.scalars(select(Order)).one()
    client.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    assert order.number not in client.get("/jualan/pesanan").get_data(as_text=True)
    assert client.get(f"/jualan/pesanan/{order.number}").status_code == 404
    for verb in ("terima", "siap", "serahkan", "tiba", "tolak", "urungkan", "kurang", "batalkan"):
        answer: Any = client.post(f"/jualan/pesanan/{order.number}/{verb}", data={"reason": "x"})
        assert answer.status_code == 404
    session.expire_all()
    assert order.state == "placed"


def test_personal_pages_are_kept_by_nobody(client: FlaskClient, session: Session) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    shared = client.get("/")
    assert shared.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in shared.headers
    fill(InProcess(client), {maker.variant.id: 1})
    for path in ("/", "/keranjang", "/produk/amplang-uji"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store", path
        assert {"HX-Request", "Cookie"} <= set(answer.vary), path
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_every_form_needs_its_token(app: Flask, client: FlaskClient, with_csrf: None) -> None:
    for path, methods, _, _ in access.url_map(app):
        if "POST" in methods:
            address = re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?\w+>", value, path)
            for headers in ({}, {"HX-Request": "true"}):
                answer = client.post(address, headers=headers)
                assert answer.status_code == 400, address


@pytest.mark.parametrize(
    "path",
    [
        "/produk/%00",
        "/cari?q=%00",
        "/cari?q=%27%22%3E%3Cscript%3E",
        "/kategori/../x",
        "/cari?setelah=9-9-9",
        "/cari?setelah=" + "9" * 400,
        "/pesanan/" + "a" * 500,
        "/foto/abc/1.webp",
        "/cari?q=" + "a" * 3000,
    ],
)
def test_hostile_addresses_get_a_sane_answer(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code < 500
    assert b"<script>" not in answer.data


def test_pages_travel_compressed(client: FlaskClient) -> None:
    answer = client.get("/bantuan", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.vary
