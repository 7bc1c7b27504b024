"""Staff look at changes and papers: one after the other, each decided once."""

from __future__ import annotations

import io
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from marketplace.catalog.changes import ProductChange
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.people import certificates, passwords, second_factor, staff
from marketplace.people.certificates import Told
from marketplace.people.users import User
from marketplace.trade import edits
from tests import cast

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def officer(client: FlaskClient, session: Session) -> FlaskClient:
    person = User(name="Rina", email="rina@contoh.id", password_hash=passwords.seal(cast.PASSWORD), is_demo=True)
    session.add(person)
    session.flush()
    for role in ("verifier", "moderator"):
        staff.grant(session, person, role, by=SYSTEM)
    second_factor.enrol_demo(session, person, SECRET)
    session.commit()
    client.post("/masuk", data={"who": "rina@contoh.id", "password": cast.PASSWORD})
    client.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return client


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    made.product.storage, made.product.shelf_life_days = "Simpan kering", 90
    session.flush()
    return made


@pytest.fixture
def two(session: Session, amplang: cast.Maker) -> list[ProductChange]:
    first = edits.propose(session, amplang.product, {"name": "Amplang Renyah"}, by=amplang.actor)
    second, _ = cast.goods(session, amplang.producer, "Abon Uji", price=20_000, packs=5)
    new = ProductChange(product_id=second.id, kind="first", after={"name": "Abon Uji"}, proposed_by="Bu Uji")
    session.add(new)
    session.flush()
    assert first is not None
    return [first, new]


def test_one_after_the_other_by_plain_forms(
    officer: FlaskClient, session: Session, amplang: cast.Maker, two: list[ProductChange]
) -> None:
    page = officer.get("/agensi/perubahan").text
    assert "<del>Uji</del>" in page and "2 menunggu" in page
    answer = officer.post(f"/agensi/perubahan/{two[0].public_id}/setuju")
    assert answer.headers["Location"].endswith(f"lihat={two[1].public_id}")
    answer = officer.post(f"/agensi/perubahan/{two[1].public_id}/kembalikan", data={"reason": "picture"})
    assert answer.status_code == 303
    session.expire_all()
    assert amplang.product.name == "Amplang Renyah"
    assert two[1].reason.startswith("Fotonya belum jelas") and two[1].product.published_at is None
    assert "Tidak ada yang menunggu" in officer.get("/agensi/perubahan").text


def test_a_reason_is_needed(officer: FlaskClient, session: Session, two: list[ProductChange]) -> None:
    address = f"/agensi/perubahan/{two[0].public_id}/kembalikan"
    assert officer.post(address, data={}).status_code == 422
    answer = officer.post(address, data={"reason": "other", "words": " "})
    assert answer.status_code == 422 and "Tulis alasannya untuk penjual." in answer.text
    session.expire_all()
    assert two[0].state == "waiting"


def test_htmx_gets_the_next_item_and_a_second_decision_changes_nothing(
    officer: FlaskClient, session: Session, two: list[ProductChange]
) -> None:
    answer = officer.post(f"/agensi/perubahan/{two[0].public_id}/setuju", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "<html" not in answer.text and "Abon Uji" in answer.text
    again = officer.post(f"/agensi/perubahan/{two[0].public_id}/kembalikan", data={"reason": "words"})
    assert again.status_code == 303
    session.expire_all()
    assert two[0].state == "approved"


def test_papers_are_verified_or_given_back(officer: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    told = Told("pirt", "2021471010001-31", "Dinkes", clock.today(), clock.today() + timedelta(days=900))
    officer.application.extensions["files"].put("papers/uji.jpg", out.getvalue())
    paper = certificates.submit(session, amplang.producer, told, file_key="papers/uji.jpg", by=amplang.actor)
    other = certificates.submit(
        session, amplang.producer, Told("nib", "1234567890123"), file_key=None, by=amplang.actor
    )
    session.commit()
    assert "2021471010001-31" in officer.get("/agensi/dokumen").text
    assert officer.get(f"/agensi/dokumen/{paper.id}/foto").status_code == 200
    assert officer.get(f"/agensi/dokumen/{other.id}/foto").status_code == 404
    assert officer.post(f"/agensi/dokumen/{paper.id}/setuju").status_code == 303
    assert officer.post(f"/agensi/dokumen/{other.id}/kembalikan", data={"reason": "unreadable"}).status_code == 303
    session.expire_all()
    assert (paper.state, other.state) == ("verified", "returned") and "tidak terbaca" in other.returned_reason
    assert officer.post(f"/agensi/dokumen/{paper.id}/kembalikan", data={"reason": "over"}).status_code == 303
    session.expire_all()
    assert paper.state == "verified"
