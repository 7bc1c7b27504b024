"""Sales documents on the web: for the buyer by her link, for the maker her own, a stranger gets 404."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import sheets
from marketplace.money import documents
from marketplace.people import second_factor
from marketplace.people.users import Identifier, known_by
from tests.tour_people import SECRET, logged_in
from tests.trade.ordering import log_in
from tests.trade.test_documents import papers, sent


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
