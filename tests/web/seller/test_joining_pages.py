"""Joining by name and phone: three screens, and silence about who is here already."""

from __future__ import annotations

import base64
import json
import re
import zlib
from email.utils import parsedate_to_datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people import passwords
from marketplace.people.members import ProducerMember
from marketplace.people.producers import Producer
from marketplace.people.users import User
from tests import cast
from tests.shopping import InProcess, fill

KNOWN, NEW = "0812-3450-0001", "0812-3450-0002"


def join(client: FlaskClient, phone: str = NEW, name: str = "Siti Aminah", **headers: str):  # type: ignore[no-untyped-def]
    return client.post("/jualan/mulai", data={"name": name, "phone": phone}, headers=headers)


@pytest.fixture
def known(session: Session) -> User:
    person = User(name="Lama", phone="+6281234500001", password_hash=passwords.seal("perahu kayu biru"))
    session.add(person)
    session.commit()
    return person


def inside(cookie: str) -> dict[str, object]:
    """What a session cookie tells whoever holds it."""
    body = cookie.split(";")[0].split("=", 1)[1]
    packed = body.startswith(".")
    raw = base64.urlsafe_b64decode((payload := body.lstrip(".").split(".")[0]) + "=" * (-len(payload) % 4))
    return dict(json.loads(zlib.decompress(raw) if packed else raw))


def test_three_screens_and_she_is_in(client: FlaskClient, session: Session) -> None:
    assert "Jualan di sini" in client.get("/jualan/mulai").text
    answer = join(client)
    assert (answer.status_code, answer.location) == (303, "/jualan/mulai/selesai")
    assert 'href="/jualan/langkah"' in client.get("/jualan/mulai/selesai").text
    steps = client.get("/jualan/langkah")
    assert steps.status_code == 200 and "Dapur Siti Aminah" in steps.text and "0% selesai" in steps.text
    assert "belum dipastikan" in steps.text and "Pasang kata sandi" in steps.text
    assert client.get("/jualan/mulai").location == "/jualan/langkah"


def without_value(cookie: str) -> str:
    """Everything of a cookie but its value; when it ends is told as minutes from now."""
    named = re.sub(r"=[^;]+", "", cookie, count=1)
    return re.sub(r"Expires=([^;]+)", lambda found: f"Expires={minutes_from_now(found[1])}", named)


def minutes_from_now(instant: str) -> int:
    return round((parsedate_to_datetime(instant) - clock.now()).total_seconds() / 60)


def test_a_known_phone_gets_the_same_answer_and_no_log_in(app, session: Session, known: User) -> None:  # type: ignore[no-untyped-def]
    seen = []
    for phone in (NEW, KNOWN):
        client = app.test_client()
        answer = join(client, phone)
        page = client.get("/jualan/mulai/selesai")
        cookies = [without_value(cookie) for cookie in answer.headers.getlist("Set-Cookie")]
        told = inside(answer.headers.getlist("Set-Cookie")[0])
        shape = {key: len(str(value)) for key, value in told.items() if key != "_id"}
        seen.append((answer.status_code, answer.location, answer.data, cookies, shape, page.status_code, page.text))
    assert seen[0] == seen[1]
    assert client.get("/jualan/langkah").location.startswith("/masuk")
    assert session.scalar(select(func.count()).select_from(Producer)) == 1
    client.post("/masuk", data={"who": KNOWN, "password": "perahu kayu biru"})
    assert client.get("/jualan/langkah").location == "/jualan/mulai"


def test_a_cart_that_comes_along_tells_nothing_either(app, session: Session, known: User) -> None:  # type: ignore[no-untyped-def]
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    names = []
    for phone in (NEW, KNOWN):
        client = app.test_client()
        fill(InProcess(client), {maker.variant.id: 2})
        answer = join(client, phone)
        names.append([cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")])
        assert "Amplang Uji" in client.get("/keranjang").text
    assert names[0] == names[1]


def test_htmx_is_led_on_in_the_same_way(client: FlaskClient) -> None:
    answer = join(client, **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/jualan/mulai/selesai")


def test_what_is_wrong_is_told_and_what_was_typed_stays(client: FlaskClient, session: Session) -> None:
    answer = join(client, "0812", "Siti <b>")
    assert answer.status_code == 422 and "nomor HP yang lengkap" in answer.text
    assert 'value="0812"' in answer.text and "Siti &lt;b&gt;" in answer.text
    assert join(client, "", "").status_code == 422
    assert session.scalars(select(User)).all() == []


def test_a_flood_for_one_phone_is_stopped(app, session: Session) -> None:  # type: ignore[no-untyped-def]
    with clock.pretend(clock.now().replace(minute=20)):
        statuses = [join(app.test_client()).status_code for _ in range(6)]
    assert statuses == [303] * 5 + [429]


def test_nothing_else_can_be_sent_along(client: FlaskClient, session: Session) -> None:
    client.post("/jualan/mulai", data={"name": "Siti", "phone": NEW, "role": "admin", "is_demo": "1", "scale": "besar"})
    user = session.scalars(select(User)).one()
    assert not user.is_staff and not user.is_demo and user.phone_verified_at is None


def test_a_shopper_taps_once(client: FlaskClient, session: Session, known: User) -> None:
    client.post("/masuk", data={"who": KNOWN, "password": "perahu kayu biru"})
    assert "Satu ketukan" in client.get("/jualan/mulai").text
    for _ in range(2):
        assert client.post("/jualan/mulai").location == "/jualan/langkah"
    session.rollback()
    assert len(session.scalars(select(ProducerMember).where(ProducerMember.user_id == known.id)).all()) == 1


def test_who_has_only_an_email_is_asked_for_a_phone(client: FlaskClient, session: Session) -> None:
    session.add(User(name="Ani", email="ani@contoh.id", password_hash=passwords.seal("perahu kayu biru")))
    client.post("/masuk", data={"who": "ani@contoh.id", "password": "perahu kayu biru"})
    assert client.post("/jualan/mulai").status_code == 422
    assert client.post("/jualan/mulai", data={"phone": NEW}).location == "/jualan/langkah"
    session.rollback()
    assert session.scalars(select(Producer)).one().phone == "+6281234500002"


def test_she_sets_a_password_without_an_old_one(client: FlaskClient, session: Session) -> None:
    join(client)
    assert 'name="current"' not in client.get("/akun/kata-sandi").text
    assert client.post("/akun/kata-sandi", data={"password": "pendek"}).status_code == 422
    assert client.post("/akun/kata-sandi", data={"password": "ikan tenggiri segar"}).location == "/akun"
    assert client.post("/akun/kata-sandi", data={"password": "lain sama sekali"}).status_code == 422
    client.post("/keluar")
    assert client.post("/masuk", data={"who": NEW, "password": "ikan tenggiri segar"}).location == "/akun"


@pytest.mark.parametrize("path", ["/", "/daftar"])
def test_the_way_to_it_is_shown(client: FlaskClient, path: str) -> None:
    assert client.get(path).text.count('href="/jualan/mulai"') >= 2
