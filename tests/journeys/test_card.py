"""A guest pays by card at the provider's twin: refused, paid, tab closed, Back, page ended, money back."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.cli import card_desk
from marketplace.fakes.stripe.process import Twin
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import begin_write
from marketplace.money.gateways import card
from marketplace.trade import books, fulfilment
from marketplace.trade.orders import OrderGroup, by_token
from tests import cast
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review

REVIEW = "/checkout/periksa"


def furnish(session: Session) -> None:
    """One maker, the finance desk."""
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


@pytest.fixture
def twin() -> Iterator[Twin]:
    """The provider."""
    twin = Twin().start()
    yield twin
    twin.stop()
    card.use(None)


@contextmanager
def working(server: LiveServer) -> Iterator[None]:
    """The worker runs beside the server, in this process."""
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            server.work()
            card_desk.work_off(server.app)
            stop.wait(0.3)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def bought(server: LiveServer, phone: str) -> str:
    """A guest orders over the network; the order's token."""
    guest = Guest(server.url)
    with server.session() as session:
        variant = session.scalars(select(cast.Variant.id)).one()
    token = guest.token("/produk/amplang-uji")
    fill(guest, {variant: 1}, token)
    hidden = to_review(guest, method="card", phone=phone, street=f"Jl. {phone}", token=token)
    return guest.post(REVIEW, {**(hidden or {}), **token})[2].rpartition("/")[2]


@pytest.mark.postgres
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_by_card_with_javascript(
    live_server: Callable[..., LiveServer], make_page: Callable[..., Any], twin: Twin, whole: bool
) -> None:
    by_card(live_server, make_page(js=True), twin, whole)


@pytest.mark.soak
@pytest.mark.one_database
def test_by_card_with_plain_pages(
    live_server: Callable[..., LiveServer], make_page: Callable[..., Any], twin: Twin
) -> None:
    by_card(live_server, make_page(js=False), twin, whole=True)


def by_card(live_server: Callable[..., LiveServer], page: Page, twin: Twin, whole: bool) -> None:
    keys = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": twin.secret, "STRIPE_API_BASE": twin.url}
    server = live_server(workers=1, prepare=furnish, **keys)
    twin.hooks.url = f"{server.url}/hooks/stripe"
    twin.hooks.start()
    with working(server):
        refused_then_paid(server, page)
        if whole:
            closed_tab(server, page, twin)
            page_ended(server, page, twin)
        money_back(server, page)
    with server.session() as session:
        assert books.faults(session) == []


def refused_then_paid(server: LiveServer, page: Page) -> None:
    """The first card is refused; Back after paying asks for nothing again."""
    token = bought(server, "081234560001")
    here, there = re.compile("/pesanan/"), re.compile(r"/pay/cs_test")
    page.goto(f"{server.url}/bayar/kartu/{token}")
    page.wait_for_url(there)
    page.get_by_role("button", name="Kartu ditolak").click()
    expect(page.get_by_text("Kartu ditolak bank")).to_be_visible()
    page.get_by_role("button", name="Batal").click()
    page.wait_for_url(here)
    seen(page, "Kartu terakhir ditolak")
    page.get_by_role("button", name="Bayar Rp28.000").click()
    page.wait_for_url(there)
    page.get_by_role("button", name="Bayar Rp28.000").click()
    page.wait_for_url(here)
    seen(page, "Sudah dibayar")
    page.go_back()
    page.wait_for_load_state()
    page.goto(f"{server.url}/bayar/kartu/{token}")
    expect(page).to_have_url(here)
    seen(page, "Sudah dibayar")


def closed_tab(server: LiveServer, page: Page, twin: Twin) -> None:
    """Paid, and the browser never came back."""
    token = bought(server, "081234560002")
    page.goto(f"{server.url}/bayar/kartu/{token}")
    page.wait_for_url(re.compile("/pay/"))
    twin.acts.pay(twin.state.all("sessions")[0])
    page.goto(f"{server.url}/pesanan/{token}")
    seen(page, "Sudah dibayar")


def page_ended(server: LiveServer, page: Page, twin: Twin) -> None:
    """The provider's page is over before anything was paid; a new one is asked for."""
    token = bought(server, "081234560003")
    page.goto(f"{server.url}/bayar/kartu/{token}")
    page.wait_for_url(re.compile("/pay/"))
    twin.acts.end(twin.state.all("sessions")[0])
    page.reload()
    expect(page.get_by_text("sudah habis")).to_be_visible()
    page.get_by_role("link", name="Kembali ke pesanan").click()
    seen(page, "ditutup tanpa pembayaran")
    page.get_by_role("button", name="Bayar Rp28.000").click()
    page.wait_for_url(re.compile("/pay/"))
    page.get_by_role("button", name="Bayar Rp28.000").click()
    page.wait_for_url(re.compile("/pesanan/"))
    seen(page, "Sudah dibayar")


def money_back(server: LiveServer, page: Page) -> None:
    """The maker cannot deliver: the buyer reads that the money is on its way, and that it went."""
    token = page.url.rpartition("/")[2]
    with server.session() as session:
        begin_write(session)
        order = by_token(session, token).orders[0]
        maker = Actor("user", "Bu Amplang Uji", producer_ids=frozenset({order.producer_id}))
        fulfilment.decline(session, order, "habis", by=maker)
        session.commit()
    page.reload()
    seen(page, "Sudah dikembalikan ke kartu Anda")
    with server.session() as session:
        assert {group.payment.state for group in session.scalars(select(OrderGroup))} == {"paid"}


def seen(page: Page, text: str) -> None:
    """What the page says once the provider's message has come; it is loaded again, as a person would."""
    for _ in range(40):
        if page.get_by_text(text).first.is_visible():
            return
        page.wait_for_timeout(300)
        page.reload()
    expect(page.get_by_text(text).first).to_be_visible()
