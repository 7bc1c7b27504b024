"""An officer in a kitchen without a signal, a verifier at the desk, and papers whose end acts on the same day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.notices.messages import Message
from marketplace.people import passwords, second_factor, staff
from marketplace.people.businesses import Business
from marketplace.people.certificates import Certificate
from marketplace.people.organisations import Organisation
from marketplace.people.users import User
from marketplace.sourcing import suppliers
from tests import buying, cast
from tests.browser import DESK, PHONE
from tests.journeys import selling
from tests.network import Gate
from tests.servers import LiveServer

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STAFF = {"officer": "petugas@contoh.id", "verifier": "pemeriksa@contoh.id"}
WRONG = "ID123"
HALAL = "ID64110000123450126"
OWNER = "081277770055"
DAYS = 70


def furnish(session: Session) -> None:
    """A hotel that buys, an officer and a verifier."""
    cast.finance(session)
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=30, phone="+6281200000903")
    buying.hotel(session)
    for role, email in STAFF.items():
        person = User(name=role.title(), email=email, password_hash=passwords.seal(cast.PASSWORD), is_demo=True)
        session.add(person)
        session.flush()
        staff.grant(session, person, role, by=SYSTEM)
        second_factor.enrol_demo(session, person, SECRET)


@dataclass
class Agency:
    """The server and everybody's browser."""

    server: LiveServer
    make_page: Callable[..., Any]
    photo: Path
    js: bool
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, who: str, size: dict[str, int] = DESK, url: str = "") -> Page:
        """The browser of a person of staff, logged in, or of a guest."""
        if who not in self.pages:
            page = self.make_page(js=self.js, size=size, url=url or self.server.url)
            self.pages[who] = page
            if who in STAFF:
                log_in(page, STAFF[who])
        return self.pages[who]

    def told(self, text: str) -> list[str]:
        """The messages about something, after everything due was done."""
        self.server.work()
        with self.server.session() as session:
            found = session.scalars(select(Message).order_by(Message.id))
            return [one.body for one in found if text in one.body]


def log_in(page: Page, who: str) -> None:
    page.goto("/masuk")
    page.locator("#who").fill(who)
    page.locator("#password").fill(cast.PASSWORD)
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url("**/masuk/kode**")
    page.locator("#code").fill(pyotp.TOTP(SECRET).at(clock.now()))
    page.locator("main button[type=submit]").last.click()
    page.wait_for_url(re.compile("/(agensi|akun)"))


def press(page: Page, name: str) -> None:
    """Press a button of the main part and see what comes."""
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


