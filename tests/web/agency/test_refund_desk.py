"""Finance gives money back by screen: each mistake has a sentence, one form is one refund, two people for much."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.people import passwords, second_factor
from marketplace.people.users import StaffRole, User
from marketplace.trade import books, fulfilment, refund_accounts
from marketplace.trade.orders import Order
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund
from tests import cast
from tests.counting import cost
from tests.trade.ordering import buy, two_makers
from tests.trade.refunding import bought
from tests.web.agency.desk import SECRET, open_desk, photo


@pytest.fixture
def order(client: FlaskClient, session: Session) -> Order:
    return bought(client, session, two_makers(session)[0])


@pytest.fixture
def desk(client: FlaskClient, session: Session, order: Order) -> FlaskClient:
    return open_desk(client, session)


def test_the_form_costs_the_same_with_many_lines(client: FlaskClient, session: Session) -> None:
    maker = two_makers(session)[0]
    others = [cast.goods(session, maker.producer, f"Uji {n}", price=10_000, packs=5)[1].id for n in range(4)]
    few, many = (buy(client, session, wanted).orders[0] for wanted in (
        {maker.variant.id: 1}, dict.fromkeys([maker.variant.id, *others], 1),
    ))  # fmt: skip
    for one in (few, many):
        for step in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over, fulfilment.deliver):
            step(session, one, by=maker.actor)
    desk = open_desk(client, session)
    cost(desk, address(few))
    assert cost(desk, address(few)) == cost(desk, address(many))


def second_desk(client: FlaskClient, session: Session) -> FlaskClient:
    """A colleague at the finance desk."""
    person = User(name="Keuangan Dua", email="dua@contoh.id", password_hash=passwords.seal(cast.PASSWORD), is_demo=True)
    session.add(person)
    session.flush()
    session.add(StaffRole(user_id=person.id, role="finance", granted_by="uji"))
    second_factor.enrol_demo(session, person, SECRET)
    desk = client.application.test_client()
    desk.post("/masuk", data={"who": "dua@contoh.id", "password": cast.PASSWORD})
    desk.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return desk


def address(order: Order) -> str:
    return f"/agensi/pesanan/{order.number}/kembalikan"


def form(order: Order, **more: Any) -> dict[str, Any]:
    return {f"packs-{order.lines[0].id}": "3", "fee": "", "reason": "damaged", "key": "a" * 32, **more}


def count(session: Session) -> int:
    session.expire_all()
    return int(session.scalar(select(func.count()).select_from(Refund)) or 0)


def test_the_form_asks_once_more_and_then_gives(desk: FlaskClient, session: Session, order: Order) -> None:
    sure = desk.post(address(order), data=form(order, fee="5rb"))
    assert sure.status_code == 200 and "Rp59.000" in sure.text and count(session) == 0
    answer = desk.post(address(order), data=form(order, fee="5rb", sure="1"))
    debt = session.scalars(select(Owed)).one()
    assert answer.status_code == 303 and answer.location == f"/agensi/dikembalikan?utang={debt.public_id}"
    shown = desk.get(answer.location).text
    assert "Rp59.000" in shown and "Barang rusak atau pecah" in shown and "belum memberi rekening" in shown
    assert books.faults(session) == []


def test_the_same_form_six_times_is_one_refund(desk: FlaskClient, session: Session, order: Order) -> None:
    for _ in range(6):
        assert desk.post(address(order), data=form(order, sure="1")).status_code == 303
    assert count(session) == 1 and session.scalars(select(Order.refunded)).one() == 54_000


@pytest.mark.parametrize("packs", ["", "-1", "6", "1000000000", "NaN", "1e9", "2,5", "٣", "0x1"])
@pytest.mark.one_database
def test_impossible_packs_come_back_with_a_sentence(
    desk: FlaskClient, session: Session, order: Order, packs: str
) -> None:
    answer = desk.post(address(order), data=form(order, sure="1", **{f"packs-{order.lines[0].id}": packs}))
    assert answer.status_code == 422 and "Tulis angka dari 0 sampai 5." in answer.text
    assert 'value="damaged" checked' in answer.text and count(session) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"packs": "0"}, "Pilih paling sedikit satu barang."),
        ({"fee": "10.001"}, "paling banyak Rp10.000"),
        ({"fee": "-5"}, "Tulis jumlahnya dengan angka"),
        ({"fee": "1e9"}, "Tulis jumlahnya dengan angka"),
        ({"fee": "NaN"}, "Tulis jumlahnya dengan angka"),
        ({"reason": ""}, "Pilih alasannya."),
        ({"reason": "dispute'--"}, "Pilih alasannya."),
    ],
)
@pytest.mark.one_database
def test_what_cannot_be_is_told(
    desk: FlaskClient, session: Session, order: Order, typed: dict[str, str], sentence: str
) -> None:
    if "packs" in typed:
        typed = {f"packs-{order.lines[0].id}": typed["packs"]}
    answer = desk.post(address(order), data=form(order, sure="1", **typed))
    assert answer.status_code == 422 and sentence in answer.text and count(session) == 0


def test_two_people_for_much(client: FlaskClient, desk: FlaskClient, session: Session, order: Order) -> None:
    settings.change(session, "refund.second_person_above", 50_000, by=SYSTEM)
    answer = desk.post(address(order), data=form(order, sure="1"))
    refund = session.scalars(select(Refund)).one()
    where = f"/agensi/pengembalian/{refund.public_id}"
    assert answer.location == where and refund.state == "asked"
    assert "Anda yang memintanya" in desk.get(where).text and "Persetujuan" in desk.get("/agensi").text
    own = desk.post(f"{where}/setujui")
    assert own.status_code == 422 and "Orang lain yang menyetujui" in own.text
    colleague = second_desk(client, session)
    assert colleague.post(f"{where}/tolak", data={"words": " "}).status_code == 422
    assert "Setuju, kembalikan Rp54.000" in colleague.get(where).text
    assert colleague.post(f"{where}/setujui").status_code == 303
    again = colleague.post(f"{where}/setujui", follow_redirects=True)
    assert "sudah diputuskan" in again.text
    session.expire_all()
    assert (refund.state, refund.approved_by, order.refunded) == ("given", "Keuangan Dua", 54_000)
    assert books.faults(session) == []


def test_the_money_goes_to_the_account_that_finance_saw(
    client: FlaskClient, desk: FlaskClient, session: Session, order: Order
) -> None:
    desk.post(address(order), data=form(order, sure="1"))
    buyer = client.application.test_client()
    mine = f"/pesanan/{order.group.token}/rekening"
    account = {"bank": "BCA", "number": "5270-123.456 ", "holder": "Ani"}
    assert buyer.post(mine, data={**account, "number": "52701234567"}).status_code == 422
    assert buyer.post(mine, data={**account, "number": "5270 123 45"}).status_code == 422
    assert buyer.post(mine, data={**account, "number": "5270 1234 56"}).status_code == 303
    debt = session.scalars(select(Owed)).one()
    page = desk.get(f"/agensi/dikembalikan?utang={debt.public_id}").text
    assert "5270123456" in page and "BCA •••• 3456" in page
    seen = re.search(r'name="account" value="(\w+)"', page)
    assert seen is not None
    buyer.post(mine, data={"bank": "DANA", "number": "0812 5456 7890", "holder": "Ani"})
    form_ = {"how": "BCA", "account": seen[1]}
    refused = desk.post(f"/agensi/dikembalikan/{debt.public_id}", data={**form_, "proof": photo()})
    assert refused.status_code == 422 and "baru saja mengganti rekeningnya" in refused.text
    session.expire_all()
    now = refund_accounts.of(session, order.group_id)
    assert now is not None and debt.state == "owed"
    assert "081254567890" not in f"{now.number_sealed}{now.holder_sealed}{now.last_four}", "unreadable at rest"
    failed = desk.post(f"/agensi/dikembalikan/{debt.public_id}/gagal", data={"why": "Nomor tidak terdaftar."})
    assert failed.status_code == 303
    told = buyer.get(f"/pesanan/{order.group.token}").text
    assert "ditolak bank: Nomor tidak terdaftar." in told and "Perbaiki rekening" in told
    buyer.post(mine, data={**account, "number": "5270123457"})
    session.expire_all()
    now = refund_accounts.of(session, order.group_id)
    assert now is not None
    done = {"how": now.masked, "account": now.public_id, "proof": photo()}
    assert desk.post(f"/agensi/dikembalikan/{debt.public_id}", data=done).status_code == 303
    assert "Sudah kami kirim" in buyer.get(f"/pesanan/{order.group.token}").text
    assert buyer.get(mine).status_code == 303, "nothing is owed any more"
    assert books.faults(session) == []
