"""From checkout to paid: only the provider's word counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.kernel import clock
from marketplace.kernel.actor import guest
from marketplace.kernel.errors import NotAllowed
from marketplace.money.cards import CardSession
from marketplace.trade import paying, proof_queue
from tests import cast
from tests.card.till import Till


def test_paid_by_the_providers_word_only(till: Till) -> None:
    group = till.order()
    hosted = till.hosted()
    assert hosted["amount_total"] == group.payment.due * 100 and hosted["currency"] == "idr"
    assert till.state() == ("waiting", "awaiting_payment")
    till.pay()
    assert till.browser.get(f"/bayar/kartu/{group.token}/kembali")[2].endswith(f"/pesanan/{group.token}")
    text = till.read()
    assert till.state() == ("waiting", "awaiting_payment") and "sedang memastikan pembayaran" in text
    assert till.deliver() == ["200 paid", "200 known"]
    assert till.state() == ("paid", "placed") and till.clearing() == group.payment.due and till.sound()
    assert "Sudah dibayar" in till.read()


def test_the_order_goes_from_the_waiting_page_to_the_provider(till: Till) -> None:
    group = till.order(ask=False)
    here = f"/bayar/kartu/{group.token}"
    assert "Menyiapkan halaman kartu" in till.read(here) and till.twin.state.all("sessions") == []
    assert till.browser.get(f"{here}/buka")[2].endswith(here)
    till.errands()
    assert till.app.test_client().get(here).headers["Refresh"] == f"0; url={here}/buka"
    assert till.browser.get(f"{here}/buka")[2] == till.hosted()["url"]


def test_a_refused_card_is_told_and_another_may_be_tried(till: Till) -> None:
    till.order()
    till.twin.acts.decline(till.hosted())
    assert till.deliver() == ["200 declined"]
    assert "Kartu terakhir ditolak" in till.read() and till.state()[0] == "waiting"
    till.pay()
    till.deliver(*till.told()[1:])
    assert till.state() == ("paid", "placed")


def test_a_page_that_ended_makes_way_for_a_second_one(till: Till) -> None:
    group = till.order()
    till.twin.acts.end(till.hosted())
    till.deliver()
    assert "sudah ditutup tanpa pembayaran" in till.read()
    assert till.browser.post(f"/bayar/kartu/{group.token}", {})[0] == 303
    till.browser.post(f"/bayar/kartu/{group.token}", {})
    till.errands()
    assert till.session.scalar(select(func.count()).select_from(CardSession)) == 2
    till.pay()
    till.deliver()
    assert till.state() == ("paid", "placed") and till.sound()


def test_a_lost_message_is_made_good_by_asking(till: Till, later: Callable[..., None]) -> None:
    till.order()
    till.pay()
    later(minutes=2)
    till.work()
    assert till.state() == ("paid", "placed")
    assert till.deliver() == ["200 known", "200 known"] and till.sound()


def test_money_that_comes_late_revives_the_order(till: Till, later: Callable[..., None]) -> None:
    till.order()
    till.pay()
    till.twin.switches.fail("GET /v1/checkout", "500_before", 50)
    till.twin.switches.fail("POST /v1/checkout", "500_before", 50)
    later(minutes=61)
    till.work()
    assert till.state() == ("expired", "expired") and "kembalikan sendiri" in till.read()
    till.deliver()
    assert till.state() == ("paid", "placed") and till.sound()


def test_money_for_goods_that_are_gone_goes_back_to_the_card(till: Till, later: Callable[..., None]) -> None:
    till.maker.variant.content = 2_000
    till.session.flush()
    group = till.order()
    till.pay()
    till.twin.switches.fail("GET /v1/checkout", "500_before", 50)
    till.twin.switches.fail("POST /v1/checkout", "500_before", 50)
    later(minutes=61)
    till.work()
    till.twin.switches.faults.clear()
    held = group.payment.due
    till.order(ask=False)
    till.deliver()
    till.session.expire_all()
    assert group.payment.state == "paid" and group.orders[0].state == "cancelled"
    till.work()
    assert till.clearing() == 0 and till.sound()
    assert [row["amount"] for row in till.twin.state.all("refunds")] == [held * 100]


def test_money_for_a_cancelled_order_goes_back(till: Till) -> None:
    group = till.order()
    till.pay()
    assert till.browser.post(f"/pesanan/{group.token}/batal", {})[0] == 303
    till.work()
    assert till.state() == ("cancelled", "cancelled") and till.clearing() == 0 and till.sound()
    assert "Sudah dikembalikan ke kartu Anda" in till.read()


def test_cancelling_closes_the_page_at_the_provider(till: Till) -> None:
    group = till.order()
    till.browser.post(f"/pesanan/{group.token}/batal", {})
    till.errands()
    assert till.hosted()["status"] == "expired" and till.page().state == "expired"


def test_a_slow_way_is_not_shown_paid_before_its_money_is_there(till: Till) -> None:
    till.order()
    till.twin.acts.pay(till.hosted(), later=True)
    assert till.deliver() == ["200 waiting"] and till.state()[0] == "waiting"
    assert "sedang memastikan" in till.read()
    till.twin.acts.arrive(till.hosted())
    till.deliver()
    assert till.state() == ("paid", "placed") and till.sound()


def test_the_page_ends_with_the_time_to_pay(till: Till, later: Callable[..., None]) -> None:
    group = till.order()
    ends = till.hosted()["expires_at"]
    assert abs(ends - int((group.payment.deadline or clock.now()).timestamp())) <= 1
    later(minutes=61)
    till.work()
    assert till.hosted()["status"] == "expired" and till.state() == ("expired", "expired")
    assert clock.now() - till.page().created_at > timedelta(minutes=60)


def test_nobody_but_the_provider_says_that_a_card_has_paid(till: Till) -> None:
    """Finance cannot find such a payment; a photo neither confirms it nor stops its clock."""
    group = till.order()
    assert proof_queue.find(till.session, group.number) is None
    assert proof_queue.search(till.session, group.number) == []
    with pytest.raises(NotAllowed):
        paying.confirm(till.session, group, by=cast.FINANCE)
    with pytest.raises(NotAllowed):
        paying.send_proof(till.session, group, "proofs/x.jpg", "Ani", by=guest())
    assert till.state() == ("waiting", "awaiting_payment") and group.payment.deadline and till.entries() == 0
