"""The other lists of staff: debts, messages, failed work, and the first page with its counters."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import jobs, rupiah
from marketplace.notices import messages
from marketplace.trade import books, fulfilment, paying
from marketplace.trade.owed import Owed, of_orders
from tests import cast
from tests.web.agency.desk import open_desk, order, photo

HTMX = {"HX-Request": "true"}


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=90, phone="+6281200000901")


@pytest.fixture
def desk(client: FlaskClient, session: Session, maker: cast.Maker) -> FlaskClient:
    return open_desk(client, session)


def debt(client: FlaskClient, session: Session, maker: cast.Maker) -> Owed:
    group = order(client, session, maker)
    paying.confirm(session, group, by=cast.FINANCE)
    fulfilment.decline(session, group.orders[0], "Ikan habis", by=maker.actor)
    return of_orders(session, [group.orders[0].id])[0]


def stored(client: FlaskClient, folder: str) -> int:
    return len(list((client.application.extensions["files"].root / folder).glob("*")))


def test_a_debt_says_why_to_whom_and_how_to_reach_them(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    owed = debt(client, session, maker)
    page = LexborHTMLParser(desk.get("/agensi/dikembalikan").text)
    assert page.css_first("#judul-utang").text() == rupiah.show(owed.amount)
    facts = page.css_first(".facts").text()
    assert "Penjual tidak bisa memenuhi pesanan." in facts and "Ikan habis" in facts and "Ani" in facts
    assert page.css_first("a[href^='https://wa.me/6281234567890']") is not None


def test_giving_back_needs_where_and_a_proof_then_opens_the_next(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    first, second = (debt(client, session, maker) for _ in range(2))
    address = f"/agensi/dikembalikan/{first.public_id}"
    wrong = desk.post(address, data={"how": "BCA 123"})
    assert wrong.status_code == 422 and "Pilih foto bukti" in wrong.text and 'value="BCA 123"' in wrong.text
    done = desk.post(address, data={"how": "BCA 123", "proof": photo()}, headers=HTMX)
    assert LexborHTMLParser(done.text).css_first("#judul-utang").text() == rupiah.show(second.amount)
    assert "BCA 123" in LexborHTMLParser(done.text).css_first("#kembali").text()
    before = stored(client, "returns")
    again = desk.post(address, data={"how": "BCA 123", "proof": photo()}, follow_redirects=True)
    assert "sudah dicatat sebelumnya" in again.text and stored(client, "returns") == before
    session.expire_all()
    assert first.state == "returned" and books.faults(session) == []


def test_a_proof_that_comes_too_late_leaves_no_file(
    client: FlaskClient, session: Session, maker: cast.Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = order(client, session, maker)
    before = stored(client, "proofs")
    monkeypatch.setattr(paying, "refuse_needless_proof", lambda group: None)
    assert client.post(f"/pesanan/{group.token}/bukti", data={"proof": photo()}).status_code == 409
    assert stored(client, "proofs") == before


def test_one_tap_opens_whatsapp_and_marks_the_message_sent(session: Session, desk: FlaskClient) -> None:
    message = messages.Message(
        key="uji", channel="whatsapp", address="+6281234567890", recipient="Ani", subject="Halo", body="Halo Ani"
    )
    session.add(message)
    session.flush()
    form = LexborHTMLParser(desk.get("/agensi/wa").text).css_first(f"form[action='/agensi/wa/{message.public_id}']")
    assert form.attributes["target"] == "_blank"
    sent = desk.post(form.attributes["action"])
    assert sent.headers["Location"] == "https://wa.me/6281234567890?text=Halo%20Ani"
    page = LexborHTMLParser(desk.get("/agensi/wa", headers=HTMX).text)
    assert page.css_first("#terkirim") is not None and "Semua pesan sudah terkirim" in page.css_first("#meja").text()


def test_failed_work_stands_first_and_runs_again(session: Session, desk: FlaskClient) -> None:
    jobs.promise(session, "email", "uji:1")
    failed = jobs.promise(session, "email", "uji:2")
    failed.state, failed.error, failed.attempts = "failed", "Server menolak", 10
    page = LexborHTMLParser(desk.get("/agensi/pekerjaan").text)
    assert "Server menolak" in page.css_first(".desk-rows").text() and page.css_first("#berjalan") is not None
    again = desk.post(f"/agensi/pekerjaan/{failed.id}", headers=HTMX)
    assert "Tidak ada yang gagal" in again.text and "Akan dikerjakan lagi." in again.text
    session.expire_all()
    assert failed.state == "waiting"


def test_each_counter_of_the_first_page_opens_its_list(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    order(client, session, maker)
    owed = debt(client, session, maker)
    page = LexborHTMLParser(desk.get("/agensi").text)
    counts = {link.attributes["href"]: link.text() for link in page.css(".figure")}
    assert "1" in counts["/agensi/bukti"] and rupiah.show(owed.amount) in counts["/agensi/dikembalikan"]
    assert all(desk.get(address).status_code == 200 for address in counts)
    assert "/agensi/tautan" not in counts
