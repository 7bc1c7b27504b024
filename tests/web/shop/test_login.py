"""The log-in page: silent, limited, with a new token each time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.people import login_sessions, passwords
from marketplace.people.users import User

PASSWORD = "perahu kayu biru"
SEALED = passwords.seal(PASSWORD)
PHONE = "081200000001"


@pytest.fixture
def siti(session: Session) -> User:
    user = User(name="Siti", phone="+6281200000001", email="siti@contoh.id", password_hash=SEALED)
    session.add(user)
    session.commit()
    return user


def log_in(client: FlaskClient, who: str = PHONE, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/masuk", data={"who": who, "password": password, **more})


def text(html: str) -> str:
    tree = LexborHTMLParser(html)
    main = tree.css_first("main")
    assert main is not None
    return " ".join(main.text().split())


def test_it_works_with_phone_and_with_email(client: FlaskClient, siti: User) -> None:
    for who in ("0812 0000 0001", "62812-0000-0001", "Siti@Contoh.id"):
        answer = log_in(client, who)
        assert (answer.status_code, answer.location) == (303, "/akun")
        assert "Siti" in client.get("/akun").text


def test_the_form_helps_password_managers(client: FlaskClient) -> None:
    tree = LexborHTMLParser(client.get("/masuk").text)
    who, password = tree.css_first("input[name=who]"), tree.css_first("input[name=password]")
    assert who.attributes["autocomplete"] == "username"
    assert password.attributes["autocomplete"] == "current-password"
    assert password.attributes["type"] == "password" and "onpaste" not in password.attributes


def test_every_refusal_is_the_same_page(client: FlaskClient, session: Session, siti: User) -> None:
    wrong = log_in(client, PHONE, "bukan kata sandinya")
    unknown = log_in(client, "081299999999", "bukan kata sandinya")
    siti.disabled_at = siti.created_at
    session.commit()
    disabled = log_in(client, PHONE, PASSWORD)
    assert wrong.status_code == unknown.status_code == disabled.status_code == 422
    assert text(wrong.text) == text(unknown.text) == text(disabled.text)


def test_known_and_unknown_cost_the_same_work(client: FlaskClient, siti: User, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = []
    real = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, kept, word: checks.append(word) or real(self, kept, word)
    )
    log_in(client, PHONE, "salah satu")
    log_in(client, "081299999999", "salah dua")
    assert checks == ["salah satu", "salah dua"]


def test_what_was_typed_stays_but_not_the_password(client: FlaskClient, siti: User) -> None:
    page = log_in(client, "0812 0000 0001", "kenari-rahasia-salah").text
    tree = LexborHTMLParser(page)
    assert tree.css_first("input[name=who]").attributes["value"] == "0812 0000 0001"
    assert "kenari-rahasia-salah" not in page
    assert tree.css_first("title").text().startswith("Galat: ")


def test_what_is_no_phone_and_no_email_is_said(client: FlaskClient) -> None:
    answer = log_in(client, "siti", "apa saja")
    assert answer.status_code == 422 and "Tulis nomor HP atau alamat e-mail" in answer.text


def test_the_eleventh_try_waits_for_known_and_unknown(client: FlaskClient, siti: User) -> None:
    pages = []
    for who in (PHONE, "081299999999"):
        answers = [log_in(client, who, "salah terus").status_code for _ in range(10)]
        assert answers == [422] * 10
        refused = log_in(client, who, PASSWORD)
        assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
        pages.append(text(refused.text))
    assert "Coba lagi" in pages[0] and pages[0] == pages[1]


def test_the_token_changes_at_log_in_and_dies_at_log_out(client: FlaskClient, app: Flask, siti: User) -> None:
    client.get("/masuk")
    log_in(client)
    cookie = client.get_cookie("sesi")
    assert cookie is not None
    log_in(client)
    second = client.get_cookie("sesi")
    assert second is not None and second.value != cookie.value
    old = app.test_client()
    old.set_cookie("sesi", cookie.value)
    assert old.get("/akun").status_code == 303
    client.post("/keluar")
    assert client.get("/akun").status_code == 303
    replay = app.test_client()
    replay.set_cookie("sesi", second.value)
    assert replay.get("/akun").status_code == 303


def test_a_planted_session_does_not_survive_log_in(client: FlaskClient, siti: User) -> None:
    with client.session_transaction() as planted:
        planted["csrf_token"] = "tertanam"  # noqa: S105
        planted["apa-saja"] = "tertanam"
    log_in(client)
    with client.session_transaction() as now:
        assert now.get("csrf_token") != "tertanam" and "apa-saja" not in now


def test_log_out_asks_for_a_post(client: FlaskClient, siti: User) -> None:
    log_in(client)
    assert client.get("/keluar").status_code == 405
    assert client.get("/akun").status_code == 200


FOREIGN = r"""
https://jahat.id //jahat.id ///jahat.id /\jahat.id \\jahat.id http:jahat.id https:/jahat.id
javascript:alert(1)
//jahat.id/%2f.. /%2f/jahat.id /%5cjahat.id /a/..//jahat.id @jahat.id jahat.id /..//jahat.id data:text/html,x
""".split()


@pytest.mark.parametrize(
    "target",
    [
        *FOREIGN,
        "/\t/jahat.id",
        "/ /jahat.id/../",
        " //jahat.id",
        "/\r\nLocation: https://jahat.id",
        "/a\u2028",
    ]
    + ["/" + "a" * 600],
)
def test_only_own_pages_follow(client: FlaskClient, siti: User, target: str) -> None:
    assert log_in(client, next=target).location == "/akun"
    assert client.get("/masuk", query_string={"next": target}).location == "/akun"


@pytest.mark.parametrize("target", ["/keranjang", "/cari?q=amplang&urut=murah", "/checkout/penerima"])
def test_an_own_page_follows(client: FlaskClient, siti: User, target: str) -> None:
    page = client.get("/masuk", query_string={"next": target}).text
    assert LexborHTMLParser(page).css_first("input[name=next]").attributes["value"] == target
    assert log_in(client, next=target).location == target


def test_shared_devices_can_be_forgotten(client: FlaskClient, siti: User) -> None:
    log_in(client)
    assert "Expires" not in (client.get("/akun").headers.get("Set-Cookie") or "")
    log_in(client, remember="y")
    with client.session_transaction() as now:
        assert now.permanent


def test_each_outcome_is_written_down(client: FlaskClient, session: Session, siti: User) -> None:
    log_in(client, PHONE, "salah sekali")
    log_in(client)
    client.post("/keluar")
    verbs = [event.verb for event in events.history(session, siti.subject)]
    assert verbs == ["log_in_refused", "password_accepted", "session_ended"]


def test_the_log_holds_no_secret(client: FlaskClient, siti: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    log_in(client, PHONE, "kenari-rahasia-salah")
    log_in(client)
    assert "auth log_in refused" in caplog.text and f"auth log_in ok user={siti.id}" in caplog.text
    for secret in ("kenari-rahasia-salah", PASSWORD, "81200000001", "siti@contoh.id"):
        assert secret not in caplog.text


def test_the_day_of_use_is_noted_once(client: FlaskClient, session: Session, siti: User) -> None:
    log_in(client, remember="y")
    try:
        clock.shift_for_tests(timedelta(days=2))
        client.get("/akun")
        session.rollback()
        (login,) = login_sessions.live(session, siti)
        assert login.last_seen_on == clock.today()
    finally:
        clock.shift_for_tests(timedelta())


@pytest.mark.parametrize("path", ["/masuk", "/daftar", "/lupa-kata-sandi", "/keluar", "/akun/kata-sandi"])
def test_without_the_right_token_nothing_is_accepted(app: Flask, client: FlaskClient, siti: User, path: str) -> None:
    log_in(client)
    stranger = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = LexborHTMLParser(stranger.get("/masuk").text)
        foreign = page.css_first("input[name=csrf_token]").attributes["value"]
        for token in ({}, {"csrf_token": ""}, {"csrf_token": foreign}):
            assert client.post(path, data=token).status_code == 400
        assert client.post(path, json={"csrf_token": foreign}).status_code == 400
        assert client.post(path, headers={"HX-Request": "true"}).status_code == 400
        assert client.get("/akun").status_code == 200
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
