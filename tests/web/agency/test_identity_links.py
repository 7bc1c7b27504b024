"""Staff hand out links after an identity check."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import SYSTEM
from marketplace.people import passwords, second_factor, staff
from marketplace.people.users import User

PASSWORD = "perahu kayu biru"
SEALED = passwords.seal(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CHECK = {"check": "id_card", "reason": "Lupa kata sandi, datang ke kantor"}


@pytest.fixture
def budi(session: Session) -> User:
    user = User(name="Budi", phone="+6281200000002")
    session.add(user)
    session.commit()
    return user


def staff_client(client: FlaskClient, session: Session, role: str) -> FlaskClient:
    import pyotp

    user = User(name="Rina", email="rina@contoh.id", password_hash=SEALED, is_demo=True)
    session.add(user)
    session.flush()
    staff.grant(session, user, role, by=SYSTEM)
    second_factor.enrol_demo(session, user, SECRET)
    session.commit()
    client.post("/masuk", data={"who": "rina@contoh.id", "password": PASSWORD})
    client.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return client


def test_an_officer_finds_checks_and_hands_over(client: FlaskClient, session: Session, budi: User) -> None:
    officer = staff_client(client, session, "officer")
    found = officer.post("/agensi/tautan/cari", data={"phone": "0812 0000 0002"})
    assert found.status_code == 200 and "Budi" in found.text
    action = LexborHTMLParser(found.text).css_first(f"form[action='/agensi/tautan/{budi.public_id}']")
    assert action is not None
    issued = officer.post(f"/agensi/tautan/{budi.public_id}", data=CHECK)
    link = LexborHTMLParser(issued.text).css_first("code").text()
    assert "/tautan/" in link and "://" in link
    session.rollback()
    verbs = [event.verb for event in events.history(session, budi.subject)]
    assert verbs == ["looked_up", "identity_checked"]
    assert client.get("/tautan/" + link.rsplit("/", 1)[1]).status_code == 200


def test_check_and_reason_are_needed(client: FlaskClient, session: Session, budi: User) -> None:
    officer = staff_client(client, session, "officer")
    answer = officer.post(f"/agensi/tautan/{budi.public_id}", data={"reason": ""})
    assert answer.status_code == 422
    assert "Pilih cara Anda memastikan" in answer.text and "Tulis alasan singkat." in answer.text
    assert officer.post(f"/agensi/tautan/{budi.public_id}", data={**CHECK, "check": "wa"}).status_code == 422


def test_unknown_people_are_said_to_be_unknown(client: FlaskClient, session: Session) -> None:
    officer = staff_client(client, session, "officer")
    assert officer.post("/agensi/tautan/cari", data={"phone": "081299999999"}).status_code == 422
    assert officer.post("/agensi/tautan/cari", data={"phone": "halo"}).status_code == 422
    assert officer.post("/agensi/tautan/tidakada", data=CHECK).status_code == 404


def test_an_officer_gets_no_link_for_staff(client: FlaskClient, session: Session, budi: User) -> None:
    staff.grant(session, budi, "admin", by=SYSTEM)
    session.commit()
    officer = staff_client(client, session, "officer")
    answer = officer.post(f"/agensi/tautan/{budi.public_id}", data=CHECK)
    assert answer.status_code == 422 and "/tautan/" not in answer.text.split("<main")[1].replace("/agensi/tautan/", "")


@pytest.mark.parametrize("role", ["finance"])
def test_other_staff_see_nothing(client: FlaskClient, session: Session, budi: User, role: str) -> None:
    other = staff_client(client, session, role)
    assert other.get("/agensi/tautan").status_code == 404
    assert other.post("/agensi/tautan/cari", data={"phone": "081200000002"}).status_code == 404
    assert other.post(f"/agensi/tautan/{budi.public_id}", data=CHECK).status_code == 404


def test_guests_and_buyers_see_nothing(client: FlaskClient, session: Session, budi: User) -> None:
    assert client.get("/agensi/tautan").status_code == 303
    budi.password_hash = SEALED
    session.commit()
    client.post("/masuk", data={"who": "081200000002", "password": PASSWORD})
    assert client.get("/agensi/tautan").status_code == 404
    assert client.post(f"/agensi/tautan/{budi.public_id}", data=CHECK).status_code == 404
