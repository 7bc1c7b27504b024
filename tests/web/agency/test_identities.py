"""An officer checks who a maker is: a mistake keeps what was typed, it counts once, and it can be taken back."""

from __future__ import annotations

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people import identity_checks, passwords, second_factor
from marketplace.people.identity_checks import IdentityCheck
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User
from tests import cast
from tests.trade.payees import payee
from tests.web.agency.desk import SECRET, open_desk

PAGE = "/agensi/identitas"
SEEN = {"how": "video", "name_seen": "Siti Aminah", "note": "KTP jelas."}


@pytest.fixture
def maker(session: Session) -> Producer:
    return payee(session, "Satu", verified=False)


@pytest.fixture
def officer(client: FlaskClient, session: Session, maker: Producer) -> FlaskClient:
    sealed = passwords.seal(cast.PASSWORD)
    person = User(name="Petugas", email="petugas@contoh.id", password_hash=sealed, is_demo=True)
    session.add(person)
    session.flush()
    session.add(StaffRole(user_id=person.id, role="officer", granted_by="uji"))
    second_factor.enrol_demo(session, person, SECRET)
    desk = client.application.test_client()
    desk.post("/masuk", data={"who": "petugas@contoh.id", "password": cast.PASSWORD})
    desk.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return desk


def test_a_refused_check_keeps_what_was_typed(officer: FlaskClient, session: Session, maker: Producer) -> None:
    assert maker.owner_name in officer.get(PAGE).text
    answer = officer.post(f"{PAGE}/{maker.slug}", data={"name_seen": "Siti Aminah", "note": "Menunggu fotonya."})
    assert answer.status_code == 422 and answer.text.count("Pilih cara memeriksanya.") >= 2
    assert 'value="Siti Aminah"' in answer.text and "Menunggu fotonya." in answer.text
    again = officer.post(f"{PAGE}/{maker.slug}", data={"how": "video", "name_seen": ""})
    assert again.text.count("Tulis nama seperti di KTP.") >= 2 and "checked" in again.text
    assert officer.post(f"{PAGE}/{maker.slug}", data={**SEEN, "how": "ditebak"}).status_code == 422
    assert identity_checks.of(session, maker.id) is None


def test_a_check_counts_once_and_can_be_taken_back(officer: FlaskClient, session: Session, maker: Producer) -> None:
    for _ in range(2):
        assert officer.post(f"{PAGE}/{maker.slug}", data=SEEN).status_code == 303
    assert session.scalar(select(func.count()).select_from(IdentityCheck)) == 1
    page = officer.get(PAGE).text
    assert "Siti Aminah" in page and "KTP jelas." in page and "Ini sudah diputuskan." in page
    for _ in range(2):
        assert officer.post(f"{PAGE}/{maker.slug}/cabut").status_code == 303
    assert identity_checks.of(session, maker.id) is None


def test_finance_and_strangers_check_nobody(
    client: FlaskClient, officer: FlaskClient, session: Session, maker: Producer
) -> None:
    finance = open_desk(client, session)
    assert finance.get(PAGE).status_code == 404
    assert finance.post(f"{PAGE}/{maker.slug}", data=SEEN).status_code == 404
    assert officer.post(f"{PAGE}/tidak-ada", data=SEEN).status_code == 404
    assert officer.get("/agensi/pencairan").status_code == 404
    assert identity_checks.of(session, maker.id) is None
