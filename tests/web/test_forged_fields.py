"""Prices, fees and quantities come from the shop, whatever fields a form carries."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.trade import books, carts
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.shopping import InProcess, fill, to_review

FORGED = {
    "price": "1", "unit_price": "1", "list_price": "1", "total": "1", "goods": "1", "amount": "1", "due": "1",
    "code": "0", "discount": "99999", "discount_percent": "100", "voucher": "GRATIS", "fee": "0", "delivery": "0",
    "delivery_fee": "0", "shipping": "-10000", "rule": "tier:1", "state": "paid", "paid_at": "2026-01-01",
    "producer_id": "1", "user_id": "1", "is_demo": "1", "hold_id": "1", "payment_id": "1", "group_id": "1",
}  # fmt: skip
ODD = (
    "-1", "-0", "1.5", "1,5", "1e3", "0x10", "١", "１", "NaN", "Infinity", "", " ", "9" * 30, "10001", "1;2", "null",
    "[]", "true",
)  # fmt: skip


class Forger(InProcess):
    """Sends every form with fields that would be worth something."""

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str, str]:
        return super().post(path, {**FORGED, **data})


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def test_fields_that_nobody_asked_for_change_nothing(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    buyer = Forger(client)
    fill(buyer, {amplang.variant.id: 2})
    hidden = to_review(buyer, method="transfer", phone="081234567890", street="Jl. Uji 1")
    assert hidden is not None and buyer.post("/checkout/periksa", hidden)[0] == 303
    session.expire_all()
    group = session.scalars(select(OrderGroup)).one()
    assert (group.goods, group.delivery, group.payment.amount) == (36_000, 10_000, 46_000)
    assert group.payment.code > 0 and group.payment.state == "waiting" and group.user_id is None
    assert [order.state for order in group.orders] == ["awaiting_payment"]
    assert books.faults(session) == []


def test_a_sum_that_was_not_shown_makes_no_order(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    buyer = InProcess(client)
    fill(buyer, {amplang.variant.id: 2})
    hidden = to_review(buyer, method="transfer", phone="081234567890", street="Jl. Uji 1")
    assert hidden is not None
    for seen in ("0", "1", "-46000", "", "NaN", "9" * 40, hidden["seen_total"] + ".0"):
        assert buyer.post("/checkout/periksa", {**hidden, "seen_total": seen})[0] == 409, seen
    session.expire_all()
    assert session.scalars(select(OrderGroup)).all() == []
    assert buyer.post("/checkout/periksa", hidden)[0] == 303


def test_later_steps_do_not_open_without_the_earlier_ones(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    buyer = InProcess(client)
    fill(buyer, {amplang.variant.id: 1})
    steps: dict[str, dict[str, str]] = {
        "/checkout/pengiriman": {"box-amplang-uji": "own"},
        "/checkout/pembayaran": {"method": "transfer"},
        "/checkout/periksa": {"key": "x", "seen_total": "1"},
    }
    for entered in (False, True):
        if entered:
            buyer.post("/checkout", {})
        for path, data in steps.items():
            status, _, where = buyer.post(path, data)
            assert status in {303, 404, 422} and "/pesanan/" not in where, (path, status)
    assert session.scalars(select(OrderGroup)).all() == []


def test_odd_quantities_are_refused_or_are_whole_packs(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    buyer = InProcess(client)
    fill(buyer, {amplang.variant.id: 3})
    session.expire_all()
    line = session.scalars(select(carts.CartLine)).one()
    for odd in ODD:
        for path in ("/keranjang/baris", f"/keranjang/baris/{line.id}"):
            status, _, _ = buyer.post(path, {"variant_id": amplang.variant.id, "quantity": odd})
            assert status in {303, 422}, (path, odd, status)
            session.expire_all()
            assert session.scalars(select(carts.CartLine.quantity)).all() == [3], (path, odd)
    for variant in ("-1", "0", "9" * 12, "x", "", "1 OR 1=1"):
        assert buyer.post("/keranjang/baris", {"variant_id": variant, "quantity": "1"})[0] == 404, variant
