"""A maker names her account and reads what was paid; a mistake keeps what she typed, nobody else gets near it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.money import bank_accounts
from marketplace.money.bank_accounts import BankAccount
from marketplace.money.payouts import Payout
from marketplace.people import assisting, passwords
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.trade import paying_out
from tests import cast
from tests.trade.payees import collect, earn, payee

PAGE = "/jualan/uang/rekening"
ACCOUNT = {"bank": "BRI", "number": "0012 3456-7890", "holder": "Siti", "password": cast.PASSWORD}


@pytest.fixture
def maker(session: Session) -> Producer:
    return payee(session, "Satu")


def shop_of(client: FlaskClient, maker: Producer) -> FlaskClient:
    browser = client.application.test_client()
    assert browser.post("/masuk", data={"who": maker.phone, "password": cast.PASSWORD}).status_code == 303
    return browser


def helped(client: FlaskClient, session: Session, maker: Producer) -> FlaskClient:
    """Somebody who helps this maker, at her desk."""
    rina = User(name="Rina", phone="+6281200000333", password_hash=passwords.seal(cast.PASSWORD))
    session.add(rina)
    session.flush()
    owner = Actor("user", maker.owner_name, producer_ids=frozenset({maker.id}))
    consent = assisting.agree(session, maker, user_id=rina.id, name=rina.name, by=owner)
    browser = client.application.test_client()
    browser.post("/masuk", data={"who": "081200000333", "password": cast.PASSWORD})
    assert browser.post(f"/bantu/{consent.public_id}/mulai").status_code == 303
    return browser


def accounts(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(BankAccount)) or 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"bank": " "}, "Tulis nama bank."),
        ({"number": "12345"}, "6 sampai 20 angka."),
        ({"number": "nomor saya"}, "6 sampai 20 angka."),
        ({"holder": ""}, "Tulis nama pemilik rekening."),
        ({"password": ""}, "Tulis kata sandi Anda."),
        ({"password": "bukan-kata-sandinya"}, "Kata sandi ini tidak cocok."),
    ],
)
def test_a_refused_account_keeps_what_was_typed(
    client: FlaskClient, session: Session, maker: Producer, wrong: dict[str, str], sentence: str
) -> None:
    before, form = accounts(session), {**ACCOUNT, **wrong}
    answer = shop_of(client, maker).post(PAGE, data=form)
    assert answer.status_code == 422 and answer.text.count(sentence) >= 2
    assert all(f'value="{form[name]}"' in answer.text for name in ("bank", "number", "holder") if form[name].strip())
    assert cast.PASSWORD not in answer.text and accounts(session) == before


def test_an_account_entered_twice_is_one(client: FlaskClient, session: Session, maker: Producer) -> None:
    browser, before = shop_of(client, maker), accounts(session)
    for _ in range(2):
        assert browser.post(PAGE, data=ACCOUNT).status_code == 303
    page = browser.get(PAGE).text
    assert accounts(session) == before + 1 and "sedang diperiksa" in page and "Uang dikirim mulai" in page
    assert "7890" in page and "001234567890" not in page
    row = bank_accounts.of(session, maker.id)
    assert row is not None
    bank_accounts.refuse(session, row, "Namanya beda dengan KTP.", by=cast.FINANCE)
    assert "Namanya beda dengan KTP." in browser.get(PAGE).text


def test_what_was_paid_opens_to_its_orders_for_her_alone(
    client: FlaskClient, session: Session, maker: Producer
) -> None:
    earn(session, maker, 90_000)
    collect(session, maker, 30_000)
    payout = paying_out.make(session, by=cast.FINANCE).payouts[0]
    paying_out.mark_sent(session, payout, proof_key=None, by=cast.FINANCE)
    session.flush()
    own, stranger = shop_of(client, maker), shop_of(client, payee(session, "Dua"))
    one = f"/jualan/uang/pencairan/{payout.public_id}"
    assert payout.public_id in own.get("/jualan/uang/sudah-dibayar").text
    assert "sudah dikirim" in own.get(one).text and "Rp90.000" in own.get(one).text
    assert stranger.get(one).status_code == 404
    month = f"/jualan/uang/laporan/{clock.today():%Y-%m}"
    assert "Rp120.000" in own.get(month).text and "Rp120.000" not in stranger.get(month).text
    for wrong in ("2019-12", "2999-01", "2026-13", "x"):
        assert own.get(f"/jualan/uang/laporan/{wrong}").status_code == 404


def test_a_failed_payout_says_so_to_her(client: FlaskClient, session: Session, maker: Producer) -> None:
    earn(session, maker, 90_000)
    payout: Payout = paying_out.make(session, by=cast.FINANCE).payouts[0]
    paying_out.fail(session, payout, "Rekening ditutup.", by=cast.FINANCE)
    session.flush()
    browser = shop_of(client, maker)
    assert "Rekening ditutup." in browser.get(f"/jualan/uang/pencairan/{payout.public_id}").text
    assert "Rp90.000" in browser.get("/jualan/uang/akan-dibayar").text


def test_a_helper_gets_nowhere_near_the_account(client: FlaskClient, session: Session, maker: Producer) -> None:
    before, rina = accounts(session), helped(client, session, maker)
    money = rina.get("/jualan/uang")
    assert money.status_code == 200 and PAGE not in money.text
    assert rina.get(PAGE).status_code == 404
    assert rina.post(PAGE, data=ACCOUNT).status_code == 404
    by = Actor("user", "Rina", producer_ids=frozenset({maker.id}), acting_for=maker.id)
    with pytest.raises(NotAllowed):
        bank_accounts.enter(session, maker.id, holder="Rina", bank="BRI", number="0012345678", by=by)
    assert accounts(session) == before
    assert PAGE in shop_of(client, maker).get("/jualan/uang").text
