"""A guest buys from two makers with plain forms, until both are delivered."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.stock import levels
from marketplace.stock.levels import StockLevel
from marketplace.trade import books, fulfilment, orders, owed, paying, sweeps
from tests import cast
from tests.shopping import InProcess, fill, to_review


def two_makers(session: Session) -> tuple[cast.Maker, cast.Maker]:
    cast.finance(session)
    return (
        cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901"),
        cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902"),
    )


def photo() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    out.seek(0)
    return out, "bukti.jpg"


def order(client: FlaskClient, session: Session, wanted: dict[int, int], method: str) -> orders.OrderGroup:
    browser = InProcess(client)
    fill(browser, wanted)
    hidden = to_review(browser, method=method, phone="0812-3456-7890", street="Jl. Uji 1")
    assert hidden is not None
    status, text, where = browser.post("/checkout/periksa", hidden)
    assert status == 303, text[-500:]
    session.expire_all()
    return orders.by_token(session, where.rsplit("/", 1)[-1])


def test_from_cart_to_delivered(client: FlaskClient, session: Session) -> None:
    amplang, sambal = two_makers(session)
    group = order(client, session, {amplang.variant.id: 3, sambal.variant.id: 2}, "transfer")
    assert [o.state for o in group.orders] == ["awaiting_payment"] * 2
    assert group.goods + group.delivery == sum(o.total for o in group.orders) == group.payment.amount
    assert 1 <= group.payment.code <= 999

    answer = client.post(f"/pesanan/{group.token}/bukti", data={"proof": photo()})
    assert answer.status_code == 303
    session.expire_all()
    assert group.payment.state == "checking" and group.hold is not None and group.hold.expires_at is None
    paying.confirm(session, group, by=cast.FINANCE)
    for maker, part in ((amplang, group.orders[0]), (sambal, group.orders[1])):
        fulfilment.accept(session, part, by=maker.actor)
        fulfilment.make_ready(session, part, by=maker.actor)
        fulfilment.hand_over(session, part, by=maker.actor)
        fulfilment.deliver(session, part, by=maker.actor)
        answer = client.post(f"/pesanan/{group.token}/{part.number}/diterima")
        assert answer.status_code == 303
    session.expire_all()
    assert [o.state for o in group.orders] == ["completed"] * 2
    level = session.get_one(StockLevel, amplang.variant.stock_item_id)
    assert (level.on_hand, level.held, level.allocated) == (1700, 0, 0)
    assert books.faults(session) == []
    assert client.get(f"/pesanan/{group.token}").status_code == 200


def test_the_same_submission_makes_one_order(client: FlaskClient, session: Session) -> None:
    amplang, _ = two_makers(session)
    browser = InProcess(client)
    fill(browser, {amplang.variant.id: 1})
    hidden = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
    assert hidden is not None
    answers = [browser.post("/checkout/periksa", hidden) for _ in range(4)]
    assert {status for status, _, _ in answers} == {303} and len({where for _, _, where in answers}) == 1
    assert len(session.scalars(select(orders.OrderGroup)).all()) == 1
    other = browser.post("/checkout/periksa", {**hidden, "seen_total": "1"})
    assert other[0] == 409
    assert browser.get("/checkout/periksa")[2].endswith("/checkout/selesai")
    assert order(client, session, {amplang.variant.id: 1}, "transfer")


def test_a_stranger_cannot_submit_somebody_elses_checkout(client: FlaskClient, session: Session) -> None:
    amplang, _ = two_makers(session)
    browser = InProcess(client)
    fill(browser, {amplang.variant.id: 1})
    hidden = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
    stranger = InProcess(client.application.test_client())
    assert stranger.post("/checkout/periksa", hidden or {})[0] == 404


def test_time_runs_out_and_late_money_revives_or_is_owed(client, session, later) -> None:  # type: ignore[no-untyped-def]
    amplang, _ = two_makers(session)
    group = order(client, session, {amplang.variant.id: 15}, "transfer")
    later(minutes=61)
    assert sweeps.expire_payment(session)
    assert group.payment.state == "expired" and levels.free(session, amplang.variant.stock_item_id) == 2000
    second = order(client, session, {amplang.variant.id: 10}, "transfer")
    paying.confirm(session, second, by=cast.FINANCE)
    paying.confirm(session, group, by=cast.FINANCE)
    assert group.orders[0].state == "cancelled" and second.orders[0].state == "placed"
    debt = owed.waiting(session)[0]
    assert debt.amount == group.payment.due
    assert books.faults(session) == []


def test_an_abandoned_checkout_gives_its_stock_back(client, session, later) -> None:  # type: ignore[no-untyped-def]
    amplang, _ = two_makers(session)
    browser = InProcess(client)
    fill(browser, {amplang.variant.id: 20})
    assert browser.post("/checkout", {})[2].endswith("/checkout/alamat")
    assert levels.free(session, amplang.variant.stock_item_id) == 0
    later(minutes=10)
    browser.post("/checkout", {})
    later(minutes=6)
    assert sweeps.release_hold(session)
    assert levels.free(session, amplang.variant.stock_item_id) == 2000


def test_cash_at_the_door_and_silence_of_the_maker(client, session, later) -> None:  # type: ignore[no-untyped-def]
    amplang, sambal = two_makers(session)
    group = order(client, session, {amplang.variant.id: 2, sambal.variant.id: 1}, "cod")
    assert [o.state for o in group.orders] == ["placed", "placed"]
    fulfilment.accept(session, group.orders[0], by=amplang.actor)
    later(hours=25)
    while sweeps.overdue_order(session):
        pass
    assert group.orders[1].state == "declined"
    fulfilment.make_ready(session, group.orders[0], by=amplang.actor)
    fulfilment.hand_over(session, group.orders[0], by=amplang.actor)
    fulfilment.deliver(session, group.orders[0], by=amplang.actor)
    assert group.payment.state == "collected"
    assert books.faults(session) == []


def test_a_limit_of_cash_is_told_with_its_sum(client: FlaskClient, session: Session) -> None:
    amplang, _ = two_makers(session)
    browser = InProcess(client)
    fill(browser, {amplang.variant.id: 20})
    with pytest.raises(AssertionError, match=r"Bayar di tempat sampai Rp[1-9]"):
        to_review(browser, method="cod", phone="0812-3456-7890", street="Jl. Uji 1")


def test_a_declined_provider_keeps_the_cart(client: FlaskClient, session: Session) -> None:
    from marketplace.kernel import settings
    from marketplace.kernel.actor import SYSTEM

    amplang, _ = two_makers(session)
    settings.change(session, "test.fake_gateway", "declined", by=SYSTEM)
    browser = InProcess(client)
    fill(browser, {amplang.variant.id: 1})
    hidden = to_review(browser, method="fake", phone="081234567890", street="Jl. Uji 1")
    status, text, _ = browser.post("/checkout/periksa", hidden or {})
    assert status == 409 and "ditolak" in text
    assert "Amplang Uji" in browser.get("/keranjang")[1]
    assert session.scalars(select(orders.OrderGroup)).all() == []


def test_a_person_finds_their_orders_in_the_account(client: FlaskClient, session: Session) -> None:
    amplang, _ = two_makers(session)
    client.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    group = order(client, session, {amplang.variant.id: 1}, "transfer")
    assert group.user_id is not None
    page = client.get("/akun")
    assert page.status_code == 200 and group.number in page.get_data(as_text=True)


def test_a_proof_after_payment_is_refused_and_not_stored(client: FlaskClient, session: Session) -> None:
    amplang, _ = two_makers(session)
    group = order(client, session, {amplang.variant.id: 1}, "transfer")
    paying.confirm(session, group, by=cast.FINANCE)
    folder = client.application.extensions["files"].root / "proofs"
    before = len(list(folder.glob("*"))) if folder.exists() else 0
    answer = client.post(f"/pesanan/{group.token}/bukti", data={"proof": photo()})
    assert answer.status_code == 409
    assert (len(list(folder.glob("*"))) if folder.exists() else 0) == before
