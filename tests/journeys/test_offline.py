"""Without a signal: orders that were open stay readable on the phone of who is logged in, and only there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.trade import fulfilment
from marketplace.trade.orders import Order
from tests import cast
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review

READY = "() => navigator.serviceWorker.ready.then(worker => worker.active.state)"
KEPT = """async () => {
  const found = [];
  for (const name of (await caches.keys()).filter(name => name.startsWith("pribadi-")))
    found.push(...(await (await caches.open(name)).keys()).map(kept => new URL(kept.url).pathname));
  return found.sort();
}"""

pytestmark = pytest.mark.one_database


def furnish(session: Session) -> None:
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")


def bought(server: LiveServer) -> str:
    """A guest's order for cash; its number."""
    buyer = Guest(server.url)
    with server.session() as session:
        variant = session.scalars(select(cast.Variant.id).order_by(cast.Variant.id)).first()
    token = buyer.token("/produk/amplang-uji")
    fill(buyer, {variant or 0: 2}, token)
    hidden = to_review(buyer, method="cod", phone="081234567890", street="Jl. Uji 1", token=token)
    buyer.post("/checkout/periksa", {**(hidden or {}), **token})
    with server.session() as session:
        return session.scalars(select(Order.number)).one()


def log_in(page: Page, phone: str) -> None:
    page.goto("/masuk")
    page.locator("#who").fill(phone)
    page.locator("#password").fill(cast.PASSWORD)
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url("**/akun")


def accepted(server: LiveServer) -> None:
    """The order is accepted elsewhere."""
    with server.session() as session:
        order = session.scalars(select(Order)).one()
        fulfilment.accept(session, order, by=cast.Actor("user", "Bu", producer_ids=frozenset({order.producer_id})))
        session.commit()


def test_orders_stay_readable_and_other_pages_say_what_to_do(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any]
) -> None:
    server = warm_server(prepare=furnish)
    number = bought(server)
    page: Page = make_page(url=server.url)
    page.watch.allow("ERR_INTERNET_DISCONNECTED", "Failed to fetch")  # type: ignore[attr-defined]
    log_in(page, "081200000901")
    page.goto("/jualan")
    assert page.evaluate(READY) in {"activating", "activated"}
    address = page.get_by_role("link", name="Ani").first.get_attribute("href") or ""
    page.goto(address)
    expect(page.get_by_text("Sinyal hilang")).to_be_hidden()

    page.context.set_offline(True)
    page.reload()
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator(".kept-note")).to_contain_text("Sinyal hilang. Ini keadaan")
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Plus Jakarta')
    page.get_by_role("button", name="Terima pesanan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sinyal hilang")
    page.get_by_role("button", name="Kembali ke tulisan saya").click()
    expect(page.locator("main")).to_contain_text(number)
    page.goto("/jualan/uang")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sinyal hilang")
    expect(page.get_by_role("button", name="Coba lagi")).to_be_visible()
    expect(page.locator("[data-kept-pages] a").first).to_have_attribute("href", server.url + address)

    page.context.set_offline(False)
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.locator("main")).to_contain_text("Rp46.000")
    accepted(server)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Sudah siap")
    expect(page.get_by_text("Sinyal hilang")).to_be_hidden()


def test_what_is_kept_goes_with_the_log_in(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any]
) -> None:
    server = warm_server(prepare=furnish)
    page: Page = make_page(url=server.url)
    log_in(page, "081200000901")
    for path in ("/jualan", "/jualan", "/jualan/uang"):
        page.goto(path)
        page.evaluate(READY)
    page.goto("/keranjang")
    assert page.evaluate(KEPT) == ["/jualan"], "orders, and nothing else"
    page.goto("/akun")
    page.get_by_role("button", name="Keluar").click()
    expect(page).to_have_url(server.url + "/masuk")
    page.wait_for_function("async () => !(await caches.keys()).some(name => name.startsWith('pribadi-'))")
    page.goto("/offline")
    page.evaluate("async () => (await caches.open('pribadi-lain')).put('/jualan/x', new Response('x'))")
    log_in(page, "081200000902")
    page.evaluate("async () => (await caches.open('pribadi-lain')).put('/jualan/x', new Response('x'))")
    page.goto("/jualan")
    page.wait_for_function("async () => !(await caches.keys()).includes('pribadi-lain')")
    assert page.evaluate(KEPT) == ["/jualan"]
