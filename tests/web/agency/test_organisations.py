"""Staff look at organisations: grant terms, stop them, read the history."""

from __future__ import annotations

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from tests import buying
from tests.tour_people import SECRET, desks


@pytest.fixture
def officer(client: FlaskClient, session: Session) -> FlaskClient:
    desks(session)
    client.post("/masuk", data={"who": "petugas@contoh.id", "password": "rahasia-dapur-bersama"})
    client.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return client


def test_an_officer_grants_and_stops_and_reads_it_again(officer: FlaskClient, session: Session) -> None:
    hotel = buying.hotel(session, terms=())
    where = f"/agensi/organisasi/{hotel.organisation.public_id}"
    assert "Hotel Uji" in officer.get("/agensi/organisasi").text
    assert officer.post(f"{where}/aktifkan", data={"terms": ["14", "30"], "credit_limit": "25jt"}).status_code == 303
    session.refresh(hotel.organisation)
    assert (hotel.organisation.terms, hotel.organisation.credit_limit) == (["tunai", "14", "30"], 25_000_000)
    assert officer.post(f"{where}/hentikan", data={"reason": "Tagihan lama"}).status_code == 303
    page = officer.get(where).text
    assert "14 hari, 30 hari · Rp25.000.000" in page and "Dihentikan: Tagihan lama" in page and "Petugas" in page


def test_terms_without_a_limit_are_refused_with_what_was_ticked(officer: FlaskClient, session: Session) -> None:
    hotel = buying.hotel(session, terms=())
    where = f"/agensi/organisasi/{hotel.organisation.public_id}/aktifkan"
    answer = officer.post(where, data={"terms": ["45"], "credit_limit": ""})
    assert answer.status_code == 422 and "Tulis batas kreditnya" in answer.text
    assert 'value="45" checked' in answer.text
    assert officer.post(where, data={"terms": ["90"], "credit_limit": "1jt"}).status_code == 422
    session.refresh(hotel.organisation)
    assert hotel.organisation.state == "new"
