"""The account pages: one's own data, password and devices, nobody else's."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import jobs
from marketplace.people import login_sessions, passwords
from marketplace.people.users import User

PASSWORD, NEW = "perahu kayu biru", "tujuh kepiting merah"
SEALED = passwords.seal(PASSWORD)
PAGES = (
    "/akun",
    "/akun/profil",
    "/akun/kontak",
    "/akun/kata-sandi",
    "/akun/perangkat",
    "/akun/keamanan/kode",
)


@pytest.fixture
def siti(session: Session) -> User:
    user = User(name="Siti", phone="+6281200000001", password_hash=SEALED)
    session.add_all([user, User(name="Budi", phone="+6281200000002", email="budi@contoh.id", password_hash=SEALED)])
    session.commit()
    return user


@pytest.fixture
def inside(client: FlaskClient, siti: User) -> FlaskClient:
    client.post("/masuk", data={"who": "081200000001", "password": PASSWORD, "remember": "y"})
    return client


def test_every_page_works_and_is_private(inside: FlaskClient) -> None:
    for path in PAGES:
        answer = inside.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", PAGES)
def test_a_guest_is_asked_to_log_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location == f"/masuk?next={path}"


def test_the_overview_shows_the_unverified_phone(inside: FlaskClient) -> None:
    page = inside.get("/akun").text
    assert "0812-0000-0001" in page and "belum dipastikan" in page and "Belum ada pesanan" in page


def test_the_profile_changes(inside: FlaskClient, session: Session, siti: User) -> None:
    answer = inside.post(
        "/akun/profil",
        data={"name": "Siti  Aminah", "company": "Amplang Siti", "language": "en", "is_demo": "1"},
    )
    assert answer.status_code == 303
    session.refresh(siti)
    assert (siti.name, siti.company, siti.language, siti.is_demo) == (
        "Siti Aminah",
        "Amplang Siti",
        "en",
        False,
    )


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 200}, {"language": "xx"}, {"company": "x" * 200}])
def test_a_wrong_profile_is_explained(inside: FlaskClient, session: Session, siti: User, wrong: dict[str, str]) -> None:
    answer = inside.post("/akun/profil", data={"name": "Siti", "company": "", "language": "id", **wrong})
    assert answer.status_code == 422 and "Ada yang perlu diperbaiki" in answer.text
    session.refresh(siti)
    assert siti.name == "Siti"


def test_a_new_password_needs_the_old_and_ends_other_devices(
    inside: FlaskClient, app: Flask, session: Session, siti: User
) -> None:
    other = app.test_client()
    other.post("/masuk", data={"who": "081200000001", "password": PASSWORD})
    before = inside.get_cookie("sesi")
    assert inside.post("/akun/kata-sandi", data={"current": "salah", "password": NEW}).status_code == 422
    assert inside.post("/akun/kata-sandi", data={"current": PASSWORD, "password": "password1"}).status_code == 422
    assert other.get("/akun").status_code == 200
    assert inside.post("/akun/kata-sandi", data={"current": PASSWORD, "password": NEW}).status_code == 303
    assert inside.get("/akun").status_code == 200 and other.get("/akun").status_code == 303
    stolen = app.test_client()
    stolen.set_cookie("sesi", before.value if before else "")
    assert stolen.get("/akun").status_code == 303
    session.refresh(siti)
    assert passwords.check(siti.password_hash, NEW)


def test_guessing_the_present_password_is_limited(inside: FlaskClient) -> None:
    for _ in range(10):
        inside.post("/akun/kata-sandi", data={"current": "salah", "password": NEW})
    refused = inside.post("/akun/kata-sandi", data={"current": PASSWORD, "password": NEW})
    assert refused.status_code == 429


def test_devices_are_listed_and_ended(inside: FlaskClient, app: Flask, session: Session, siti: User) -> None:
    agent = "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Safari/537.36"
    other = app.test_client()
    other.post("/masuk", data={"who": "081200000001", "password": PASSWORD}, headers={"User-Agent": agent})
    page = LexborHTMLParser(inside.get("/akun/perangkat").text)
    assert "Chrome · Android" in page.body.text() and "perangkat ini" in page.body.text()
    (form,) = page.css("form[action^='/akun/perangkat/0']")
    assert inside.post(str(form.attributes["action"])).status_code == 303
    assert other.get("/akun").status_code == 303 and inside.get("/akun").status_code == 200


def test_all_other_devices_end_together(inside: FlaskClient, app: Flask) -> None:
    others = [app.test_client() for _ in range(2)]
    for other in others:
        other.post("/masuk", data={"who": "081200000001", "password": PASSWORD})
    inside.post("/akun/perangkat/lain")
    assert [other.get("/akun").status_code for other in others] == [303, 303]
    assert inside.get("/akun").status_code == 200


def test_a_strangers_device_does_not_exist(inside: FlaskClient, session: Session) -> None:
    budi = session.scalars(select(User).where(User.name == "Budi")).one()
    theirs, token = login_sessions.start(session, budi, device="", remember=True)
    session.commit()
    assert inside.post(f"/akun/perangkat/{theirs.public_id}").status_code == 404
    session.rollback()
    assert login_sessions.find(session, token)


def test_another_phone_needs_the_password(inside: FlaskClient, session: Session, siti: User) -> None:
    change = {"phone": "0812 0000 0009", "email": ""}
    assert inside.post("/akun/kontak", data={**change, "password": "salah"}).status_code == 422
    assert inside.post("/akun/kontak", data={**change, "password": PASSWORD}).status_code == 303
    session.refresh(siti)
    assert siti.phone == "+6281200000009" and siti.phone_verified_at is None


def test_a_taken_phone_is_not_usable_and_asking_is_limited(inside: FlaskClient, session: Session, siti: User) -> None:
    taken = {"phone": "081200000002", "email": "", "password": PASSWORD}
    assert [inside.post("/akun/kontak", data=taken).status_code for _ in range(6)] == [422] * 5 + [429]
    session.refresh(siti)
    assert siti.phone == "+6281200000001"


def test_another_email_waits_for_its_link_and_a_taken_one_looks_the_same(
    inside: FlaskClient, session: Session, siti: User
) -> None:
    for email in ("baru@contoh.id", "budi@contoh.id"):
        change = {"phone": "081200000001", "email": email, "password": PASSWORD}
        assert inside.post("/akun/kontak", data=change).location == "/akun"
        assert f"Kami mengirim tautan ke {email}" in inside.get("/akun").text
    session.refresh(siti)
    assert siti.email is None
    templates = [job.facts["template"] for job in session.scalars(select(jobs.Job).order_by(jobs.Job.id))]
    assert templates == ["verify_email", "already_registered"]


def test_rights_end_at_once(inside: FlaskClient, session: Session, siti: User) -> None:
    siti.disabled_at = siti.created_at
    session.commit()
    assert inside.get("/akun").status_code == 303
