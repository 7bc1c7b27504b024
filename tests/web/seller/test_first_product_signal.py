"""The signal goes and comes back: neither a photo nor a typed word is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import cast, listing
from tests.listing import BASE


def prepare(session: Session) -> None:
    listing.maker(session)


@pytest.mark.one_database
@pytest.mark.soak
def test_photo_and_words_survive_a_broken_signal(
    live_server: Callable[..., Any], make_page: Callable[..., Any]
) -> None:
    server = live_server(workers=1, prepare=prepare)
    page = make_page(url=server.url)
    page.watch.allow("ERR_FAILED", "ERR_INTERNET_DISCONNECTED")
    context = page.context
    page.goto("/masuk")
    page.fill("[name=who]", "081200000901")
    page.fill("[name=password]", cast.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/akun*")

    page.goto(BASE)
    cut = f"{server.url}{BASE}"
    context.route(cut, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    photo = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": listing.photo((2400, 1800)).getvalue()}
    page.set_input_files("#photo", files=[photo])
    page.get_by_text("Foto aman di HP ini").wait_for()
    page.goto("/jualan")
    context.unroute(cut)
    page.goto(BASE)
    page.wait_for_url("**/nama")

    page.fill("#name", "Amplang Tenggiri Pedas")
    context.set_offline(True)
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_text("Isian Anda aman di HP ini").wait_for()
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(BASE)
    page.get_by_role("link", name="Lanjutkan").click()
    page.wait_for_url("**/nama")
    assert page.input_value("#name") == "Amplang Tenggiri Pedas"
    page.get_by_role("button", name="Lanjut").click()
    page.wait_for_url("**/kemasan")
    page.goto(page.url.replace("/kemasan", "/foto"))
    assert page.locator("[data-preview]").evaluate("picture => picture.naturalWidth") == 320
    page.get_by_role("button", name="Lanjut").click()
    page.wait_for_url("**/kemasan")
    page.get_by_role("button", name="250 g").click()
    page.locator("#price").press_sequentially("25rb")
    page.get_by_text("dua puluh lima ribu rupiah").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
