"""Every page and error state as people see it: nobody is shut out, nothing sticks out, nothing calls away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.seeing import Look, shown
from tests.tour import Tour

PAPER = {"width": 794, "height": 1123}
SHOWN = (
    "() => [...document.querySelectorAll('header, footer, form, button, .crumbs')].filter(one => one.checkVisibility())"
)
RINGED = """() => { const style = getComputedStyle(document.activeElement);
  const around = document.activeElement.closest(".search, .choice") ?? document.activeElement;
  return [style, getComputedStyle(around), getComputedStyle(document.activeElement, "::after")].some(
    one => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2) }"""

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def look(browser: Any, tour: Tour) -> Iterator[Look]:
    """All pages, seen once."""
    with shown(tour) as url:
        yield Look(browser, tour, url)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("light", id="axe finds nothing against WCAG 2.2 AA"),
        pytest.param("dark", id="the contrast holds in the dark"),
        pytest.param("wide", id="no sideways scroll at 320 px"),
        pytest.param("large", id="nor with letters twice as large"),
        pytest.param("small", id="fingers hit every target"),
        pytest.param("focus", id="the list of errors has the focus"),
        pytest.param("motion", id="nothing moves when motion is not wanted"),
    ],
)
def test_no_page_has_a_fault(look: Look, fault: str) -> None:
    assert not look.faults[fault], "\n".join(look.faults[fault])


def test_no_page_complains_or_calls_another_host(look: Look) -> None:
    look.watch.check()


@pytest.mark.soak
def test_no_page_at_all_has_a_fault(browser: Any, tour: Tour) -> None:
    with shown(tour) as url:
        found = Look(browser, tour, url, every=True).faults
    assert not any(found.values()), found


def test_an_order_prints_on_paper(tour: Tour, make_page: Callable[..., Any]) -> None:
    number = next(number for number, page in enumerate(tour.pages) if page.name == "paid order returned")
    with shown(tour) as url:
        page = make_page(size=PAPER, dark=True)
        page.goto(f"{url}/?page={number}")
        page.emulate_media(media="print")
        assert page.evaluate(SHOWN + ".map(one => one.className)") == ["row row-apart"]
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PAPER["width"]
        dark = page.evaluate("() => getComputedStyle(document.querySelector('main h1')).color")
        assert dark in {"rgb(0, 0, 0)", "oklch(0 0 0)"}
        expect(page.locator("main")).to_contain_text("Jl. Uji No. 1")
        expect(page.locator("main")).to_contain_text("Amplang Uji")


def test_the_keyboard_goes_round_and_is_seen(tour: Tour, make_page: Callable[..., Any]) -> None:
    number = next(number for number, page in enumerate(tour.pages) if page.name == "shop.catalogue.product")
    with shown(tour) as url:
        page = make_page()
        page.goto(f"{url}/?page={number}")
        reached = []
        for _ in range(25):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("() => document.activeElement.outerHTML.slice(0, 90)"))
            assert page.evaluate(RINGED), reached[-1]
        assert "skip" in reached[0] and any("button-big" in one for one in reached)
