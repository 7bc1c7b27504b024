"""A hotel asks three makers, bargains, splits, approves on a phone, counts at the back door, and pays one of two."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from marketplace.kernel import clock
from tests.browser import PHONE
from tests.journeys import hotel_days
from tests.journeys.hotel_days import Day
from tests.servers import LiveServer


@pytest.mark.postgres
def test_from_asking_to_overdue_with_javascript(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any]
) -> None:
    from_asking_to_overdue(Day(warm_server(prepare=hotel_days.furnish), make_page, js=True))


@pytest.mark.soak
@pytest.mark.one_database
def test_from_asking_to_overdue_with_plain_pages(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any]
) -> None:
    from_asking_to_overdue(Day(warm_server(prepare=hotel_days.furnish), make_page, js=False))


def from_asking_to_overdue(day: Day) -> None:
    """Packs on hand, held and allocated stand behind every step: amplang, abon, the other amplang, sambal."""
    ask(day)
    answer(day)
    bargain(day)
    day.sound((50, 0, 0), (20, 0, 0), (30, 0, 0), (30, 0, 0))
    award(day)
    submit(day)
    day.sound((50, 40, 0), (20, 10, 0), (30, 20, 0), (30, 0, 0))
    approve(day)
    day.sound((50, 0, 40), (20, 0, 10), (30, 0, 20), (30, 0, 0))
    read_orders(day)
    day.make()
    day.sound((10, 0, 0), (10, 0, 0), (10, 0, 0), (30, 0, 0))
    receive(day)
    day.sound((10, 0, 0), (10, 0, 0), (10, 0, 0), (30, 0, 0))
    read_bills(day)
    pay_one(day)
    day.sound((10, 0, 0), (10, 0, 0), (10, 0, 0), (30, 0, 0))
    day.server.move_clock(days=15)
    be_reminded(day)
    day.sound((10, 0, 0), (10, 0, 0), (10, 0, 0), (30, 0, 0))


def go(page: Page, name: str) -> None:
    """Press the button or follow the link of the main part."""
    main = page.locator("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()
    page.wait_for_load_state()


def part(page: Page, name: str) -> None:
    """A part of the desk by its menu."""
    page.locator("nav").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def go_back(page: Page) -> None:
    """From a paper to the page that led there."""
    page.get_by_role("link", name="Kembali").first.click()
    page.wait_for_load_state()


def file(page: Page, path: str) -> bytes:
    """A PDF, as the download link gives it."""
    answered = page.request.get(path)
    body = answered.body()
    assert answered.status == 200 and body.startswith(b"%PDF"), path
    return bytes(body)


def ask(day: Day) -> None:
    page = day.member("requester")
    part(page, "Penawaran")
    go(page, "Minta penawaran")
    page.get_by_label("Judul").fill("Camilan rapat")
    page.get_by_label("Rencana bayar").select_option("14")
    go(page, "Lanjut ke daftar barang")
    for name, packs in (("Amplang ikan", "60"), ("Abon ikan", "10")):
        if not page.locator("#name").is_visible():
            page.get_by_text("Tambah barang", exact=True).click()
        page.locator("#name").fill(name)
        page.locator("#pack").fill("100 g")
        page.locator("#quantity").fill(packs)
        go(page, "Tambahkan")
    for maker in ("Amplang Uji", "Amplang Lezat", "Sambal Uji"):
        page.get_by_label(re.compile(f"^{maker}")).check()
    go(page, "Simpan daftar produsen")
    go(page, "Kirim ke produsen")
    expect(page.locator("main")).to_contain_text("Yang ditanya (3)")


def answer(day: Day) -> None:
    """One by the link in her WhatsApp message, one in her shop."""
    by_link = day.phone("amplang")
    by_link.goto(day.link_of("Bu Amplang Uji"))
    offer(by_link, ("60", "Amplang Uji", "17.000"), ("10", "Abon Uji", "30.000"), fee="20.000")
    in_shop = day.phone("lezat")
    day.log_in(in_shop, hotel_days.LEZAT)
    in_shop.goto("/jualan/penawaran")
    go(in_shop, "Camilan rapat")
    offer(in_shop, ("30", "Amplang Lezat", "17.500"), fee="10.000")


def offer(page: Page, *lines: tuple[str, str, str], fee: str) -> None:
    for place, (packs, pack, price) in enumerate(lines):
        box = page.locator(".quote-ask").nth(place)
        box.locator("input[name^=quantity]").fill(packs)
        choice = box.locator("option", has_text=pack).first.get_attribute("value")
        box.locator("select").select_option(choice)
        box.locator("input[name^=price]").fill(price)
        box.locator("input[name^=ready]").fill(clock.today().isoformat())
    page.locator("#fee").fill(fee)
    page.locator("#more_14").fill("2")
    go(page, "Kirim penawaran")
    expect(page.locator("main")).to_contain_text("Penawaran Anda")


def bargain(day: Day) -> None:
    page = day.member("requester")
    part(page, "Penawaran")
    go(page, "PH-")
    go(page, "Amplang Uji")
    page.locator("input[name^=price]").first.fill("16.000")
    go(page, "Kirim tawaran balik")
    seller = day.phone("amplang")
    seller.reload()
    expect(seller.locator("main")).to_contain_text("Pembeli menawar")
    go(seller, "Setuju")


def award(day: Day) -> None:
    page = day.member("requester")
    part(page, "Penawaran")
    go(page, "PH-")
    for label, packs in (("Amplang ikan, Amplang Uji", "40"), ("Amplang ikan, Amplang Lezat", "20"),
                         ("Abon ikan, Amplang Uji", "10")):  # fmt: skip
        page.get_by_label(label).fill(packs)
    if day.js:
        expect(page.locator("#jumlah")).to_contain_text("Rp1.345.800")
    go(page, "Periksa pilihan")
    expect(page.locator("main")).to_contain_text("Rp1.345.800")
    go(page, "Pilih penawaran ini")
    go(page, "Lanjut: atur pengantaran")


def submit(day: Day) -> None:
    page = day.member("requester")
    part(page, "Permintaan")
    page.locator("main .row-link").first.click()
    go(page, "Lanjut: atur pengantaran")
    for choice in page.locator("select[name$=waktu]").all():
        assert choice.input_value()
    go(page, "Simpan jadwal dan periksa")
    page.get_by_label("Nomor pesanan Anda sendiri").fill("F&B-118")
    go(page, "Ajukan Rp1.345.800")
    expect(page.locator("main")).to_contain_text("Stok dan kapasitas ditahan")


def approve(day: Day) -> None:
    page = day.member("approver", PHONE)
    page.locator("main").get_by_role("link", name="Persetujuan").click()
    go(page, "Rp1.345.800")
    go(page, "Setujui Rp1.345.800")
    expect(page.locator("main")).to_contain_text("Sudah dipesan")


def read_orders(day: Day) -> None:
    page = day.member("requester")
    part(page, "Pesanan")
    links = page.locator("main .row-link")
    expect(links).to_have_count(2)
    for address in [str(link.get_attribute("href")) for link in links.all()]:
        page.goto(address)
        expect(page.locator("main")).to_contain_text("F&B-118")
        file(page, f"{address}.pdf")


def receive(day: Day) -> None:
    """Of 40 packs 34 are good, a carton of 5 is not, one is missing; the other maker's are all there."""
    page = day.member("receiver", PHONE)
    expect(page.locator("main .figure", has_text="Terima barang")).to_contain_text("2")
    for maker in ("Amplang Uji", "Amplang Lezat"):
        part(page, "Terima barang")
        page.locator(".coming-row", has_text=maker).get_by_role("link").click()
        if maker == "Amplang Uji":
            box = page.locator(".count-line", has_text="Dipesan 40")
            box.locator("input[name^=accepted]").fill("34")
            box.get_by_text("Ada yang ditolak").click()
            box.locator("input[name^=rejected]").fill("5")
            box.locator("select").select_option("damaged")
            box.get_by_label("Keterangan").fill("satu dus basah")
        page.get_by_label("Nama pengantar").fill("Pak Sopir")
        go(page, "Tanda tangani")
        expect(page.locator("main")).to_contain_text("Berita acara serah terima")
        file(page, page.url.partition("?")[0] + ".pdf")
        go_back(page)


