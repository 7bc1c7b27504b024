"""A maker's first day: joins, sells her first product, packs the first order, sells at the market, sees her money."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from marketplace.stock.levels import StockLevel
from marketplace.trade import books, earnings
from marketplace.trade.orders import Order
from tests import cast
from tests.journeys import selling
from tests.network import Guest
from tests.servers import LiveServer

HIDDEN_ON_PAPER = "() => [...document.querySelectorAll('nav, button')].filter(one => one.checkVisibility()).length"

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("js", [pytest.param(True, id="with JavaScript"), pytest.param(False, id="plain pages")])
def test_the_first_day(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any], tmp_path: Path, js: bool
) -> None:
    server = warm_server(prepare=cast.finance)
    page: Page = make_page(js=js, url=server.url)
    shown = selling.count_screens(page)
    selling.sell(page, selling.screens(selling.photo(tmp_path)), js=js)
    assert len(shown) - 1 <= 9, shown
    expect(page.get_by_role("heading", level=1)).to_have_text("Produk sudah tayang")
    open_shop(page)
    number = buy(server)
    fulfil(page, number)
    server.move_clock(seconds=11)
    page.goto("/jualan")
    sell_at_the_market(page)
    money(page, server)


def open_shop(page: Page) -> None:
    """Say how goods get to buyers; the product is in the shop."""
    page.get_by_role("link", name="Pilih cara kirim").click()
    page.get_by_role("button", name="Nyalakan").click()
    page.get_by_role("link", name="Isi jam buka").click()
    page.get_by_role("button", name="Simpan").click()
    page.goto(f"/produk/{selling.PRODUCT}")
    expect(page.get_by_role("heading", level=1)).to_have_text(selling.NAME)
    expect(page.locator("main")).to_contain_text("Rp25.000")


def buy(server: LiveServer) -> str:
    """A guest buys two packs for cash, to be collected; the order's number."""
    guest = Guest(server.url)
    path = f"/produk/{selling.PRODUCT}"
    token = guest.token(path)
    found = re.search(r'name="variant_id"[^>]* value="(\d+)"', guest.get(path)[1])
    assert found
    guest.post("/keranjang/baris", {"variant_id": found[1], "quantity": 2, **token})
    guest.post("/checkout", token)
    contact = {"name": "Ani", "phone": "081234567890", "kelurahan": cast.DAMAI, "street": "Jl. Uji 1", **token}
    guest.post("/checkout/alamat", contact)
    boxes = dict(re.findall(r'name="(box-[a-z0-9-]+)"[^>]* value="([^"]+)"', guest.get("/checkout/pengiriman")[1]))
    assert boxes, "there is a way to get the goods"
    guest.post("/checkout/pengiriman", {**boxes, **token})
    guest.post("/checkout/pembayaran", {"method": "cod", **token})
    text = guest.get("/checkout/periksa")[1]
    hidden = dict(re.findall(r'name="(key|seen_total)"[^>]* value="([^"]*)"', text))
    status, _, where = guest.post("/checkout/periksa", {**hidden, **token})
    assert status == 303 and "/pesanan/" in where, (status, where)
    with server.session() as session:
        return session.scalars(select(Order.number)).one()


def fulfil(page: Page, number: str) -> None:
    """Accept, undo, accept, ready, label, handed over."""
    page.goto("/jualan")
    expect(page.locator("main")).to_contain_text("Pesanan baru, jawab dulu")
    page.get_by_role("link", name="Ani").click()
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator(".net")).to_contain_text("Anda terima Rp50.000")
    press(page, "Terima pesanan")
    press(page, "Urungkan")
    press(page, "Terima pesanan")
    press(page, "Sudah siap")
    page.get_by_role("link", name="Label").click()
    page.emulate_media(media="print")
    expect(page.locator(".etiket").first).to_contain_text(selling.NAME)
    expect(page.locator(".etiket").first).to_contain_text("Baik digunakan sebelum")
    expect(page.locator(".etiket-qr")).to_be_visible()
    if page.evaluate("() => document.documentElement.classList.contains('js')"):
        assert page.evaluate(HIDDEN_ON_PAPER) == 0
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Kembali").click()
    press(page, "Sudah diambil, uang diterima")
    expect(page.get_by_role("button", name="Urungkan")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Press a big button; the page answers with another."""
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def sell_at_the_market(page: Page) -> None:
    """Three taps: what, how many, where."""
    page.goto("/jualan/stok")
    expect(page.locator(".pile-free")).to_contain_text("22")
    page.get_by_role("link", name="Catat penjualan").click()
    page.get_by_role("link", name=selling.NAME).click()
    page.get_by_role("link", name="3", exact=True).click()
    page.locator("main form.act button").first.click()
    expect(page.locator("main")).to_contain_text("Baru dicatat")
    page.goto("/jualan/stok")
    expect(page.locator(".pile-free")).to_contain_text("19")


def money(page: Page, server: LiveServer) -> None:
    """The heaps are those of the ledger; nothing is lost between shelf, orders and books."""
    page.goto("/jualan/uang")
    expect(page.locator(".heap-tunai")).to_contain_text("Rp50.000")
    page.locator(".heap-tunai").click()
    expect(page.locator("main")).to_contain_text("Ani")
    with server.session() as session:
        order = session.scalars(select(Order)).one()
        level = session.scalars(select(StockLevel)).one()
        assert (level.on_hand, level.held, level.allocated) == (19 * 250, 0, 0)
        assert earnings.overview(session, order.producer_id).cash == order.total == 50_000
        assert books.faults(session) == []
