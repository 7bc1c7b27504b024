"""Finance's page of card money, and what the buyer cannot reach."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.kernel import clock
from marketplace.money import card_cases, ledger
from marketplace.money.receiving import ReceivingAccount
from marketplace.people import second_factor
from marketplace.people.users import Identifier, known_by
from tests import cast
from tests.card.till import Till
from tests.tour_people import SECRET

PAGE = "/agensi/kartu"


@pytest.fixture
def desk(till: Till) -> FlaskClient:
    """Finance, logged in, and one order paid by card."""
    import pyotp

    person = known_by(till.session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    person.is_demo = True
    till.session.flush()
    second_factor.enrol_demo(till.session, person, SECRET)
    till.order()
    till.pay()
    till.deliver()
    client = till.app.test_client()
    client.post("/masuk", data={"who": "keuangan@contoh.id", "password": cast.PASSWORD})
    client.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return client


def test_money_that_reached_the_bank_is_recorded_once(desk: FlaskClient, till: Till) -> None:
    assert "Rp28.000" in desk.get(PAGE).text
    form = {"reference": "po_1", "gross": "28.000", "fee": "812"}
    for _ in range(2):
        assert desk.post(f"{PAGE}/masuk-bank", data=form).status_code == 303
    account = till.session.scalars(select(ReceivingAccount)).one()
    till.session.expire_all()
    assert ledger.balances(till.session, "clearing") == {f"clearing:{account.id}": 27_188} and till.clearing() == 0


@pytest.mark.parametrize(("gross", "fee"), [("28.001", "0"), ("0", "0"), ("1.000", "1.000"), ("-5", "0"), ("x", "y")])
@pytest.mark.one_database
def test_sums_that_cannot_be(desk: FlaskClient, till: Till, gross: str, fee: str) -> None:
    answer = desk.post(f"{PAGE}/masuk-bank", data={"reference": "po_1", "gross": gross, "fee": fee})
    assert answer.status_code == 422 and "po_1" in answer.text and till.clearing() == 28_000


@pytest.mark.one_database
def test_a_lost_dispute_is_written_off_by_one_press(desk: FlaskClient, till: Till) -> None:
    dispute = till.twin.acts.dispute(till.hosted()["payment_intent"])
    till.deliver(till.told()[-1])
    assert "Menunggu bank" in desk.get(PAGE).text
    case = till.case()
    assert desk.post(f"{PAGE}/{case.public_id}", data={"note": "sudah"}).status_code == 422
    assert desk.post(f"{PAGE}/{case.public_id}", data={"act": "loss"}).status_code == 422
    till.twin.acts.decide(dispute, "lost")
    till.deliver(till.told()[-1])
    for _ in range(2):
        assert desk.post(f"{PAGE}/{case.public_id}", data={"act": "loss"}).status_code == 303
    assert till.clearing() == 0 and till.cases() == [] and till.sound()


@pytest.mark.one_database
def test_a_case_is_closed_with_a_word(desk: FlaskClient, till: Till) -> None:
    card_cases.tell(till.session, "unknown", "pi_x", amount=5_000)
    where = f"{PAGE}/{till.case().public_id}"
    assert desk.post(where, data={"note": " "}).status_code == 422
    assert desk.post(where, data={"note": "dikembalikan dari penyedia"}).status_code == 303
    assert till.cases() == [] and "sudah diselesaikan" not in desk.get(PAGE).text
    assert not re.search("perlu dilihat</strong>", desk.get(PAGE).text)


@pytest.mark.one_database
def test_another_way_to_pay_has_no_card_pages(till: Till, desk: FlaskClient) -> None:
    group = till.group()
    group.payment.method = "transfer"
    for path in ("", "/buka", "/kembali"):
        assert till.browser.get(f"/bayar/kartu/{group.token}{path}")[0] == 404
    assert till.browser.post(f"/bayar/kartu/{group.token}", {})[0] == 404
    group.payment.method = "card"
    assert till.browser.post(f"/bayar/kartu/{group.token}", {})[2].endswith(f"/pesanan/{group.token}")
