"""From “Jualan di sini” to a live product by thumb: the nine screens, and what is typed on each."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

from tests import cast

NAME = "Amplang Tenggiri Pedas"
PRODUCT = "amplang-tenggiri-pedas"
LIVE = "**/tayang"


@dataclass(frozen=True)
class Screen:
    """One screen: where it is, what is typed there, what is pressed, what has to be there still after a cut."""

    name: str
    path: str
    fill: Callable[[Page], None]
    press: str
    kept: dict[str, str]

    def button(self, page: Page) -> Locator:
        """The big button."""
        wanted = page.locator("main").get_by_role("button", name=self.press, exact=True)
        return wanted.or_(page.locator("main").get_by_role("link", name=self.press, exact=True)).last


def nothing(page: Page) -> None:
    """A screen on which there is only a button."""


def typed(delay: int = 0, **fields: str) -> Callable[[Page], None]:
    """Types into fields by their id."""

    def fill(page: Page) -> None:
        for field, text in fields.items():
            page.locator(f"#{field}").fill("")
            page.locator(f"#{field}").press_sequentially(text, delay=delay)

    return fill


def screens(photo: Path, *, delay: int = 0, place_unknown: bool = True) -> list[Screen]:
    """The nine screens in their order; `delay` is the time between two letters."""

    def shoot(page: Page) -> None:
        page.set_input_files("#photo", str(photo))

    def shelf(page: Page) -> None:
        page.locator("#kind-0").check()
        typed(delay, packs="24")(page)

    def label(page: Page) -> None:
        typed(delay, species="tenggiri", ingredients="Ikan tenggiri, tepung tapioka", storage="Simpan kering")(page)
        page.locator("[name=allergens][value=ikan]").check()
        if place_unknown:
            page.locator("#kelurahan").select_option(cast.DAMAI)
        page.locator("#checked").check()

    who = {"name": "Bu Baru", "phone": "081277770001"}
    return [
        Screen("joining", "/jualan/mulai", typed(delay, **who), "Buka toko saya", who),
        Screen("joined", "/jualan/mulai/selesai", nothing, "Lanjut", {}),
        Screen("steps", "/jualan/langkah", nothing, "Tambah produk", {}),
        Screen("photo", "/jualan/produk/baru", shoot, "Kirim foto", {}),
        Screen("name", "/nama", typed(delay, name=NAME), "Lanjut", {"name": NAME}),
        Screen("pack", "/kemasan", typed(delay, content="250"), "Lanjut", {"content": "250"}),
        Screen("price", "/harga", typed(delay, price="25rb"), "Lanjut", {"price": "25rb"}),
        Screen("stock", "/stok", shelf, "Lanjut", {"packs": "24"}),
        Screen("label", "/label", label, "Tayangkan", {"species": "tenggiri", "storage": "Simpan kering"}),
    ]


def sell(page: Page, way: list[Screen], *, js: bool) -> None:
    """Walk from the first screen to the live product."""
    page.goto(way[0].path)
    for screen, after in zip(way, [*[s.path for s in way[1:]], LIVE], strict=True):
        screen.fill(page)
        if not (js and screen.name == "photo"):
            screen.button(page).click()
        page.wait_for_url(f"**{after.lstrip('*')}")


def photo(folder: Path, megabytes: float = 3) -> Path:
    """A photo as a phone makes them, of so many megabytes or a little more."""
    side = int((megabytes * 1_000_000 / 1.03) ** 0.5)
    noise = Image.frombytes("RGB", (side // 2, side // 2), os.urandom(3 * (side // 2) ** 2))
    path = folder / "foto.jpg"
    noise.resize((side * 4 // 3, side)).save(path, "JPEG", quality=93)
    return path


def count_screens(page: Page) -> list[str]:
    """Every page that is shown from now on."""
    shown: list[str] = []
    page.on("domcontentloaded", lambda seen: shown.append(seen.url.partition("#")[0]))
    return shown
