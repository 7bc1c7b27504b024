"""An officer on the road: what is sent twice is kept once, what is wrong comes back, nothing without consent."""

from __future__ import annotations

import io
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people.assisting import Assistance
from marketplace.people.business_importing import RegisterImporter
from marketplace.people.business_imports import BusinessImport
from marketplace.people.businesses import Business
from marketplace.people.producers import Producer
from marketplace.people.visits import Visit
from tests.tour_people import SECRET, desks, photo

KEY = "0123456789abcdef0123456789abcdef"
ROAD = "/agensi/lapangan/daftar"
VISIT = "/agensi/lapangan/kunjungan"
RAHMI: dict[str, Any] = {
    "draft": KEY, "name": "Dapur Rahmi", "owner_name": "Bu Rahmi", "phone": "0812-3456-7890",
    "kelurahan": "64.71.01.1003", "sector": "food", "scale": "mikro", "how": "in_person", "read": "y", "shop": "y",
}  # fmt: skip


@pytest.fixture
def officer(client: FlaskClient, session: Session) -> FlaskClient:
    desks(session)
    client.post("/masuk", data={"who": "petugas@contoh.id", "password": "rahasia-dapur-bersama"})
    client.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return client


def count(session: Session, table: Any) -> int:
    session.expire_all()
    return session.scalar(select(func.count(table.id))) or 0


def test_a_business_sent_twice_is_one_with_one_shop_that_the_officer_may_fill(
    officer: FlaskClient, session: Session
) -> None:
    first = officer.post(ROAD, data=RAHMI, headers={"HX-Request": "true"})
    again = officer.post(ROAD, data=RAHMI)
    assert first.status_code == 204 and first.headers["HX-Redirect"] == again.location
    assert [count(session, table) for table in (Business, Producer, Assistance)] == [1, 1, 1]
    page = officer.get(again.location).text
    assert "Bantu tokonya" in page and "Toko belum punya produk." in page and "register-2026-11" in page
    begin = session.scalars(select(Assistance.public_id)).one()
    assert officer.post(f"/bantu/{begin}/mulai").location == "/jualan"
    assert "Bertindak untuk Dapur Rahmi" in officer.get("/jualan").text


def test_without_the_owner_s_yes_nothing_is_kept_and_nothing_typed_is_lost(
    officer: FlaskClient, session: Session
) -> None:
    answer = officer.post(ROAD, data={**RAHMI, "read": ""})
    assert answer.status_code == 422 and "Bacakan teksnya dulu" in answer.text and 'value="Bu Rahmi"' in answer.text
    assert KEY in answer.text and count(session, Business) == 0


@pytest.mark.one_database
def test_a_likely_double_is_asked_about_and_a_shop_that_cannot_be_opened_keeps_nothing(
    officer: FlaskClient, session: Session
) -> None:
    officer.post(ROAD, data={**RAHMI, "shop": ""})
    other = {**RAHMI, "draft": "f" * 32, "name": "Dapur Rahmy", "phone": ""}
    answer = officer.post(ROAD, data=other)
    assert answer.status_code == 422 and "Mungkin sudah tercatat" in answer.text and count(session, Business) == 1
    refused = officer.post(ROAD, data={**other, "distinct": "y"})
    assert refused.status_code == 422 and "bukan telepon rumah" in refused.text and count(session, Business) == 1
    assert officer.post(ROAD, data={**other, "distinct": "y", "shop": ""}).status_code == 303


def test_a_visit_sent_twice_is_one_and_its_photo_is_for_staff_only(officer: FlaskClient, session: Session) -> None:
    officer.post(ROAD, data={**RAHMI, "shop": ""})
    business = session.scalars(select(Business)).one()
    for _ in range(2):
        told = {
            "draft": KEY, "business": business.public_id, "on": clock.today().isoformat(), "note": "Bersih.",
            "photo": (photo(), "dapur.jpg"),
        }  # fmt: skip
        assert officer.post(VISIT, data=told).status_code == 303
    assert count(session, Visit) == 1
    visit = session.scalars(select(Visit)).one()
    where = f"/agensi/kunjungan/{visit.public_id}/foto"
    assert officer.get(where).mimetype == "image/jpeg"
    assert officer.application.test_client().get(where).status_code == 303
    officer.post(f"/agensi/register/{business.public_id}/izin/cabut")
    told = {"draft": "e" * 32, "business": business.public_id, "on": clock.today().isoformat(), "note": "Lagi."}
    answer = officer.post(VISIT, data=told)
    assert (
        answer.status_code == 422
        and "mencabut izinnya" in answer.text
        and ">Lagi.<" in answer.text.replace("\n", "").replace("\r", "")
    )


@pytest.mark.one_database
def test_pages_of_the_road_may_be_kept_on_the_officer_s_phone(officer: FlaskClient) -> None:
    kept = {path: officer.get(path).headers.get("Offline-Keep") for path in ("/agensi/lapangan", ROAD, VISIT)}
    assert all(kept.values())
    assert "Offline-Keep" not in officer.get("/agensi/register").headers


@pytest.mark.one_database
def test_caseloads_change_hands_and_a_merged_record_leads_on(officer: FlaskClient, session: Session) -> None:
    officer.post(ROAD, data={**RAHMI, "shop": ""})
    officer.post(ROAD, data={**RAHMI, "shop": "", "draft": "f" * 32, "distinct": "y"})
    kept, gone = session.scalars(select(Business).order_by(Business.id)).all()
    where = f"/agensi/register/{kept.public_id}"
    assert officer.post(f"{where}/lepas").status_code == 303
    assert "Dampingi usaha ini" in officer.get(where).text
    officer.post(f"{where}/ambil")
    assert "Dapur Rahmi" in officer.get("/agensi/lapangan").text
    assert "Bandingkan" in officer.get("/agensi/register/kembar").text
    officer.post(f"{where}/gabung", data={"dengan": gone.public_id})
    assert officer.get(f"/agensi/register/{gone.public_id}").location.endswith(where)
    assert officer.get(f"/agensi/register/{gone.public_id}/ubah").status_code == 404


@pytest.mark.one_database
def test_a_list_goes_from_the_upload_into_the_register(officer: FlaskClient, session: Session) -> None:
    rows = b"Nama Usaha;Kelurahan\nKeripik Wati;Lamaru\nTanpa Tempat;Atlantis\n"
    where = officer.post("/agensi/register/impor", data={"sheet": (io.BytesIO(rows), "dinas.csv")}).location
    assert "Kolom mana berisi apa?" in officer.get(where).text
    again = officer.post("/agensi/register/impor", data={"sheet": (io.BytesIO(rows), "dinas.csv")})
    assert again.location == where
    importer = RegisterImporter(officer.application.extensions["files"])
    facts = {"run_id": session.scalars(select(BusinessImport.id)).one(), "name": "Petugas", "user_id": None}
    officer.post(f"{where}/kolom", data={"name": "0", "kelurahan": "1"})
    session.expire_all()
    importer.check(session, facts)
    assert "Simpan 1 baris" in officer.get(where).text
    officer.post(f"{where}/simpan")
    session.expire_all()
    importer.save(session, facts)
    importer.save(session, facts)
    assert session.scalars(select(Business.name)).all() == ["Keripik Wati"]
    assert officer.get(f"{where}/salah.xlsx").data[:2] == b"PK"
