"""The sign-up page gives the same answer to new and to known people."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.people import passwords
from marketplace.people.users import User

PASSWORD = "perahu kayu biru"
SEALED = passwords.seal("kata sandi pemilik lama")


def sign_up(client: FlaskClient, who: str, password: str = PASSWORD, name: str = "Siti", **more: str):  # type: ignore[no-untyped-def]
    return client.post("/daftar", data={"who": who, "password": password, "name": name, **more})


@pytest.mark.parametrize("who", ["0812-0000-0001", "siti@contoh.id"])
def test_signing_up_then_logging_in(client: FlaskClient, session: Session, who: str) -> None:
    answer = sign_up(client, who)
    assert (answer.status_code, answer.location) == (303, "/masuk")
    page = client.get("/masuk").text
    assert "Jika nomor atau e-mail ini belum terdaftar, akun sudah dibuat." in page
    assert LexborHTMLParser(page).css_first("input[name=who]").attributes["value"] == who
    assert client.post("/masuk", data={"who": who, "password": PASSWORD}).location == "/akun"
    assert "belum dipastikan" in client.get("/akun").text


@pytest.mark.parametrize("taken", ["081200000001", "siti@contoh.id"])
def test_a_taken_one_looks_the_same_and_changes_nothing(client: FlaskClient, session: Session, taken: str) -> None:
    owner = User(name="Siti", phone="+6281200000001", email="siti@contoh.id", password_hash=SEALED)
    session.add(owner)
    session.commit()
    fresh = sign_up(client, "081200000002" if taken[0] == "0" else "baru@contoh.id")
    fresh_page = client.get("/masuk").text
    known = sign_up(client, taken)
    assert (known.status_code, known.location) == (fresh.status_code, fresh.location)
    assert notice(client.get("/masuk").text) == notice(fresh_page)
    session.refresh(owner)
    assert passwords.check(owner.password_hash, "kata sandi pemilik lama")
    assert client.post("/masuk", data={"who": taken, "password": PASSWORD}).status_code == 422


def test_the_hash_is_worked_out_for_known_people_too(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.add(User(name="Siti", phone="+6281200000001"))
    session.commit()
    sealed = []
    real = passwords.seal
    monkeypatch.setattr(passwords, "seal", lambda word: sealed.append(word) or real(word))
    sign_up(client, "081200000001")
    sign_up(client, "081200000002")
    assert sealed == [PASSWORD, PASSWORD]


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("pendek7", "paling sedikit 8"),
        ("password1", "banyak dikenal pencuri"),
        ("081200000001", "nama, nomor HP atau e-mail sendiri"),
        ("", "Tulis kata sandi baru."),
        ("x" * 201, "paling banyak 200"),
    ],
)
def test_a_bad_password_is_explained_and_the_rest_stays(
    client: FlaskClient, session: Session, password: str, sentence: str
) -> None:
    answer = sign_up(client, "0812 0000 0001", password, "Siti Aminah")
    tree = LexborHTMLParser(answer.text)
    assert answer.status_code == 422 and sentence in answer.text
    assert tree.css_first("input[name=who]").attributes["value"] == "0812 0000 0001"
    assert tree.css_first("input[name=name]").attributes["value"] == "Siti Aminah"
    assert session.scalars(select(User)).all() == []


def test_everything_wrong_is_told_at_once(client: FlaskClient) -> None:
    page = sign_up(client, "08", "password", "").text
    for sentence in ("Tulis nama Anda.", "yang lengkap.", "banyak dikenal pencuri"):
        assert sentence in page


def test_the_form_tells_browsers_what_it_asks(client: FlaskClient) -> None:
    tree = LexborHTMLParser(client.get("/daftar").text)
    wanted = {"name": "name", "who": "username", "password": "new-password"}
    for field, purpose in wanted.items():
        assert tree.css_first(f"input[name={field}]").attributes["autocomplete"] == purpose


def test_the_way_back_is_kept(client: FlaskClient) -> None:
    assert sign_up(client, "081200000001", next="/keranjang").location == "/masuk?next=/keranjang"
    assert sign_up(client, "081200000002", next="//jahat.id").location == "/masuk"


def test_fields_of_the_table_cannot_be_sent_along(client: FlaskClient, session: Session) -> None:
    sign_up(client, "081200000001", is_demo="1", phone_verified_at="2026-01-01", role="admin", staff_roles="admin")
    user = session.scalars(select(User)).one()
    assert not user.is_demo and user.phone_verified_at is None and not user.is_staff


def test_a_flood_for_one_address_is_stopped(client: FlaskClient, session: Session) -> None:
    statuses = [sign_up(client, "siti@contoh.id").status_code for _ in range(6)]
    assert statuses == [303] * 5 + [429]


def notice(html: str) -> str:
    node = LexborHTMLParser(html).css_first("#kabar")
    assert node is not None
    return " ".join(node.text().split())
