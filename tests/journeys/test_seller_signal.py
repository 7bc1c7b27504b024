"""The signal goes on every one of the nine screens to the first product; whoever comes back has lost nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from marketplace.catalog.products import Product
from marketplace.stock.levels import StockLevel
from tests import cast
from tests.journeys import selling
from tests.network import Gate
from tests.servers import LiveServer

GONE = ("ERR_", "Failed to fetch")
FIRST = "/jualan/produk/baru"
NOTHING = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}

pytestmark = pytest.mark.one_database


class Offline:
    """The signal goes and the phone knows it. The page that knows is closed before the signal is back."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def cut(self, page: Page) -> None:
        told = page.context.new_cdp_session(page)
        told.send("Network.emulateNetworkConditions", NOTHING)
        self.gate.cut()

    def restore(self) -> None:
        self.gate.restore()


class Unnoticed(Offline):
    """The signal goes and the phone believes that it is there."""

    def cut(self, page: Page) -> None:
        self.gate.cut()


def press(page: Page, screen: selling.Screen) -> None:
    """Press the big button; nothing may come of it."""
    try:
        screen.button(page).click(no_wait_after=True)
        page.wait_for_timeout(150)
    except Error:
        pass


def cut_off(page: Page, screen: selling.Screen, signal: Offline, *, js: bool) -> Page:
    """Answer, lose the signal while sending, close the browser's page, and come back."""
    address = page.url
    if screen.name == "photo":
        signal.cut(page)
        screen.fill(page)
        if js:
            page.get_by_text("Foto aman di HP ini").wait_for()
        else:
            press(page, screen)
    else:
        screen.fill(page)
        signal.cut(page)
        press(page, screen)
    again: Page = page.context.new_page()
    page.close()
    signal.restore()
    come_back(again, address, screen)
    return again


def come_back(page: Page, address: str, screen: selling.Screen) -> None:
    """Through the front door: the list of what is not finished knows where to go on."""
    if screen.name in {"name", "pack", "price", "stock", "label"}:
        page.goto(FIRST)
        page.get_by_role("link", name="Lanjutkan").click()
    else:
        page.goto(address)


@pytest.mark.parametrize(
    ("js", "knows"),
    [
        pytest.param(True, True, id="the phone knows that it is offline", marks=pytest.mark.soak),
        pytest.param(True, False, id="the phone believes that it is online"),
        pytest.param(False, False, id="plain pages", marks=pytest.mark.soak),
    ],
)
def test_nothing_is_lost_on_any_screen(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any], tmp_path: Path, js: bool, knows: bool
) -> None:
    server = warm_server(prepare=cast.finance)
    with closing(Gate(server.port)) as gate:
        page: Page = make_page(js=js, url=gate.url)
        page.watch.allow(*GONE)  # type: ignore[attr-defined]
        signal = Offline(gate) if knows else Unnoticed(gate)
        way = selling.screens(selling.photo(tmp_path, 0.5))
        page.goto(way[0].path)
        for screen, after in zip(way, [*[one.path for one in way[1:]], selling.LIVE], strict=True):
            page.wait_for_url(re.compile(re.escape(screen.path.lstrip("*")) + "$"))
            page = cut_off(page, screen, signal, js=js)
            if js and screen.name == "photo":
                page.wait_for_url(f"**{after}")
                continue
            page.wait_for_url(f"**{screen.path}")
            if js:
                for field, text in screen.kept.items():
                    expect(page.locator(f"#{field}")).to_have_value(text)
            else:
                screen.fill(page)
            screen.button(page).click()
            page.wait_for_url(f"**{after.lstrip('*')}")
        live_as_it_was_typed(server)


def live_as_it_was_typed(server: LiveServer) -> None:
    """One shop, one product, every answer."""
    with server.session() as session:
        product = session.scalars(select(Product)).one()
        assert (product.name, product.species, product.ingredients) == (
            selling.NAME, "tenggiri", "Ikan tenggiri, tepung tapioka",
        )  # fmt: skip
        assert "ikan" in product.allergens and product.storage == "Simpan kering" and product.picture
        assert (product.producer.name, product.producer.kelurahan_code) == ("Dapur Bu Baru", cast.DAMAI)
        pack = product.variants[0]
        assert (pack.content, pack.price) == (250, 25_000)
        assert session.get_one(StockLevel, pack.stock_item_id).on_hand == 24 * 250
