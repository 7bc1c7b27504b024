"""The keyboard at the hotel's desk: what arrives while a person types takes neither the focus nor a line away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys import hotel_days
from tests.journeys.hotel_days import Day
from tests.servers import LiveServer


@pytest.mark.one_database
def test_the_field_keeps_the_focus_while_offers_and_lines_arrive(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any]
) -> None:
    page = Day(warm_server(prepare=hotel_days.furnish), make_page, js=True).member("requester")
    page.get_by_role("link", name="Permintaan", exact=True).click()
    page.get_by_role("button", name="Tulis permintaan").click()
    page.get_by_text("Tempel atau unggah daftar").click()
    page.get_by_role("button", name="Masukkan daftar").click()
    expect(page.locator(".summary")).to_be_focused()
    field = page.locator("#tulis")
    field.focus()
    page.keyboard.type("sambal, 2")
    expect(page.locator("#usul")).to_contain_text("Enter memasukkan")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#suara")).to_have_text("“sambal, 2” sudah masuk.")
    expect(field).to_be_focused()
    page.keyboard.type("amplang")
    expect(page.locator("#usul .offer").first).to_be_visible()
    page.locator("#usul .offer").first.press("Enter")
    expect(page.locator("#suara")).to_have_text("Sudah masuk.")
    expect(field).to_be_focused()


@pytest.mark.one_database
def test_lines_typed_faster_than_the_answers_all_arrive(
    warm_server: Callable[..., LiveServer], make_page: Callable[..., Any]
) -> None:
    page = Day(warm_server(prepare=hotel_days.furnish), make_page, js=True).member("requester")
    page.get_by_role("link", name="Permintaan", exact=True).click()
    page.get_by_role("button", name="Tulis permintaan").click()
    page.locator("#tulis").focus()
    for text in ("sambal, 2", "abon, 3", "amplang lezat, 4", "amplang uji, 5"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("#tertulis tbody tr")).to_have_count(4)
    expect(page.locator("#tulis")).to_have_value("")
