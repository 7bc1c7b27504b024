"""A maker reads where her money is, and what sells."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import ledger
from marketplace.trade import earnings, fulfilment, orders, paying
from marketplace.trade.offline_sales import OfflineSale
from tests import cast, placed

PHONE = "081200000901"


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")


def buy(client: FlaskClient, session: Session, maker: cast.Maker, packs: int, method: str) -> orders.Order:
    group = placed.place(session, {maker.variant.id: packs}, method)
    if method == "transfer":
        paying.confirm(session, group, by=cast.FINANCE)
    return group.orders[0]


def complete(session: Session, order: orders.Order, maker: cast.Maker) -> None:
    for verb in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over, fulfilment.deliver):
        verb(session, order, by=maker.actor)
    fulfilment.receive(session, order, by=cast.FINANCE)


def overview(session: Session, maker: cast.Maker) -> earnings.Overview:
    return earnings.overview(session, maker.producer.id)


def test_prepaid_money_is_held_until_the_order_is_complete(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    order = buy(client, session, amplang, 3, "transfer")
    assert overview(session, amplang) == earnings.Overview(0, due=0, held=order.total, cash=0, expected=0, terms=0)
    complete(session, order, amplang)
    assert overview(session, amplang) == earnings.Overview(0, due=order.total, held=0, cash=0, expected=0, terms=0)


def test_cash_is_expected_then_in_her_hand(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    order = buy(client, session, amplang, 2, "cod")
    assert overview(session, amplang) == earnings.Overview(0, due=0, held=0, cash=0, expected=order.total, terms=0)
    complete(session, order, amplang)
    assert overview(session, amplang) == earnings.Overview(0, due=0, held=0, cash=order.total, expected=0, terms=0)


def test_every_sum_is_the_sum_of_its_rows_and_of_the_ledger(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    ended = [buy(client, session, amplang, packs, method) for packs, method in ((3, "transfer"), (2, "cod"))]
    for order in ended:
        complete(session, order, amplang)
    buy(client, session, amplang, 4, "transfer")
    money = overview(session, amplang)
    for heap in earnings.HEAPS:
        rows = earnings.rows(session, amplang.producer.id, heap)
        assert sum(row.amount for row in rows) == getattr(money, heap), heap
        assert all(row.order is not None for row in rows)
    books = ledger.balances(session, "payable") | ledger.balances(session, "producer_cash")
    assert money.due + money.cash == -books[f"payable:{amplang.producer.id}"]
    assert money.cash == books[f"producer_cash:{amplang.producer.id}"]


def test_the_page_tells_the_heaps_and_opens_them(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    order = buy(client, session, amplang, 3, "transfer")
    client.post("/masuk", data={"who": PHONE, "password": cast.PASSWORD})
    page = LexborHTMLParser(client.get("/jualan/uang").get_data(as_text=True))
    shown = re.sub(r"\s+", " ", page.css_first(".heap-ditahan").text())
    assert "Masih ditahan" in shown and "Rp64.000" in shown
    opened = client.get("/jualan/uang/ditahan").get_data(as_text=True)
    assert order.number in opened and f"/{order.number}" in opened
    assert client.get("/jualan/uang/tunai").status_code == 200
    for wrong in ("/jualan/uang/semua", "/jualan/uang/ditahan?halaman=0", "/jualan/uang/ditahan?halaman=x"):
        assert client.get(wrong).status_code == 404


def test_another_maker_sees_only_her_own_money(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    order = buy(client, session, amplang, 3, "transfer")
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    client.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    for address in ("", "/ditahan", "/akan-dibayar", "/akan-tunai", "/tunai"):
        text = client.get(f"/jualan/uang{address}").get_data(as_text=True)
        assert order.number not in text and "64.000" not in text


def test_own_figures_count_what_was_sold_anywhere(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    for packs in (3, 2):
        complete(session, buy(client, session, amplang, packs, "cod"), amplang)
    session.add(
        OfflineSale(
            producer_id=amplang.producer.id, variant_id=amplang.variant.id, stock_item_id=amplang.variant.stock_item_id,
            name="Amplang Uji", label="100 g", quantity=4, base_quantity=400, total=70_000, place="market",
            by_name="Bu Uji", sold_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    client.post("/masuk", data={"who": PHONE, "password": cast.PASSWORD})
    page = LexborHTMLParser(client.get("/jualan/angka").get_data(as_text=True))
    assert page.css_first(".panel .heap-sum").text() == "Rp160.000"
    assert page.css_first(".pack-count").text() == "9"
    assert "2 kali" in page.body.text()
    assert "7890" in page.body.text() and "0812-3456" not in page.body.text()
    assert page.css_first("svg.chart[role=img]") is not None and len(page.css("tbody tr")) == 12


def test_a_new_maker_is_told_the_first_step(client: FlaskClient, session: Session) -> None:
    maker = cast.maker(session, "Baru", "Baru", price=10_000, packs=0, phone="+6281200000903")
    maker.product.published_at = None
    session.flush()
    client.post("/masuk", data={"who": "081200000903", "password": cast.PASSWORD})
    text = client.get("/jualan/angka").get_data(as_text=True)
    assert "Belum ada produk yang tayang." in text and "Tambah produk" in text
