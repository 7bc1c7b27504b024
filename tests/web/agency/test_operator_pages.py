"""What administrators and finance change about the shop itself: settings, logos, the shop's accounts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.cli import worker
from marketplace.insight.privacy.erasing import FILES_JOB
from marketplace.kernel import settings
from marketplace.kernel.events import Event
from marketplace.money import receiving
from marketplace.people.users import StaffRole, User
from marketplace.trade import closing
from tests import cast
from tests.web.agency.desk import open_desk, order

pytestmark = pytest.mark.one_database


@pytest.fixture
def desk(client: FlaskClient, session: Session) -> FlaskClient:
    cast.finance(session)
    person = session.scalars(select(User).where(User.email == "keuangan@contoh.id")).one()
    session.add(StaffRole(user_id=person.id, role="admin", granted_by="uji"))
    return open_desk(client, session)


@pytest.mark.parametrize(
    ("name", "form", "sentence"),
    [
        ("order.accept_hours", {"value": "dua"}, "Tulis angka bulat, misalnya 12."),
        ("order.accept_hours", {"value": ""}, "Tulis angkanya."),
        ("order.accept_hours", {"value": "-5"}, "Nilai ini tidak cocok:"),
        ("order.accept_hours", {"value": "5", "valid_from": "2020-01-01"}, "Paling cepat hari ini."),
        ("cod.limit_first", {"value": "banyak"}, "Tulis"),
        ("shop.name", {"value": " "}, "Nilai ini tidak cocok: Nama toko ini"),
        ("qris.mode", {"value": "lain"}, "Pilih salah satu dari daftar."),
    ],
)
def test_a_setting_says_what_is_wrong_and_keeps_what_was_typed(
    session: Session, desk: FlaskClient, name: str, form: dict[str, str], sentence: str
) -> None:
    answer = desk.post(f"/agensi/pengaturan/{name}", data=form)
    assert answer.status_code == 422 and sentence in answer.text
    typed = form["value"].strip()
    assert not typed or typed == "lain" or typed in answer.text
    assert settings.history(session, name) == []


def picture(kind: str = "PNG") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGBA", (90, 40), (0, 90, 60, 120)).save(out, kind)
    out.seek(0)
    return out, "logo.png"


def test_a_logo_is_encoded_anew_shown_and_taken_down(session: Session, desk: FlaskClient) -> None:
    wrong: dict[str, Any] = {"picture": (io.BytesIO(b"<svg onload=alert(1)>"), "logo.png")}
    answer = desk.post("/agensi/logo/shop", data=wrong)
    assert answer.status_code == 422 and "summary" in answer.text
    assert desk.post("/agensi/logo/shop", data={"picture": picture()}).status_code == 303
    key = settings.REGISTRY["shop.logo"](session)
    shown = desk.get(f"/foto/{key}/160.webp")
    with Image.open(io.BytesIO(shown.data)) as image:
        assert image.format == "WEBP" and image.width == image.height
    assert f"/foto/{key}/160.webp" in desk.get("/").text
    assert desk.post("/agensi/logo/shop", data={"lepas": "1"}).status_code == 303
    assert f"/foto/{key}" not in desk.get("/").text


def test_whoever_writes_an_account_down_does_not_agree_to_it(session: Session, desk: FlaskClient) -> None:
    form = {"bank": "Bank Lain", "number": "00-1234-567", "holder": "Koperasi"}
    assert desk.post("/agensi/rekening-toko/baru/bank", data={**form, "number": "BCA"}).status_code == 422
    assert desk.post("/agensi/rekening-toko/baru/bank", data=form).status_code == 303
    asked = receiving.waiting(session)["bank"]
    assert asked.number == "001234567"
    told = desk.post(f"/agensi/rekening-toko/{asked.id}/setuju", follow_redirects=True).text
    assert "Orang lain yang menyetujui." in told
    session.expire_all()
    assert asked.state == "waiting"


def test_who_opened_the_photo_of_a_proof_is_kept(client: FlaskClient, session: Session, desk: FlaskClient) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    group = order(client, session, maker)
    assert desk.get(f"/agensi/bukti/foto/{group.payment.proofs[0].public_id}").status_code == 200
    session.expire_all()
    opened = session.scalars(select(Event).where(Event.verb == "photo_opened")).one()
    assert (opened.subject, opened.by_name) == (f"group:{group.id}", "Keuangan")


def test_the_worker_looks_through_the_books_and_the_page_tells_when(session: Session, desk: FlaskClient) -> None:
    at = "/agensi/keuangan/tutup-buku"
    assert "Buku belum diperiksa." in desk.get(at).text
    assert desk.post(f"{at}/periksa").status_code == 303
    doers = worker.doers(desk.application)
    assert {closing.BOOKS_JOB, FILES_JOB} <= set(doers)
    doers[closing.BOOKS_JOB](session, {})
    assert "semua cocok" in desk.get(at).text