@pytest.fixture
def things() -> Iterator[ExitStack]:
    """What is closed at the end."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.postgres
def test_from_the_kitchen_to_the_badge_and_its_end_with_javascript(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any], tmp_path: Path, things: ExitStack
) -> None:
    agency = Agency(warm_server(prepare=furnish), make_page, selling.photo(tmp_path, 0.5), js=True)
    gate = Gate(agency.server.port)
    things.callback(gate.close)
    page = agency.page("officer", PHONE, gate.url)
    page.watch.allow("ERR_", "Failed to fetch")  # type: ignore[attr-defined]
    register_without_a_signal(page, gate)
    the_rest(agency, page)


@pytest.mark.soak
@pytest.mark.one_database
def test_from_the_kitchen_to_the_badge_and_its_end_with_plain_pages(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any], tmp_path: Path
) -> None:
    agency = Agency(warm_server(prepare=furnish), make_page, selling.photo(tmp_path, 0.5), js=False)
    page = agency.page("officer", PHONE)
    write_down(page)
    press(page, "Simpan usaha")
    page.wait_for_url(re.compile("/agensi/register/"))
    the_rest(agency, page)


def register_without_a_signal(page: Page, gate: Gate) -> None:
    """The form is open when the signal goes; what was written stays on the phone and leaves once it is back."""
    write_down(page)
    gate.cut()
    page.locator("main").get_by_role("button", name="Simpan usaha").click()
    expect(page.locator("#kotak")).to_contain_text("Dapur Uji Baru")
    gate.restore()
    expect(page.locator("#kotak")).to_be_hidden(timeout=30_000)


def write_down(page: Page) -> None:
    page.goto("/agensi/lapangan/daftar")
    page.locator("#name").fill("Dapur Uji Baru")
    page.locator("#owner_name").fill("Bu Baru")
    page.locator("#phone").fill(OWNER)
    page.locator("#kelurahan").select_option(cast.DAMAI)
    page.locator("#makes").fill("amplang")
    page.locator("#read").check()
    page.locator("#shop").check()


def the_rest(agency: Agency, page: Page) -> None:
    with agency.server.session() as session:
        assert session.scalar(select(func.count()).select_from(Business)) == 1
    list_a_product(agency, page)
    send_the_paper(agency, page, WRONG)
    verify(agency, "Kembalikan")
    correct_the_paper(agency, page)
    assert not halal_is_seen(agency)
    verify(agency, "Benar, sahkan")
    assert halal_is_seen(agency)
    notices_come_in_time(agency)
    assert not halal_is_seen(agency)


def list_a_product(agency: Agency, page: Page) -> None:
    """Acting for the owner, under the banner, from the photo to the live product."""
    page.goto("/agensi/lapangan")
    page.locator("main").get_by_role("link", name="Dapur Uji Baru").first.click()
    page.wait_for_url(re.compile("/agensi/register/"))
    press(page, "Bantu tokonya")
    expect(page.get_by_text("Bertindak untuk").first).to_be_visible()
    way = selling.screens(agency.photo, place_unknown=False)[3:]
    page.goto(way[0].path)
    for screen, after in zip(way, [*[one.path for one in way[1:]], selling.LIVE], strict=True):
        screen.fill(page)
        if not (agency.js and screen.name == "photo"):
            screen.button(page).click()
        page.wait_for_url(f"**{after.lstrip('*')}")
    expect(page.get_by_text("Bertindak untuk").first).to_be_visible()


def send_the_paper(agency: Agency, page: Page, number: str) -> None:
    page.goto("/jualan/dokumen/baru?jenis=halal")
    page.set_input_files("#photo", str(agency.photo))
    write_paper(page, number)


def write_paper(page: Page, number: str) -> None:
    page.locator("#number").fill(number)
    page.locator("#valid_from").fill((clock.today() - timedelta(days=10)).isoformat())
    page.locator("#valid_to").fill((clock.today() + timedelta(days=DAYS)).isoformat())
    page.locator("[name=goods]").first.check()
    press(page, "Kirim ke petugas")
    page.wait_for_url("**/jualan/dokumen")


def verify(agency: Agency, act: str) -> None:
    """The verifier sees picture and data beside each other and decides with at most three clicks."""
    page = agency.page("verifier")
    page.goto("/agensi/dokumen")
    expect(page.locator("#surat img")).to_be_visible()
    page.locator("#surat").get_by_text(act, exact=True).first.click()
    if act == "Kembalikan":
        page.locator("#surat .reasons button").first.click()
    expect(page.locator("body")).to_contain_text(re.compile("dikembalikan|terverifikasi"))


def correct_the_paper(agency: Agency, page: Page) -> None:
    assert agency.told(WRONG)
    page.goto("/jualan/dokumen")
    page.locator("main").get_by_role("link", name=re.compile("Perbaiki")).first.click()
    write_paper(page, HALAL)


def halal_is_seen(agency: Agency) -> bool:
    """Badge, facet and the list of suppliers say the same."""
    page = agency.page("guest", PHONE)
    page.goto(f"/produk/{selling.PRODUCT}")
    badge = page.locator(".mark-halal").count() > 0
    page.goto("/cari?q=amplang&halal=1")
    facet = page.get_by_role("link", name=selling.NAME).count() > 0
    with agency.server.session() as session:
        hotel = session.scalars(select(Organisation)).one()
        found, _ = suppliers.listing(session, hotel, "Amplang", 1)
        supplied = any("halal" in one.papers for one in found)
    assert badge == facet == supplied
    return badge


def notices_come_in_time(agency: Agency) -> None:
    """The owner is told 60, 30 and 7 days before, once each, and on the day after the end."""
    with agency.server.session() as session:
        paper = session.scalars(select(Certificate).where(Certificate.number == HALAL)).one()
        assert paper.valid_to is not None
        left = (paper.valid_to - clock.today()).days
    counts = [len(agency.told(HALAL))]
    for day in (60, 30, 7, -1):
        agency.server.move_clock(days=left - day)
        left = day
        counts += [len(agency.told(HALAL)), len(agency.told(HALAL))]
    assert [after - counts[0] for after in counts[1:]] == [1, 1, 2, 2, 3, 3, 4, 4]
