"""Finance makes commission rules, notes exemptions, and pays the courier's bills."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import commission, courier_bills, withholding
from tests import cast
from tests.web.agency.desk import open_desk, photo


@pytest.fixture
def desk(client: FlaskClient, session: Session) -> FlaskClient:
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=9, phone="+6281200000901")
    return open_desk(client, session)


def rule(**given: str) -> dict[str, str]:
    return {"rate": "2,5", "maker": "", "category": "", "starts_on": clock.today().isoformat(), **given}


def test_a_rule_is_made_for_one_shop_and_ended(desk: FlaskClient, session: Session) -> None:
    assert desk.post("/agensi/komisi", data=rule(maker="amplang uji")).status_code == 303
    [made] = commission.all_rules(session)
    assert made.basis_points == 250 and made.producer is not None and made.producer.name == "Amplang Uji"
    assert "2,5 %" in desk.get("/agensi/komisi").text
    for sentence in ("Aturan berakhir hari ini.", "Aturan ini sudah berakhir."):
        desk.post(f"/agensi/komisi/{made.id}/akhiri")
        assert sentence in desk.get("/agensi/komisi").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("rate", "banyak", "Tulis persen dengan angka"),
        ("rate", "31", "Paling besar 30 persen."),
        ("rate", "-1", "Tulis persen dengan angka"),
        ("maker", "Toko Entah", "Tidak ada toko dengan nama itu."),
        ("starts_on", "kemarin", "Tulis tanggal"),
        ("starts_on", "2020-01-01", "Aturan berlaku paling cepat hari ini."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    desk: FlaskClient, session: Session, field: str, typed: str, sentence: str
) -> None:
    answer = desk.post("/agensi/komisi", data=rule(**{field: typed}))
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 422 and sentence in page.body.text()
    assert page.css_first(f"[name={field}]").attributes["value"] == typed
    assert commission.all_rules(session) == []


def test_an_exemption_is_noted_once_a_year(desk: FlaskClient, session: Session) -> None:
    paper = {"maker": "Amplang Uji", "year": str(clock.today().year), "kind": "skb", "note": "SKB-7"}
    assert desk.post("/agensi/komisi/bebas-pajak", data=paper).status_code == 303
    desk.post("/agensi/komisi/bebas-pajak", data={**paper, "note": "SKB-8"})
    assert [one.note for one in withholding.exemptions(session)] == ["SKB-8"]
    wrong = desk.post("/agensi/komisi/bebas-pajak", data={**paper, "year": "1999"})
    assert wrong.status_code == 422 and "Tulis tahun ini" in wrong.text and 'value="1999"' in wrong.text


def test_a_bill_sent_twice_is_one_bill(desk: FlaskClient, session: Session) -> None:
    key = LexborHTMLParser(desk.get("/agensi/kurir").text).css_first("input[name=key]").attributes["value"]
    for _ in range(2):
        data = {"key": key, "amount": "125rb", "note": "JNE November", "proof": photo()}
        assert desk.post("/agensi/kurir", data=data).status_code == 303
    [bill] = courier_bills.paid(session)
    assert bill.amount == 125_000 and "JNE November" in desk.get("/agensi/kurir").text
    assert desk.get(f"/agensi/kurir/{bill.public_id}/bukti").mimetype == "image/jpeg"
    wrong = desk.post("/agensi/kurir", data={"key": "x", "amount": "nol", "note": "JNE"})
    assert wrong.status_code == 422 and 'value="nol"' in wrong.text


def test_a_rule_for_tomorrow_does_not_hold_today(desk: FlaskClient, session: Session) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    desk.post("/agensi/komisi", data=rule(starts_on=tomorrow.strftime("%d-%m-%Y")))
    assert commission.Rates(session, clock.today(), []).rules == []
    assert len(commission.Rates(session, tomorrow, []).rules) == 1