def read_bills(day: Day) -> None:
    """What was accepted is asked for, not what was ordered."""
    page = day.member("finance")
    part(page, "Tagihan")
    for sum_ in ("Rp880.880", "Rp367.000", "Rp1.247.880"):
        expect(page.locator("main")).to_contain_text(sum_)
    addresses = [str(link.get_attribute("href")) for link in page.locator("main .row-link, main .pill").all()]
    assert len(addresses) == 3
    for address in addresses:
        page.goto(address)
        if "/dokumen/" in address:
            expect(page.locator("article")).to_contain_text(re.compile(r"PO/\d+/\d+/\d+.*F&B-118.*Jatuh tempo"))
        file(page, f"{address}.pdf")


def pay_one(day: Day) -> None:
    page = day.phone("keuangan")
    day.log_in(page, "keuangan@contoh.id")
    page.locator("input[autocomplete=one-time-code]").fill(pyotp.TOTP(hotel_days.SECRET).at(clock.now()))
    page.locator("main button[type=submit]").last.click()
    page.wait_for_load_state()
    page.goto("/agensi/tagihan")
    go(page, "Hotel Uji")
    page.locator("tr", has_text="Amplang Uji").get_by_role("checkbox").check()
    page.get_by_label("Jumlah transfer").fill("880.880")
    go(page, "Catat transfer")
    expect(page.locator("main")).to_contain_text("Rp880.880 tercatat")


def be_reminded(day: Day) -> None:
    """Fifteen days later one bill is late; the hotel and its finance are told, and sees it on its desk."""
    told = [text for text in day.messages("Pengingat tagihan") if "Rp367.000" in text]
    assert len(told) == len(set(told)) > 0 and all("lewat 1 hari" in text for text in told)
    page = day.member("finance")
    part(page, "Tagihan")
    late = page.locator("tr", has_text="Amplang Lezat")
    expect(late).to_contain_text("Rp367.000")
    expect(late).to_contain_text(re.compile("lewat", re.IGNORECASE))
    expect(page.locator("#lunas")).to_be_visible()
