"""A guest's cart at log-in: nothing lost, nothing doubled, nothing left for the next person at this browser."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM
from marketplace.people import passwords
from marketplace.people.users import User
from marketplace.trade import carts
from tests import cast
from tests.shopping import InProcess, fill


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    for name, phone in (("Siti", "+6281200000001"), ("Budi", "+6281200000002")):
        session.add(User(name=name, phone=phone, password_hash=passwords.seal(cast.PASSWORD)))
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def log_in(client: FlaskClient, phone: str) -> None:
    assert client.post("/masuk", data={"who": phone, "password": cast.PASSWORD}).status_code == 303


def quantities(session: Session) -> list[int]:
    session.expire_all()
    return sorted(session.scalars(select(carts.CartLine.quantity)))


def test_more_than_there_is_stays_and_is_said(
    app: Flask, client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    log_in(client, "081200000001")
    fill(InProcess(client), {amplang.variant.id: 15})
    other = app.test_client()
    fill(InProcess(other), {amplang.variant.id: 10})
    log_in(other, "081200000001")
    assert quantities(session) == [25]
    page = other.get("/keranjang")
    assert page.status_code == 200 and "Tinggal 20" in page.text
    assert other.post("/checkout").location.endswith("/keranjang")
    assert other.get_cookie("keranjang") is None


def test_more_than_allowed_is_capped_and_said(
    app: Flask, client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    settings.change(session, "cart.max_packs", 12, by=SYSTEM)
    log_in(client, "081200000001")
    fill(InProcess(client), {amplang.variant.id: 8})
    other = app.test_client()
    fill(InProcess(other), {amplang.variant.id: 8})
    log_in(other, "081200000001")
    assert quantities(session) == [12]
    assert "batasi" in other.get("/keranjang").text


def test_the_next_person_at_this_browser_finds_nothing(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    fill(InProcess(client), {amplang.variant.id: 3})
    log_in(client, "081200000001")
    assert "Amplang Uji" in client.get("/keranjang").text
    client.post("/keluar")
    assert "Amplang Uji" not in client.get("/keranjang").text
    log_in(client, "081200000002")
    assert "Amplang Uji" not in client.get("/keranjang").text
    fill(InProcess(client), {amplang.variant.id: 1})
    log_in(client, "081200000001")
    assert quantities(session) == [1, 3], "Budi keeps his cart, Siti hers"


def test_an_old_cookie_of_a_merged_cart_brings_nothing_back(
    app: Flask, client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    fill(InProcess(client), {amplang.variant.id: 3})
    cookie = client.get_cookie("keranjang")
    assert cookie is not None
    log_in(client, "081200000001")
    for phone in ("081200000002", "081200000001"):
        stranger = app.test_client()
        stranger.set_cookie("keranjang", cookie.value)
        assert "Amplang Uji" not in stranger.get("/keranjang").text
        log_in(stranger, phone)
    assert quantities(session) == [3]
