"""Finance pays makers by screen: every page, every refused form, nothing twice, and nobody else sees it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM
from marketplace.money import bank_accounts, ledger
from marketplace.money.deposits import CashDeposit
from marketplace.money.payouts import Payout, PayoutBatch
from marketplace.people.producers import Producer
from marketplace.trade import payout_books
from tests import cast
from tests.trade.payees import collect, earn, payee
from tests.web.agency.desk import open_desk, photo

DESK = "/agensi/pencairan"


@pytest.fixture
def maker(session: Session) -> Producer:
    return payee(session, "Satu")


@pytest.fixture
def desk(client: FlaskClient, session: Session, maker: Producer) -> FlaskClient:
    earn(session, maker, 90_000)
    return open_desk(client, session)


def batch(desk: FlaskClient) -> str:
    return str(desk.post(DESK).headers["Location"])


def payout(session: Session) -> Payout:
    session.expire_all()
    return session.scalars(select(Payout)).one()


def one(session: Session, step: str) -> str:
    return f"{DESK}/bayar/{payout(session).public_id}/{step}"


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def hidden_key(page: str) -> str:
    (field,) = LexborHTMLParser(page).css("input[name=key]")
    return field.attributes["value"] or ""


def told(desk: FlaskClient, path: str, form: dict[str, Any], *sentences: str) -> str:
    """The form is refused, with these sentences."""
    answer = desk.post(path, data=form)
    assert answer.status_code == 422
    for sentence in sentences:
        assert answer.text.count(sentence) >= 2, f"{sentence}: above and by its field"
    return answer.text


def test_from_what_is_due_to_sent_and_back(desk: FlaskClient, session: Session, maker: Producer) -> None:
    assert "Rp90.000" in desk.get(DESK).text and "siap dibayar ke 1 penjual" in desk.get(DESK).text
    where = batch(desk)
    number = bank_accounts.of(session, maker.id).number  # type: ignore[union-attr]
    assert number not in desk.get(where).text and number[-4:] in desk.get(where).text
    assert number in desk.post(f"{where}/berkas", data={"jenis": "csv"}).text
    assert "di berkas bank" in desk.get(where).text
    assert desk.post(f"{where}/terkirim", data={"proof": photo()}).status_code == 303
    assert payout(session).state == "sent" and desk.get(one(session, "bukti")).status_code == 200
    assert desk.post(one(session, "gagal"), data={"reason": "Rekening ditutup"}).status_code == 303
    shown = desk.get(DESK).text
    assert "Gagal, perlu dikirim lagi" in shown and "Rekening ditutup" in shown and "pernah gagal" in shown
    assert desk.post(DESK, data={"penjual": maker.slug}).status_code == 303
    assert count(session, PayoutBatch) == 2 and payout_books.faults(session) == []


def test_every_step_sent_twice_counts_once(desk: FlaskClient, session: Session) -> None:
    where = batch(desk)
    assert batch(desk) == DESK and count(session, PayoutBatch) == 1
    for _ in range(2):
        assert desk.post(one(session, "terkirim"), data={"proof": photo()}).status_code == 303
    assert "Langkah ini tidak bisa dilakukan lagi" in desk.get(where).text
    assert sum(ledger.balances(session, "clearing").values()) == 0
    assert desk.post(f"{where}/terkirim", data={"proof": photo()}).status_code == 303
    for _ in range(2):
        assert desk.post(one(session, "gagal"), data={"reason": "Ditutup"}).status_code == 303
    assert payout_books.faults(session) == []


def test_refused_steps_keep_what_was_typed(desk: FlaskClient, session: Session) -> None:
    where = batch(desk)
    told(desk, f"{where}/terkirim", {}, "Pilih foto bukti transfer.")
    told(desk, one(session, "terkirim"), {}, "Pilih foto bukti transfer.")
    told(desk, one(session, "gagal"), {"reason": "  "}, "Tulis mengapa gagal.")
    long = "Nomor tidak dikenal. " * 12
    assert long.strip() in told(desk, one(session, "gagal"), {"reason": long})
    assert payout(session).state == "claimed"


def test_a_step_that_is_over_is_told_without_asking_for_its_form(
    desk: FlaskClient, session: Session, maker: Producer
) -> None:
    where = batch(desk)
    row = bank_accounts.enter(session, maker.id, holder="Lain", bank="BRI", number="7770001", by=SYSTEM)
    for step in (one(session, "terkirim"), f"{where}/terkirim"):
        assert desk.post(step).status_code == 303
    page = desk.get(where).text
    assert "Penjual mengganti rekening." in page and "Alasan dikeluarkan" in page
    assert desk.post(one(session, "gagal"), data={"reason": "Ganti rekening"}).status_code == 303
    assert desk.post(one(session, "gagal")).status_code == 303
    assert row.state == "waiting" and payout_books.faults(session) == []


def test_whoever_made_a_large_batch_does_not_approve_it(desk: FlaskClient, session: Session) -> None:
    settings.change(session, "payout.second_person_above", 1, by=SYSTEM)
    where = batch(desk)
    assert "Minta orang lain menyetujuinya." in desk.get(where).text
    for step in ("setuju", "berkas"):
        assert desk.post(f"{where}/{step}").status_code == 303
        assert "disetujui orang lain" in desk.get(where).text
    assert session.scalars(select(PayoutBatch.state)).one() == "waiting"


def test_cash_handed_over(desk: FlaskClient, session: Session, maker: Producer) -> None:
    other = payee(session, "Dua")
    collect(session, other, 200_000, fee=20_000)
    assert "Harus setor uang COD" in desk.get(DESK).text
    form = f"{DESK}/setoran/{other.slug}"
    key = hidden_key(desk.get(form).text)
    kept = told(desk, form, {"key": key, "amount": "200.001", "proof": photo()}, "Tulis jumlah sampai itu.")
    assert "200.001" in kept and hidden_key(kept) == key
    told(desk, form, {"key": key, "amount": "banyak"}, "Pilih foto bukti.")
    told(desk, form, {"key": key, "amount": "-5", "proof": photo()})
    for _ in range(2):
        assert desk.post(form, data={"key": key, "amount": "20rb", "proof": photo()}).status_code == 303
    assert count(session, CashDeposit) == 1
    assert ledger.balances(session, "producer_cash")[f"producer_cash:{other.id}"] == 180_000


def test_an_account_is_decided_once_with_a_sentence_for_the_maker(
    desk: FlaskClient, session: Session, maker: Producer
) -> None:
    row = bank_accounts.enter(session, maker.id, holder="Lain", bank="BRI", number="7770001", by=SYSTEM)
    session.flush()
    page = desk.get(f"/agensi/rekening-penjual?rekening={row.public_id}").text
    assert "Ini rekening pengganti." in page and "beda dengan rekening" in page and "7770001" not in page
    where = f"/agensi/rekening-penjual/{row.public_id}"
    told(desk, f"{where}/tolak", {"reason": ""}, "Tulis alasannya untuk penjual.")
    for step in ("setuju", "tolak"):
        assert desk.post(f"{where}/{step}", data={"reason": "Nama beda."}).status_code == 303
    assert row.state == "approved"


def test_nobody_else_finds_any_of_it(client: FlaskClient, desk: FlaskClient, session: Session, maker: Producer) -> None:
    where = batch(desk)
    pages = (
        DESK, where, f"{DESK}/setoran/{maker.slug}", f"{DESK}/laporan/{maker.slug}/2026-11", one(session, "bukti"),
        "/agensi/rekening-penjual", "/agensi/identitas",
    )  # fmt: skip
    stranger = client.application.test_client()
    stranger.post("/masuk", data={"who": maker.phone, "password": cast.PASSWORD})
    assert [stranger.get(page).status_code for page in pages] == [404] * len(pages)
    for step in (f"{where}/terkirim", one(session, "gagal"), f"{where}/berkas"):
        assert stranger.post(step, data={"reason": "x"}).status_code == 404
    for unknown in (f"{DESK}/zzz", f"{DESK}/bayar/zzz/bukti", f"{DESK}/laporan/{maker.slug}/2026-13"):
        assert desk.get(unknown).status_code == 404
