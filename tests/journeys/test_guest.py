"""A guest buys from two home makers by phone, with JavaScript and without, until all is delivered."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from marketplace.people import second_factor
from marketplace.people.users import Identifier, known_by
from marketplace.stock.levels import StockLevel
from marketplace.trade import books
from tests import cast
from tests.servers import LiveServer

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def furnish(session: Session) -> None:
    """Two makers, the finance desk with its second factor."""
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    person = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    person.is_demo = True
    session.flush()
    session.refresh(person)
    second_factor.enrol_demo(session, person, SECRET)


def log_in(page: Page, url: str, who: str) -> None:
    page.goto(url + "/masuk")
    page.locator("#who").fill(who)
    page.locator("#password").fill(cast.PASSWORD)
    page.locator("main button[type=submit]").last.click()


def put_into_cart(page: Page, url: str, product: str, packs: int) -> None:
    page.goto(url + f"/produk/{product}")
    page.locator("input[name=quantity]").fill(str(packs))
    page.get_by_role("button", name="+ Keranjang").click()


@pytest.mark.postgres
def test_from_home_to_delivered_with_javascript(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any], tmp_path: Path
) -> None:
    from_home_to_delivered(warm_server(prepare=furnish), make_page, tmp_path, js=True)


@pytest.mark.one_database
def test_from_home_to_delivered_with_plain_pages(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any], tmp_path: Path
) -> None:
    from_home_to_delivered(warm_server(prepare=furnish), make_page, tmp_path, js=False)


def from_home_to_delivered(server: LiveServer, make_page: Callable[..., Any], tmp_path: Path, *, js: bool) -> None:
    url = server.url
    page: Page = make_page(js=js)
    page.goto(url + "/")
    expect(page.get_by_role("link", name="Amplang Uji").first).to_be_visible()
    put_into_cart(page, url, "amplang-uji", 3)
    if js:
        expect(page.locator("#kabar")).to_contain_text("Sudah masuk keranjang")
        expect(page.locator(".cart-count")).to_contain_text("3")
    put_into_cart(page, url, "sambal-uji", 2)
    if js:
        expect(page.locator(".cart-count")).to_contain_text("5")
    page.goto(url + "/keranjang")
    page.get_by_role("button", name="Lanjut ke pembayaran").click()

    page.locator("#name").fill("Ani")
    page.locator("#phone").fill("0812 3456 7890")
    page.locator("#kelurahan").select_option(cast.DAMAI)
    page.locator("#street").fill("Jl. Uji No. 1, RT 2")
    page.get_by_role("button", name="Lanjut ke pengiriman").click()
    for slug in ("amplang-uji", "sambal-uji"):
        page.locator(f"#box-{slug} input[value=own]").check()
    page.get_by_role("button", name="Lanjut ke cara bayar").click()
    page.locator("input[name=method][value=transfer]").check()
    page.get_by_role("button", name="Lanjut, periksa pesanan").click()
    button = page.locator("#pesan button")
    expect(button).to_have_text(re.compile(r"Bayar Rp130\.\d{3}"))
    button.click()
    expect(page).to_have_url(re.compile(r"/pesanan/"))
    link = page.url

    photo = tmp_path / "bukti.jpg"
    Image.new("RGB", (900, 1200), "teal").save(photo)
    page.locator("#proof").set_input_files(str(photo))
    page.get_by_role("button", name="Kirim bukti pembayaran").click()
    expect(page.locator("#pembayaran")).to_contain_text("sedang dicek")
    page.goto(url + "/checkout/periksa")
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami catat")

    confirm(make_page(js=js), url)
    for phone in ("081200000901", "081200000902"):
        fulfil(make_page(js=js), url, phone)
    page.goto(link)
    for _ in range(2):
        page.get_by_role("button", name="Pesanan sudah saya terima").first.click()
        page.wait_for_load_state()
    expect(page.get_by_text("Selesai").first).to_be_visible()

    with server.session() as session:
        figures = {(row.on_hand, row.held, row.allocated) for row in session.query(StockLevel)}
        assert figures == {(1700, 0, 0), (1800, 0, 0)}
        assert books.faults(session) == []


def confirm(page: Page, url: str) -> None:
    import pyotp

    log_in(page, url, "keuangan@contoh.id")
    page.locator("input[autocomplete=one-time-code]").fill(pyotp.TOTP(SECRET).now())
    page.locator("main button[type=submit]").last.click()
    page.wait_for_load_state()
    page.goto(url + "/agensi/bukti")
    page.get_by_text("Uang sudah masuk", exact=True).click()
    page.get_by_role("button", name="Ya, Rp").click()
    expect(page.get_by_text("Tidak ada yang perlu dicek")).to_be_visible()


def fulfil(page: Page, url: str, phone: str) -> None:
    log_in(page, url, phone)
    page.wait_for_load_state()
    page.goto(url + "/jualan")
    page.locator("article a").first.click()
    for name in ("Terima pesanan", "Sudah siap", "Sudah dikirim", "Sudah tiba di pembeli"):
        page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("main")).to_contain_text("Tiba di tujuan")
