"""Asking and answering over plain forms and HTMX, and what strangers get."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.people.users import StaffRole, User
from marketplace.trade.threads import Thread
from tests import asking, cast
from tests.web.agency.desk import open_desk

HOSTILE = "<script>alert(1)</script> lihat https://jahat.example/x"
ASKED = {"text": "Tahan berapa hari?", "name": "Sari", "phone": "0812-7777-0001"}


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    cast.finance(session)
    return asking.amplang(session)


def one(session: Session) -> Thread:
    session.expire_all()
    return session.scalars(select(Thread)).one()


def test_a_guest_asks_the_maker_answers_and_each_is_told(
    app: Flask, client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    answer = client.post("/produk/amplang-uji/tanya", data=ASKED)
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert "Tahan berapa hari?" in client.get(page).get_data(as_text=True)
    seller = asking.log_in(client, asking.MAKER)
    thread = one(session)
    assert "Sari" in seller.get("/jualan/pertanyaan").get_data(as_text=True)
    opened = seller.get(f"/jualan/pertanyaan/{thread.public_id}?kalimat=kirim").get_data(as_text=True)
    assert "Bisa dikirim." in re.findall(r"<textarea.*?</textarea>", opened, re.S)[0]
    empty = seller.post(f"/jualan/pertanyaan/{thread.public_id}", data={"text": " "})
    assert empty.status_code == 422
    assert seller.post(f"/jualan/pertanyaan/{thread.public_id}", data={"text": "Satu bulan."}).status_code == 303
    assert "Satu bulan." in client.get(page).get_data(as_text=True)
    told = [(message.address, message.body) for message in asking.deliver(app, session)]
    assert [address for address, _ in told] == [maker.producer.phone, "+6281277770001"]
    assert f"/jualan/pertanyaan/{thread.public_id}" in told[0][1] and page in told[1][1]


def test_mistakes_come_back_with_what_was_typed(client: FlaskClient, maker: cast.Maker) -> None:
    answer = client.post("/produk/amplang-uji/tanya", data={"text": "Halo Bu", "name": "", "phone": "12"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Halo Bu" in text and "Tulis nama Anda." in text and 'value="12"' in text
    assert client.get("/produk/tidak-ada/tanya").status_code == 404


def test_markup_stays_text_and_links_are_not_live(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    page = client.post("/produk/amplang-uji/tanya", data={**ASKED, "text": HOSTILE}).headers["Location"]
    seller = asking.log_in(client, asking.MAKER)
    for text in (
        client.get(page).get_data(as_text=True),
        seller.get(f"/jualan/pertanyaan/{one(session).public_id}").get_data(as_text=True),
    ):
        assert "&lt;script&gt;" in text and "<script>alert" not in text and 'href="https://jahat' not in text


def test_htmx_gets_the_conversation_alone(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    page = client.post("/produk/amplang-uji/tanya", data=ASKED).headers["Location"]
    answer = client.post(page, data={"text": "Setelah dibuka?"}, headers={"HX-Request": "true"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Setelah dibuka?" in text and "<html" not in text
    bad = client.post(page, data={"text": ""}, headers={"HX-Request": "true"})
    assert bad.status_code == 422 and "<html" not in bad.get_data(as_text=True)
    assert client.post(page, data={"text": "Halo"}).status_code == 303
    assert client.get(page).headers["Cache-Control"] == "private, no-store"


def test_too_many_questions_are_slowed_down(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    codes = [client.post("/produk/amplang-uji/tanya", data=ASKED).status_code for _ in range(9)]
    assert codes == [303] * 8 + [429]
    answer = client.post("/produk/amplang-uji/tanya", data=ASKED)
    assert "Tahan berapa hari?" in answer.get_data(as_text=True) and answer.headers["Retry-After"]


def test_a_person_with_an_account_only_writes_the_question(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    buyer = asking.log_in(client, "keuangan@contoh.id")
    assert 'name="phone"' not in buyer.get("/produk/amplang-uji/tanya").get_data(as_text=True)
    assert buyer.post("/produk/amplang-uji/tanya", data={"text": "Ada?"}).status_code == 303
    assert one(session).name == "Keuangan" and one(session).user_id is not None


def test_an_order_is_asked_about_by_its_link_only(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = asking.order(client, session, maker)
    address = f"/pesanan/{order.group.token}/{order.number}/tanya"
    assert address in client.get(f"/pesanan/{order.group.token}").get_data(as_text=True)
    assert client.post(address, data={"text": "Bisa sore?"}).status_code == 303
    assert client.get(address).headers["Location"].endswith(one(session).token)
    assert client.get(f"/pesanan/x/{order.number}/tanya").status_code == 404
    assert client.get(f"/pesanan/{order.group.token}/BPN-1/tanya").status_code == 404
    assert client.get("/tanya/x").status_code == 404 and client.post("/tanya/x", data={"text": "a"}).status_code == 404


def test_a_second_maker_gets_nothing(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=1, phone="+6281200000902")
    client.post("/produk/amplang-uji/tanya", data=ASKED)
    mine = asking.log_in(client, asking.MAKER)
    mine.post("/jualan/pertanyaan/kalimat", data={"sentence": "Stok ada."})
    sentence = re.findall(r"kalimat/(\w+)/hapus", mine.get("/jualan/pertanyaan/kalimat").get_data(as_text=True))[0]
    other, thread = asking.log_in(client, "081200000902"), one(session)
    assert "Sari" not in other.get("/jualan/pertanyaan").get_data(as_text=True)
    assert other.get(f"/jualan/pertanyaan/{thread.public_id}").status_code == 404
    assert other.post(f"/jualan/pertanyaan/{thread.public_id}", data={"text": "x"}).status_code == 404
    assert other.post(f"/jualan/pertanyaan/kalimat/{sentence}/hapus").status_code == 404
    assert other.get("/jualan/bagikan?produk=amplang-uji").status_code == 404
    assert mine.post(f"/jualan/pertanyaan/kalimat/{sentence}/hapus").status_code == 303


def test_staff_see_what_waits_too_long_and_answer(
    client: FlaskClient, session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    client.post("/produk/amplang-uji/tanya", data=ASKED)
    person = session.scalars(select(User).where(User.email == "keuangan@contoh.id")).one()
    session.execute(update(StaffRole).where(StaffRole.user_id == person.id).values(role="officer"))
    later(hours=25)
    desk, thread = open_desk(client, session), one(session)
    assert "Pertanyaan" in desk.get("/agensi").get_data(as_text=True)
    shown = desk.get("/agensi/pertanyaan").get_data(as_text=True)
    assert "Amplang Uji" in shown and "1 hari 1 jam" in shown and "age-late" in shown
    opened = desk.get(f"/agensi/pertanyaan/{thread.public_id}").get_data(as_text=True)
    assert "https://wa.me/6281200000901" in opened
    assert desk.post(f"/agensi/pertanyaan/{thread.public_id}", data={"text": ""}).status_code == 422
    assert desk.post(f"/agensi/pertanyaan/{thread.public_id}", data={"text": "Sebulan."}).status_code == 303
    assert one(session).waiting_since is None and one(session).posts[-1].side == "staff"
    assert desk.get("/agensi/pertanyaan/x").status_code == 404
