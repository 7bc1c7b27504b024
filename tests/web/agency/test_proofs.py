"""The finance desk decides about proofs: oldest first, with a sum, a reason and the next item."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import rupiah
from marketplace.trade import books, proof_queue
from tests import cast
from tests.web.agency.desk import open_desk, order

HTMX = {"HX-Request": "true"}


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=90, phone="+6281200000901")


@pytest.fixture
def desk(client: FlaskClient, session: Session, maker: cast.Maker) -> FlaskClient:
    return open_desk(client, session)


def shown(text: str) -> str:
    node = LexborHTMLParser(text).css_first("#judul-bayar")
    return node.text() if node else ""


def test_the_oldest_waits_on_top_with_its_exact_sum(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    first, second = (order(client, session, maker) for _ in range(2))
    page = LexborHTMLParser(desk.get("/agensi/bukti").text)
    assert page.css_first("#judul-bayar").text() == rupiah.show(first.payment.due)
    assert [link.text() for link in page.css("#antrean .row-link")] == [first.number, second.number]
    assert page.css_first(".desk-picture a").attributes["href"] == (
        f"/agensi/bukti/foto/{first.payment.proofs[0].public_id}"
    )
    assert "Bank Uji" in page.css_first(".facts").text()
    assert rupiah.show(first.payment.due) in page.css_first(f"form[action$='{first.number}/terima'] button").text()


def test_the_age_alarm_comes_with_the_agreed_time(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient, later: Callable[..., None]
) -> None:
    order(client, session, maker)
    assert "desk-line-late" not in desk.get("/agensi/bukti").text
    later(hours=proof_queue.CHECK_HOURS(session), minutes=5)
    late = desk.get("/agensi/bukti").text
    assert "desk-line-late" in late and "4 jam 5 menit" in late
    assert "figure-late" in desk.get("/agensi").text


def test_confirming_opens_the_next_item(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    first, second, third = (order(client, session, maker) for _ in range(3))
    answer = desk.post(f"/agensi/bukti/{second.number}/terima")
    assert answer.status_code == 303 and answer.headers["Location"] == f"/agensi/bukti?nomor={third.number}"
    fragment = desk.post(f"/agensi/bukti/{third.number}/terima", headers=HTMX)
    assert fragment.status_code == 200 and "<html" not in fragment.text
    assert shown(fragment.text) == rupiah.show(first.payment.due)
    assert f"{rupiah.show(third.payment.due)} untuk {third.number} diterima." in fragment.text
    session.expire_all()
    assert [group.payment.state for group in (first, second, third)] == ["checking", "paid", "paid"]
    assert books.faults(session) == []


def test_a_colleague_was_faster(client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient) -> None:
    first, second = (order(client, session, maker) for _ in range(2))
    desk.post(f"/agensi/bukti/{first.number}/terima")
    for act in ("terima", "tolak"):
        again = desk.post(f"/agensi/bukti/{first.number}/{act}", data={"reason": "missing"}, headers=HTMX)
        assert "sudah diputuskan" in again.text and shown(again.text) == rupiah.show(second.payment.due)
    stale = desk.get(f"/agensi/bukti?nomor={first.number}", follow_redirects=True)
    assert "sudah diputuskan" in stale.text and shown(stale.text) == rupiah.show(second.payment.due)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Pilih alasannya."),
        ({"reason": "other"}, "Tulis alasannya untuk pembeli."),
        ({"reason": "amount"}, "Tulis jumlah yang masuk."),
        ({"reason": "amount", "arrived": "halo"}, "Tulis jumlahnya dengan angka"),
        ({"reason": "amount", "arrived": "900rb"}, "Terima pembayarannya, lalu kembalikan lebihnya."),
    ],
)
@pytest.mark.one_database
def test_a_return_says_why(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    group = order(client, session, maker)
    answer = desk.post(f"/agensi/bukti/{group.number}/tolak", data={**typed, "words": ""})
    assert answer.status_code == 422 and sentence in answer.text
    page = LexborHTMLParser(answer.text)
    assert "open" in page.css("#putusan details")[1].attributes
    assert page.css_first("#arrived").attributes["value"] == typed.get("arrived", "")
    session.expire_all()
    assert group.payment.state == "checking"


def test_too_little_tells_the_buyer_what_is_lacking(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    group = order(client, session, maker)
    lack = rupiah.show(group.payment.due - 20_000)
    form = {"reason": "amount", "arrived": "20rb", "words": "Terima kasih."}
    assert desk.post(f"/agensi/bukti/{group.number}/tolak", data=form).status_code == 303
    session.expire_all()
    reason = group.payment.proofs[0].reason
    assert group.payment.state == "rejected" and lack in reason and reason.endswith("Terima kasih.")
    buyer = client.get(f"/pesanan/{group.token}").text
    assert lack in buyer and "Pembayaran belum bisa kami terima." in buyer
    assert lack in LexborHTMLParser(desk.get("/agensi/bukti").text).css_first("#diputuskan").text()


def test_money_without_a_proof_is_found_by_its_sum(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    group = order(client, session, maker, proof=False)
    assert "Tidak ada yang perlu dicek" in desk.get("/agensi/bukti").text
    found = desk.get(f"/agensi/bukti?cari={group.payment.due}").text
    assert shown(found) == rupiah.show(group.payment.due) and f"{group.number}/tolak" not in found
    assert "Tidak ketemu" in desk.get("/agensi/bukti?cari=tidakada").text
    assert desk.post(f"/agensi/bukti/{group.number}/terima").status_code == 303
    session.expire_all()
    assert group.payment.state == "paid"
