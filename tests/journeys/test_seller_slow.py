"""From sign-up to a live product on a slow phone: 400 kbit/s, 300 ms, a sixth of the processor, one thumb.

A photo that is not made smaller takes a minute; nginx waits for it, as documented.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scripts.look import SLOW
from tests import cast
from tests.journeys import selling
from tests.ops.conftest import behind_nginx  # noqa: F401
from tests.proxy import Proxy
from tests.servers import LiveServer

LETTER = 200
MINUTES = 3
SCREENS = 9

pytestmark = [pytest.mark.one_database, pytest.mark.soak]


def slow_down(page: Page) -> None:
    """The phone and the signal of a maker who lives far out."""
    told = page.context.new_cdp_session(page)
    told.send("Network.enable")
    told.send("Network.emulateNetworkConditions", SLOW)
    told.send("Emulation.setCPUThrottlingRate", {"rate": 6})


@pytest.mark.parametrize(
    ("js", "megabytes"),
    [pytest.param(True, 12, id="with JavaScript, 12 MB"), pytest.param(False, 3, id="plain pages, 3 MB")],
)
def test_three_minutes_are_enough(
    warm_server: Callable[..., LiveServer],
    behind_nginx: Callable[[LiveServer], Proxy],  # noqa: F811
    make_page: Callable[..., Any],
    tmp_path: Path,
    js: bool,
    megabytes: int,
) -> None:
    site = behind_nginx(warm_server(prepare=cast.finance))
    photo = selling.photo(tmp_path, megabytes)
    assert photo.stat().st_size > megabytes * 990_000
    page: Page = make_page(js=js, url=site.url)
    page.context.set_default_timeout(150_000)
    slow_down(page)
    shown = selling.count_screens(page)
    begun = time.monotonic()
    selling.sell(page, selling.screens(photo, delay=LETTER), js=js)
    took = time.monotonic() - begun
    expect(page.get_by_role("heading", level=1)).to_have_text("Produk sudah tayang")
    print(f"{took:.0f} seconds, {len(shown) - 1} screens, a photo of {photo.stat().st_size / 1e6:.1f} MB")
    assert len(shown) - 1 <= SCREENS, shown
    assert took <= MINUTES * 60
