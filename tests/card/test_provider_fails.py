"""The provider fails at each call: never paid without a charge, one page an order, the truth is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM
from marketplace.money.gateways import card
from tests.card.till import Till


@pytest.mark.parametrize("how", ["500_before", "500_after", "drop_before", "drop_after"])
@pytest.mark.parametrize("times", [1, 5])
@pytest.mark.one_database
def test_making_the_page(till: Till, how: str, times: int, later: Callable[..., None]) -> None:
    till.twin.switches.fail("POST /v1/checkout", how, times)
    group = till.order()
    for _ in range(times + 1):
        assert till.state() == ("waiting", "awaiting_payment")
        assert (
            "Menyiapkan halaman kartu" in (text := till.read(f"/bayar/kartu/{group.token}"))
            or "lambat" in text
            or ("sudah siap" in text)
        )
        later(seconds=40)
        till.work()
    assert len(till.twin.state.all("sessions")) == 1
    till.pay()
    till.deliver()
    assert till.state() == ("paid", "placed") and till.sound()


@pytest.mark.one_database
def test_an_answer_of_500_that_is_repeated_for_ever_needs_a_new_key(till: Till, later: Callable[..., None]) -> None:
    """The provider remembers its first answer to a key, also a bad one; and no page was made."""
    till.twin.switches.fail("POST /v1/checkout", "500_after")
    till.order()
    till.twin.state.things["sessions"].clear()
    for _ in range(5):
        later(seconds=40)
        till.work()
    assert len(till.twin.state.all("sessions")) == 1 and till.page().state == "open"


@pytest.mark.one_database
def test_a_clear_no_is_told_and_another_try_is_possible(till: Till) -> None:
    till.twin.switches.fail("POST /v1/checkout", "refuse")
    group = till.order()
    assert "menolak permintaan kami" in till.read() and till.cases() == ["session"]
    till.browser.post(f"/bayar/kartu/{group.token}", {})
    till.errands()
    assert till.page().state == "open"


@pytest.mark.parametrize("how", ["500_before", "drop_before", "drop_after"])
@pytest.mark.one_database
def test_asking_and_closing(till: Till, how: str, later: Callable[..., None]) -> None:
    group = till.order()
    for call in ("GET /v1/checkout", "POST /v1/checkout"):
        till.twin.switches.fail(call, how, 2)
    later(minutes=2)
    till.work()
    till.browser.post(f"/pesanan/{group.token}/batal", {})
    for _ in range(6):
        later(minutes=3)
        till.work()
    assert till.hosted()["status"] == "expired" and till.page().state == "expired"


@pytest.mark.one_database
def test_a_page_that_was_never_made_is_forgotten_with_its_order(till: Till) -> None:
    group = till.order(ask=False)
    till.browser.post(f"/pesanan/{group.token}/batal", {})
    till.errands()
    assert till.page().state == "dropped" and till.twin.state.all("sessions") == []


@pytest.mark.one_database
def test_a_provider_that_lies_about_the_sum_moves_nothing(till: Till, later: Callable[..., None]) -> None:
    till.order()
    till.pay()
    till.twin.switches.lie_about = -100
    later(minutes=1)
    till.work()
    assert till.state()[0] == "waiting" and till.entries() == 0 and till.cases() == ["amount"]
    assert "sedang memastikan" in till.read()


@pytest.mark.one_database
def test_a_long_silence_is_told_to_finance(till: Till, later: Callable[..., None]) -> None:
    till.twin.switches.fail("POST /v1/checkout", "500_before", 100)
    group = till.order()
    for _ in range(9):
        later(minutes=3)
        till.errands()
    assert till.cases() == ["away"] and "sedang lambat" in till.read(f"/bayar/kartu/{group.token}")


def test_without_keys_there_is_no_card(till: Till) -> None:
    card.use(None)
    till.session.commit()
    with pytest.raises(AssertionError):
        till.order()
    assert "Kartu kredit" not in till.browser.get("/checkout/pembayaran")[1]
    assert till.post("{}") == "400 refused"


@pytest.mark.one_database
def test_below_the_minimum_it_is_closed_with_a_reason(till: Till, session: Session) -> None:
    settings.change(session, "card.minimum", 500_000, by=SYSTEM)
    with pytest.raises(AssertionError):
        till.order()
    assert "Kartu bisa dipakai mulai Rp500.000" in till.browser.get("/checkout/pembayaran")[1]
