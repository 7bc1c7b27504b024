"""Sales documents on the web: for the buyer by her link, for the maker her own, a stranger gets 404."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, rupiah, sheets
from marketplace.money import documents
from marketplace.money.documents import Document
from marketplace.money.ledger import Entry
from marketplace.people import second_factor
from marketplace.people.users import Identifier, known_by
from marketplace.trade import refunds
from marketplace.trade.orders import subject
from tests import cast
from tests.tour_people import SECRET, logged_in
from tests.trade.ordering import log_in, two_makers
from tests.trade.refunding import FIRST, bought
from tests.trade.test_documents import papers, sent
from tests.web.agency.desk import open_desk


def test_buyer_maker_and_anybody_with_the_paper(client: FlaskClient, session: Session) -> None:
    order = sent(client, session)
    paper = papers(session, order)["invoice"]
    token, name = order.group.token, f"dokumen/{paper.public_id}"
    page = client.get(f"/pesanan/{token}/{name}")
    assert page.status_code == 200 and paper.number in page.text and "Empat puluh enam ribu rupiah" in page.text
    answer = client.get(f"/pesanan/{token}/{name}.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")
    assert paper.number in client.get(f"/pesanan/{token}").text
    assert client.get(f"/pesanan/x/{name}").status_code == 404
    check = client.get(f"/dokumen/{paper.public_id}/{paper.short_hash}")
    assert check.status_code == 200 and "Rp46.000" in check.text and order.group.name not in check.text
    assert client.get(f"/dokumen/{paper.public_id}/{'0' * documents.SHORT}").status_code == 404
    own = f"/jualan/dokumen-jual/{paper.public_id}"
    log_in(client)
    assert client.get(own).status_code == 200 and client.get(f"{own}.pdf").status_code == 200
    other = client.application.test_client()
    log_in(other, "081200000902")
    assert other.get(own).status_code == 404 and other.get(f"{own}.pdf").status_code == 404


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return two_makers(session)[0]


@pytest.fixture
def desk(client: FlaskClient, session: Session, maker: cast.Maker) -> FlaskClient:
    return open_desk(client, session)


def test_the_workbook_of_several_papers_ties(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    maker.producer.npwp, maker.producer.pkp_since = "0123456789012345", clock.today()
    orders = [bought(client, session, maker, packs=packs) for packs in (1, 2, 3)]
    refunds.give(session, orders[2], [refunds.Part(orders[2].lines[0].id, 2)], fee=0, reason="damaged", by=FIRST)
    session.commit()
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.get("/agensi/dokumen-jual.xlsx").data))
    sums, *kinds = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    papers = session.scalars(select(Document)).all()
    for row, kind, rows in zip(sums[1:4], ("invoice", "credit_note", "receipt"), kinds, strict=True):
        mine = [paper for paper in papers if paper.kind == kind]
        total, tax = sum(paper.total for paper in mine), sum(paper.tax for paper in mine)
        assert [int(n) for n in row[1:]] == [len(mine), total - tax, tax, total]
        assert [sum(int(line[n]) for line in rows[1:-1]) for n in (5, 6, 7)] == [int(n) for n in rows[-1][5:8]]
        assert [int(n) for n in rows[-1][5:8]] == [total - tax, tax, total] and tax > 0
        assert [line[0] for line in rows[1:-1]] == [paper.number for paper in mine]
    assert [int(sums[4][n]) for n in (2, 3, 4)] == [int(sums[1][n]) - int(sums[2][n]) for n in (2, 3, 4)]
    page = desk.get("/agensi/dokumen-jual").text
    assert rupiah.show(int(sums[4][4])) in page and all(paper.number in page for paper in papers)


def test_a_refund_writes_a_credit_note_that_the_buyer_sees(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    order = bought(client, session, maker, packs=3)
    line, address = order.lines[0].id, f"/agensi/pesanan/{order.number}/kembalikan"
    form = {f"packs-{line}": "1", "reason": "damaged"}
    sure = LexborHTMLParser(desk.post(address, data=form).text)
    sent = {field.attributes["name"]: field.attributes.get("value") or "" for field in sure.css("main form [name]")}
    assert desk.post(address, data={**form, **sent, "sure": "1"}).status_code == 303
    session.expire_all()
    note = session.scalars(select(Document).where(Document.kind == "credit_note")).one()
    token = order.group.token
    assert note.number in client.get(f"/pesanan/{token}").text
    page = client.get(f"/pesanan/{token}/dokumen/{note.public_id}").text
    assert "Sebab: Barang rusak atau pecah." in page and "Delapan belas ribu rupiah" in page
    entry = session.scalars(select(Entry).where(Entry.source.startswith("refund:"))).one()
    assert f"/agensi/dokumen-jual/{note.public_id}" in desk.get(f"/agensi/keuangan/jurnal/{entry.id}").text


def test_finance_switches_pph_22_on_from_a_day(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    before = bought(client, session, maker, packs=2, until="shipped")
    form = {"kind": "pph22", "words": "PPh 22 0,5%", "rate": "0,5", "valid_from": typed(clock.today())}
    assert desk.post("/agensi/pajak/aturan", data=form).status_code == 303
    after = bought(client, session, maker, packs=2, until="shipped")
    pages = []
    for order in (before, after):
        (invoice,) = [paper for paper in documents.about(session, [subject(order)]) if paper.kind == "invoice"]
        pages.append(client.get(f"/pesanan/{order.group.token}/dokumen/{invoice.public_id}").text)
    assert "PPh 22" not in pages[0]
    assert "PPh 22 0,5% (dipotong dari penjual)" in pages[1] and "Rp230" in pages[1], "half a percent of 46.000"


def typed(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"producer": "amplang-uji", "npwp": "12345"}, "NPWP terdiri dari 15 atau 16 angka."),
        ({"producer": "", "npwp": "0123456789012345"}, "Tulis nama tokonya."),
        ({"producer": "x", "npwp": "0123456789012345"}, "Tidak ada satu toko"),
        ({"producer": "amplang-uji", "npwp": "0123456789012345", "since": "kemarin"}, 'value="kemarin"'),
    ],
)
def test_a_wrong_tax_number_is_told_and_not_kept(
    session: Session, maker: cast.Maker, desk: FlaskClient, form: dict[str, str], sentence: str
) -> None:
    answer = desk.post("/agensi/pajak/pkp", data=form)
    assert answer.status_code == 422 and sentence in answer.text
    session.expire_all()
    assert maker.producer.npwp is None


def test_a_tax_number_stands_on_the_next_invoice(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    form = {"producer": "amplang-uji", "npwp": "01.234.567.8-901.2345", "since": typed(clock.today())}
    assert desk.post("/agensi/pajak/pkp", data=form).status_code == 303
    listed = desk.get("/agensi/pajak").text
    assert "••••2345" in listed and "0123456789012345" not in listed
    order = bought(client, session, maker, packs=2, until="shipped")
    (invoice,) = [paper for paper in documents.about(session, [subject(order)]) if paper.kind == "invoice"]
    page = client.get(f"/pesanan/{order.group.token}/dokumen/{invoice.public_id}").text
    assert "NPWP 012345678901234" in page and "PPN 12% × 11/12" in page and "Rp4.559" in page


def test_finance_sees_all_and_the_workbook_ties(client: FlaskClient, session: Session) -> None:
    order = sent(client, session)
    paper = papers(session, order)["invoice"]
    person = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    person.is_demo = True
    second_factor.enrol_demo(session, person, SECRET)
    session.commit()
    desk = logged_in(client.application, "keuangan@contoh.id", coded=True)
    page = desk.get("/agensi/dokumen-jual")
    assert page.status_code == 200 and paper.number in page.text
    assert desk.get(f"/agensi/dokumen-jual/{paper.public_id}").status_code == 200
    book = sheets.read(desk.get("/agensi/dokumen-jual.xlsx").data)
    assert book[1][-1] == book[4][-1] == "46000"
    assert desk.get("/agensi/pajak").status_code == 200
    assert desk.post("/agensi/pajak/aturan", data={"kind": "ppn"}).status_code == 422
    form = {"kind": "pph22", "words": "PPh 22 0,5%", "rate": "0,5", "valid_from": "1-1-2027"}
    assert desk.post("/agensi/pajak/aturan", data=form).status_code == 303
