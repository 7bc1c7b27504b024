"""Impatient fingers on the quantity of a cart line: the number on the screen and the one kept are the last one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.trade import carts
from tests import cast
from tests.servers import LiveServer


def furnish(session: Session) -> None:
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=1_000, packs=30, phone="+6281200000901")


def cart(server: LiveServer, page: Page) -> Page:
    """The cart page with one pack in it."""
    page.goto(server.url + "/produk/amplang-uji")
    page.get_by_role("button", name="+ Keranjang").click()
    expect(page.locator(".cart-count")).to_contain_text("1")
    page.goto(server.url + "/keranjang")
    return page


def kept(server: LiveServer) -> list[int]:
    with server.session() as session:
        return list(session.scalars(select(carts.CartLine.quantity)))


@pytest.mark.one_database
def test_the_last_tap_counts(warm_server: Callable[..., LiveServer], make_page: Callable[..., Any]) -> None:
    server = warm_server(prepare=furnish)
    page = cart(server, make_page())
    held: list[Route] = []
    sent: list[str] = []

    def hold_the_first(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            held.append(route)
        else:
            route.continue_()

    page.route("**/keranjang/baris/*", hold_the_first)
    more, number = page.locator("#keranjang [data-step='1']"), page.locator("#keranjang [data-stepper] input")
    with page.expect_request("**/keranjang/baris/*"):
        for _ in range(4):
            more.click()
    expect(number).to_have_value("5")
    for _ in range(7):
        more.click()
    page.locator("#keranjang [data-step='-1']").click()
    expect(number).to_have_value("11")
    with page.expect_response(lambda answer: "quantity=11" in (answer.request.post_data or "")):
        held[0].continue_()
    expect(page.locator("#keranjang .line-total")).to_have_text("Rp11.000")
    expect(number).to_have_value("11")
    assert "quantity=5" in sent[0] and len(sent) <= 4, "taps in a row go together"
    assert kept(server) == [11]
    page.reload()
    expect(page.locator("#keranjang [data-stepper] input")).to_have_value("11")
