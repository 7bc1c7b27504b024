"""Receiving and paying through the pages: the store-keeper, finance of the hotel, the maker, finance of the shop."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import receipts
from marketplace.trade import bills, books
from marketplace.trade.orders import Order
from tests import buying, cast
from tests.sourcing.terming import place, receive, send
from tests.web.agency.desk import open_desk

pytestmark = pytest.mark.one_database


@pytest.fixture
def ani(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=200, phone="+6281200000901")


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


@pytest.fixture
def order(session: Session, hotel: buying.Hotel, ani: cast.Maker) -> Order:
    return send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])


def test_a_store_keeper_counts_and_signs(
    client: FlaskClient, session: Session, hotel: buying.Hotel, order: Order
) -> None:
    hotel.enter(client, "receiver")
    here = f"{hotel.url}/terima/{order.number}"
    assert order.number in client.get(f"{hotel.url}/terima").text
    assert "Dipesan 10" in client.get(here).text
    line = order.lines[0].id
    wrong = {f"accepted-{line}": "9", f"rejected-{line}": "4", f"reason-{line}": "damaged", f"words-{line}": "basah",
             f"temperature-{line}": "4,5", "signed_name": "Joko", "drawing": "M1 2L3 4"}  # fmt: skip
    again = client.post(here, data=wrong)
    assert again.status_code == 422 and "Yang dipesan 10" in again.text
    field = LexborHTMLParser(again.text).css_first(f"#accepted-{line}").attributes
    assert field["aria-invalid"] == "true" and f"accepted-{line}-galat" in (field["aria-describedby"] or "").split()
    assert 'value="basah"' in again.text and 'value="4,5"' in again.text and "M1 2L3 4" in again.text
    signed = client.post(here, data=wrong | {f"rejected-{line}": "1"})
    assert signed.status_code == 303
    session.expire_all()
    found = receipts.of_order(session, order.id)
    assert found is not None and found.lines[0].temperature == 45 and found.signature == "M1 2L3 4"
    paper = client.get(f"{hotel.url}/bast/{found.public_id}").text
    assert "Berita acara serah terima" in paper and "Rusak atau pecah: basah" in paper and "M1 2L3 4" in paper
    file = client.get(f"{hotel.url}/bast/{found.public_id}.pdf")
    assert file.mimetype == "application/pdf" and file.data.startswith(b"%PDF")
    assert client.get(here).status_code == 303


def test_enter_in_a_count_signs_nothing(client: FlaskClient, hotel: buying.Hotel, order: Order) -> None:
    """A browser does nothing on Enter when the form's first submit button is disabled."""
    hotel.enter(client, "receiver")
    page = LexborHTMLParser(client.get(f"{hotel.url}/terima/{order.number}").text)
    assert "disabled" in page.css("main form button[type=submit]")[0].attributes


@pytest.mark.parametrize(
    ("field", "text"),
    [("accepted", "banyak"), ("accepted", ""), ("rejected", "-1"), ("temperature", "dingin"),
     ("best_before", "31-02-2027"), ("best_before", "2020-01-01")],
)  # fmt: skip
def test_what_cannot_be_read_comes_back(
    client: FlaskClient, hotel: buying.Hotel, order: Order, field: str, text: str
) -> None:
    hotel.enter(client, "receiver")
    line = order.lines[0].id
    form = {f"accepted-{line}": "10", "signed_name": "Joko", f"{field}-{line}": text}
    answer = client.post(f"{hotel.url}/terima/{order.number}", data=form)
    assert answer.status_code == 422 and f'href="#{field}-{line}"' in answer.text


@pytest.mark.parametrize("role", ["requester", "approver", "finance", "chef", "stranger"])
def test_nobody_else_counts(client: FlaskClient, hotel: buying.Hotel, order: Order, role: str) -> None:
    hotel.enter(client, role)
    assert client.get(f"{hotel.url}/terima/{order.number}").status_code == 404
    assert client.post(f"{hotel.url}/terima/{order.number}", data={}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("finance", 200), ("receiver", 404), ("chef", 404), ("stranger", 404)])
def test_bills_are_for_finance(
    client: FlaskClient, session: Session, hotel: buying.Hotel, order: Order, role: str, status: int
) -> None:
    receive(session, hotel, order)
    bill = bills.of_order(session, order.id)
    assert bill is not None and bill.document is not None
    hotel.enter(client, role)
    month = f"{clock.today():%Y-%m}"
    for path in ("tagihan", f"dokumen/{bill.document.public_id}", f"rekening/{month}", f"rekening/{month}.pdf"):
        assert client.get(f"{hotel.url}/{path}").status_code == status, path


def test_finance_records_a_transfer(client: FlaskClient, session: Session, hotel: buying.Hotel, order: Order) -> None:
    receive(session, hotel, order)
    bill = bills.of_order(session, order.id)
    assert bill is not None
    client = open_desk(client, session)
    here = f"/agensi/tagihan/{hotel.organisation.public_id}"
    assert hotel.organisation.name in client.get("/agensi/tagihan").text
    assert bill.number in client.get(here).text
    form = {"key": "k1", "amount": "200.000", "arrived_on": clock.today().isoformat(), "reference": "INV",
            "bills": bill.public_id}  # fmt: skip
    refused = client.post(here, data=form)
    assert refused.status_code == 422 and "Lebih Rp10.000" in refused.text and "checked" in refused.text
    for _ in range(2):
        assert client.post(here, data=form | {"surplus_back": "y"}).status_code == 303
    session.expire_all()
    assert (bill.paid, bill.open) == (190_000, 0) and books.faults(session) == []
    assert client.post(here, data=form | {"key": "k2", "bills": ""}).status_code == 422
    assert "Rp200.000" in client.get(here).text


def test_a_maker_contests_and_finance_decides(
    client: FlaskClient, session: Session, hotel: buying.Hotel, ani: cast.Maker, order: Order
) -> None:
    receipt = receive(session, hotel, order, accepted=7, rejected=3)
    client.post("/masuk", data={"who": ani.producer.phone, "password": cast.PASSWORD})
    here = f"/jualan/terima/{receipt.public_id}"
    assert "Hitungannya salah?" in client.get(here).text
    assert here in client.get(f"/jualan/pesanan/{order.number}").text
    assert "Menunggu hotel membayar" in client.get("/jualan/uang").text
    assert order.number in client.get("/jualan/uang/menunggu-hotel").text
    assert client.post(here, data={"words": " "}).status_code == 422
    assert client.post(here, data={"words": "Kardusnya utuh."}).status_code == 303
    assert client.get(f"{here}.pdf").status_code == 200
    staff = open_desk(client, session)
    desk = f"/agensi/berita-acara/{receipt.public_id}"
    assert "Kardusnya utuh." in staff.get("/agensi/tagihan").text
    assert staff.post(desk, data={"words": "", "verb": "overrule"}).status_code == 422
    assert staff.post(desk, data={"words": "Foto jelas.", "verb": "overrule"}).status_code == 303
    assert "Foto jelas." in staff.get(desk).text
    session.expire_all()
    assert receipt.state == "overruled" and books.faults(session) == []
