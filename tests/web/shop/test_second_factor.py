"""The second factor on the web: forced for staff, in the way of everything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.people import login_sessions, passwords, second_factor, staff
from marketplace.people.users import User

PASSWORD = "perahu kayu biru"
SEALED = passwords.seal(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DESK = "/agensi/tautan"


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    yield
    clock.shift_for_tests(timedelta())


@pytest.fixture
def rina(session: Session) -> User:
    user = User(name="Rina", email="rina@contoh.id", password_hash=SEALED)
    session.add(user)
    session.flush()
    staff.grant(session, user, "officer", by=SYSTEM)
    session.commit()
    return user


@pytest.fixture
def enrolled(session: Session, rina: User, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    papers = second_factor.enrol(session, rina, SECRET, code(), by=SYSTEM)
    session.commit()
    clock.shift_for_tests(timedelta(minutes=5))
    return papers


def code(steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(clock.now(), counter_offset=steps)


def log_in(client: FlaskClient, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/masuk", data={"who": "rina@contoh.id", "password": PASSWORD, **more})


def give(client: FlaskClient, text: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/masuk/kode", data={"code": text, **more})


def test_staff_without_one_are_led_to_set_it_up(client: FlaskClient, rina: User) -> None:
    assert log_in(client, next=DESK).location == f"/akun/keamanan/kode?next={DESK}"
    assert client.get(DESK).location == f"/masuk/kode?next={DESK}"
    assert client.get(f"/masuk/kode?next={DESK}").location == f"/akun/keamanan/kode?next={DESK}"


def test_setting_it_up_opens_the_desk(client: FlaskClient, session: Session, rina: User) -> None:
    log_in(client)
    page = LexborHTMLParser(client.get(f"/akun/keamanan/kode?next={DESK}").text)
    assert page.css_first(".qr svg") is not None
    secret = page.css_first("code").text().replace(" ", "")
    answer = client.post("/akun/keamanan/kode", data={"code": pyotp.TOTP(secret).at(clock.now()), "next": DESK})
    papers = [node.text() for node in LexborHTMLParser(answer.text).css("ul code")]
    assert answer.status_code == 200 and len(papers) == 8
    assert client.get(DESK).status_code == 200
    assert second_factor.is_enrolled(session, rina)


def test_a_wrong_first_code_keeps_the_secret_shown(client: FlaskClient, session: Session, rina: User) -> None:
    log_in(client)
    before = LexborHTMLParser(client.get("/akun/keamanan/kode").text).css_first("code").text()
    answer = client.post("/akun/keamanan/kode", data={"code": "12"})
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first("code").text() == before
    assert not second_factor.is_enrolled(session, rina)


def test_some_time_after_log_in_the_password_is_asked_again(client: FlaskClient, rina: User) -> None:
    log_in(client)
    clock.shift_for_tests(timedelta(minutes=20))
    page = LexborHTMLParser(client.get("/akun/keamanan/kode").text)
    assert page.css_first("input[name=password]") is not None
    right = pyotp.TOTP(page.css_first("code").text().replace(" ", "")).at(clock.now())
    refused = client.post("/akun/keamanan/kode", data={"code": right, "password": "bukan ini"})
    assert refused.status_code == 422
    accepted = client.post("/akun/keamanan/kode", data={"code": right, "password": PASSWORD})
    assert accepted.status_code == 200


@pytest.mark.usefixtures("enrolled")
def test_a_password_alone_opens_nothing(client: FlaskClient) -> None:
    assert log_in(client).location == "/masuk/kode?next=/akun"
    for path in ("/akun", "/akun/kata-sandi", "/akun/perangkat", DESK):
        assert client.get(path).location.startswith("/masuk?next=")


@pytest.mark.usefixtures("enrolled")
def test_the_code_lets_in_with_a_new_token_and_only_once(client: FlaskClient, app: Flask) -> None:
    log_in(client, next=DESK)
    waiting = client.get_cookie("sesi")
    right = code()
    assert give(client, f"{right[:3]} {right[3:]}", next=DESK).location == DESK
    assert client.get(DESK).status_code == 200
    other = app.test_client()
    log_in(other)
    assert give(other, f" {right}").status_code == 422
    replay = app.test_client()
    replay.set_cookie("sesi", waiting.value if waiting else "")
    assert give(replay, code(1)).location.startswith("/masuk")


def test_a_paper_code_lets_in_once(client: FlaskClient, app: Flask, enrolled: list[str]) -> None:
    log_in(client)
    assert give(client, enrolled[0]).status_code == 303
    other = app.test_client()
    log_in(other)
    assert give(other, enrolled[0]).status_code == 422
    assert give(other, enrolled[1]).status_code == 303


@pytest.mark.usefixtures("enrolled")
def test_tries_are_limited_over_new_log_ins(client: FlaskClient) -> None:
    log_in(client)
    assert {give(client, "000000" if code() != "000000" else "999999").status_code for _ in range(10)} == {422}
    log_in(client)
    refused = give(client, code())
    assert refused.status_code == 429 and refused.headers["Retry-After"]


@pytest.mark.usefixtures("enrolled")
def test_the_waiting_ends_after_ten_minutes(client: FlaskClient) -> None:
    log_in(client)
    clock.shift_for_tests(timedelta(minutes=20))
    assert give(client, code()).location.startswith("/masuk")


def test_nobody_waiting_goes_to_log_in(client: FlaskClient) -> None:
    assert client.get("/masuk/kode").location == "/masuk"
    assert give(client, "123456").location == "/masuk"


def test_new_papers_need_a_code(client: FlaskClient, enrolled: list[str]) -> None:
    log_in(client)
    give(client, enrolled[0])
    assert client.post("/akun/keamanan/kode/cadangan", data={"code": "1"}).status_code == 422
    answer = client.post("/akun/keamanan/kode/cadangan", data={"code": code()})
    assert len(LexborHTMLParser(answer.text).css("ul code")) == 8
    assert enrolled[1] not in answer.text


def test_enrolling_ends_other_log_ins(client: FlaskClient, session: Session, rina: User) -> None:
    _, elsewhere = login_sessions.start(session, rina, device="", remember=False)
    session.commit()
    log_in(client)
    secret = LexborHTMLParser(client.get("/akun/keamanan/kode").text).css_first("code").text().replace(" ", "")
    client.post("/akun/keamanan/kode", data={"code": pyotp.TOTP(secret).at(clock.now())})
    session.rollback()
    assert login_sessions.find(session, elsewhere) is None
