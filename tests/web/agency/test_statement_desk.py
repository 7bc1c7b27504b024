"""The finance desk and statements: send a file, see what came of it, decide about a line in two clicks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.files import Files
from marketplace.money.statement_formats import StatementFormat
from marketplace.money.statements import Statement, StatementLine
from marketplace.trade import bills
from marketplace.trade.owed import Owed
from tests import buying
from tests.counting import cost
from tests.sourcing import terming
from tests.trade.banking import HEADER, Bank, Row, csv
from tests.web.agency.desk import open_desk


@pytest.fixture
def bank(session: Session, tmp_path: Path, client: FlaskClient) -> Bank:
    bank = Bank(session, tmp_path)
    files: Files = client.application.extensions["files"]
    bank.files = files
    return bank


@pytest.fixture
def desk(client: FlaskClient, session: Session, bank: Bank) -> FlaskClient:
    return open_desk(client, session)


def send(desk: FlaskClient, bank: Bank, data: bytes, name: str = "mutasi.csv") -> str:
    form = {"account": str(bank.account.id), "file": (io.BytesIO(data), name)}
    answer = desk.post("/agensi/mutasi", data=form)
    assert answer.status_code == 303, answer.text
    bank.session.expire_all()
    bank.work()
    return str(answer.location)


def line_of(bank: Bank, state: str) -> StatementLine:
    bank.session.expire_all()
    return bank.session.scalars(select(StatementLine).where(StatementLine.state == state)).one()


def test_a_file_is_matched_and_its_sums_tie(bank: Bank, desk: FlaskClient) -> None:
    group, near = bank.order(20_000), bank.order(50_000)
    where = send(desk, bank, csv([Row(group.payment.due), Row(near.payment.due + 1), Row(-2_000, "ADM"), Row(7)]))
    page = LexborHTMLParser(desk.get(where).text)
    sums = [[cell.text(strip=True) for cell in row.css("td, th")] for row in page.css("table")[0].css("tbody tr")]
    assert [row[1] for row in sums] == ["1", "1", "1", "0", "0"]
    assert group.number in desk.get(f"{where}?lihat=matched").text
    assert group.number not in desk.get(f"{where}?lihat=open").text
    start = desk.get("/agensi").text
    assert "Mutasi" in LexborHTMLParser(start).css_first(".desk-start").text()
    again = desk.post("/agensi/mutasi", data={"account": str(bank.account.id), "file": (io.BytesIO(b""), "")})
    assert again.status_code == 422 and "Pilih berkasnya dulu." in again.text


def test_a_proposal_is_accepted_in_two_clicks(bank: Bank, desk: FlaskClient) -> None:
    group = bank.order(20_000)
    send(desk, bank, csv([Row(group.payment.due + 1)]))
    listed = LexborHTMLParser(desk.get("/agensi/mutasi").text)
    assert "Lebih Rp1 dari tagihan." in listed.body.text()
    opened = LexborHTMLParser(desk.get(listed.css_first("table .row-link").attributes["href"] or "").text)
    act = opened.css_first("form[action*='/terima/']")
    assert "lebihnya Rp1 masuk daftar Dikembalikan" in act.text()
    where = act.attributes["action"] or ""
    assert desk.post(where).status_code == 303
    bank.session.expire_all()
    assert group.payment.state == "paid" and [debt.amount for debt in bank.session.scalars(select(Owed))] == [1]
    again = desk.post(where, follow_redirects=True)
    assert "sudah diputuskan" in again.text
    assert [debt.amount for debt in bank.session.scalars(select(Owed))] == [1]


def test_too_little_has_no_button_and_is_refused(bank: Bank, desk: FlaskClient) -> None:
    group = bank.order(20_000)
    send(desk, bank, csv([Row(group.payment.due - 1)]))
    line = line_of(bank, "proposed")
    page = LexborHTMLParser(desk.get(f"/agensi/mutasi/baris/{line.public_id}").text)
    panel = page.css_first("form[action*='/terima/']")
    assert "Belum bisa diterima: kurang Rp1" in panel.text() and panel.css_first("button") is None
    forced = desk.post(f"/agensi/mutasi/baris/{line.public_id}/terima/{group.number}", follow_redirects=True)
    assert "kurang Rp1 dari tagihan" in forced.text
    assert line_of(bank, "proposed").payment_id is None


@pytest.mark.one_database
def test_not_a_payment_needs_a_reason_and_can_be_undone(bank: Bank, desk: FlaskClient) -> None:
    send(desk, bank, csv([Row(7_777)]))
    where = f"/agensi/mutasi/baris/{line_of(bank, 'open').public_id}"
    refused = desk.post(f"{where}/bukan", data={"reason": ""})
    assert refused.status_code == 422 and "Tulis sebabnya" in refused.text
    assert desk.post(f"{where}/bukan", data={"reason": "Bunga bank"}).status_code == 303
    assert "Bunga bank" in desk.get(where).text
    assert desk.post(f"{where}/buka-lagi").status_code == 303
    assert line_of(bank, "open").reason == ""


@pytest.mark.one_database
def test_finance_finds_the_order_itself(bank: Bank, desk: FlaskClient) -> None:
    group = bank.order(20_000)
    send(desk, bank, csv([Row(25_000)]))
    line = line_of(bank, "open")
    found = desk.get(f"/agensi/mutasi/baris/{line.public_id}?cari={group.number[-6:]}")
    assert "Anda cari sendiri." in found.text and f"/terima/{group.number}" in found.text


@pytest.mark.one_database
def test_a_faulty_file_names_its_rows(bank: Bank, desk: FlaskClient) -> None:
    day = f"{clock.today():%d/%m/%Y}"
    where = send(desk, bank, f"{HEADER}\r\n{day};x;;1,500.00;\r\n{day};x;;5,00;".encode())
    page = LexborHTMLParser(desk.get(where).text)
    assert [cell.text() for cell in page.css("tbody tr td")] == [
        "2", "Jumlah “1,500.00” tidak cocok dengan format angkanya.",
    ]  # fmt: skip
    for data, sentence in ((b"\x00\x01", "bukan Excel"), (b"PK\x03\x04", "bukan Excel")):
        form = {"account": str(bank.account.id), "file": (io.BytesIO(data), "x.xlsx")}
        answer = desk.post("/agensi/mutasi", data=form)
        assert answer.status_code == 422 and sentence in answer.text
    form = {"account": str(bank.account.id), "file": (io.BytesIO(b"a;b\r\n" * 30_000), "x.csv")}
    assert "30.000 baris. Paling banyak 20.000" in desk.post("/agensi/mutasi", data=form).text


@pytest.mark.one_database
def test_an_unknown_file_gets_a_format(bank: Bank, desk: FlaskClient) -> None:
    day = f"{clock.today():%d/%m/%Y}"
    where = send(desk, bank, f"Hari;Isi;Uang\r\n{day};BAYAR;500,00".encode())
    assert "belum dikenal" in desk.get(where).text
    page = LexborHTMLParser(desk.get(f"{where}/format").text)
    assert "BAYAR" in page.css_first("table").text()
    form = {
        "name": "Koperasi", "separator": ";", "date_column": "Hari", "day_format": "dmy", "text_columns": "Isi",
        "signs": "minus", "decimal_sign": ",", "thousands_sign": ".",
    }  # fmt: skip
    lacking = desk.post(f"{where}/format", data=form)
    assert lacking.status_code == 422 and "Bagian ini perlu diisi." in lacking.text
    assert LexborHTMLParser(lacking.text).css_first("#name").attributes["value"] == "Koperasi"
    assert desk.post(f"{where}/format", data={**form, "amount_column": "Uang"}).status_code == 303
    bank.session.expire_all()
    bank.work()
    statement = bank.session.scalars(select(Statement)).one()
    assert statement.state == "done" and statement.format is not None and statement.format.is_example
    where = f"/agensi/mutasi/format/{statement.format.public_id}"
    both = {**form, "amount_column": "Uang", "thousands_sign": ",", "compared": "y"}
    assert "Pilih tanda yang lain." in desk.post(where, data=both).text
    assert desk.post(where, data={**both, "thousands_sign": "none"}).status_code == 303
    bank.session.expire_all()
    assert (statement.format.thousands_sign, statement.format.is_example) == ("", False)
    assert desk.post(f"{where}/hapus").status_code == 303
    assert "<strong>Koperasi" not in desk.get("/agensi/mutasi/format").text
    kept = bank.session.scalars(select(StatementFormat).where(StatementFormat.name == "Koperasi")).one()
    assert kept.retired_at is not None


@pytest.mark.one_database
def test_a_statement_costs_the_same_with_few_lines_or_many(bank: Bank, desk: FlaskClient) -> None:
    few = send(desk, bank, csv([Row(bank.order(20_000).payment.due + 1)]))
    desk.get("/agensi/mutasi")
    before = cost(desk, "/agensi/mutasi"), cost(desk, few)
    many = send(desk, bank, csv([Row(bank.order(goods).payment.due + 1) for goods in range(30_000, 40_000, 1_000)]))
    assert (cost(desk, "/agensi/mutasi"), cost(desk, many)) == before


def test_a_line_pays_the_bill_of_a_hotel(bank: Bank, desk: FlaskClient) -> None:
    hotel = buying.hotel(bank.session, name="Hotel Teluk Permai")
    order = terming.place(bank.session, hotel, [(bank.maker, 10, 18_000)]).orders[0]
    terming.receive(bank.session, hotel, terming.send(bank.session, bank.maker, order))
    bill = bills.all_open(bank.session)[0]
    where = send(desk, bank, csv([Row(bill.open + 500)]))
    line = line_of(bank, "open")
    shown = LexborHTMLParser(desk.get(f"/agensi/mutasi/baris/{line.public_id}?cari=teluk").text)
    form = shown.css_first("form[action$='/tagihan']")
    assert "Hotel Teluk Permai" in form.text() and "lebihnya Rp500" in form.text()
    data = {"organisation": hotel.organisation.public_id, "bills": bill.public_id}
    refused = desk.post(form.attributes["action"] or "", data=data, follow_redirects=True)
    assert "Lebih Rp500 dari tagihan yang dipilih." in refused.text and line_of(bank, "open") is line
    assert desk.post(form.attributes["action"] or "", data=data | {"surplus_back": "on"}).status_code == 303
    assert [debt.amount for debt in bank.session.scalars(select(Owed))] == [500] and not bill.open
    for page in (where, f"/agensi/mutasi/baris/{line.public_id}"):
        assert "Hotel Teluk Permai" in desk.get(page).text and bill.number in desk.get(page).text
