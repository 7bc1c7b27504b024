"""A phone in a headless Chromium that notices console errors and foreign requests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.databases import Missing

INSTALL = "Chromium is missing; install it: apt-get install chromium, or set CHROMIUM to its path"
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
EXPECTED = ("status of 422", "status of 409")


def program() -> str:
    """Path of Chromium; raise Missing."""
    named = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not named:
        raise Missing(INSTALL)
    return named


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole session."""
    from tests.conftest import lacking

    try:
        path = program()
    except Missing as problem:
        lacking(problem)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


class Watch:
    """Collects what must not happen on any page: console errors, script errors, foreign requests."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.allowed: list[str] = list(EXPECTED)

    def allow(self, *texts: str) -> None:
        """Expect messages that contain one of these texts."""
        self.allowed.extend(texts)

    def follow(self, context: Any) -> None:
        """Listen to every page of a browser context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note("script", str(error.error)))
        context.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self._note("console", f"{message.text} {message.location.get('url', '')}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.hostname not in {"127.0.0.1", "localhost"}:
            self._note("foreign request", request.url)

    def _note(self, kind: str, text: str) -> None:
        self.faults.append(f"{kind}: {text}")

    def check(self) -> None:
        """Fail when something was seen that nobody expected."""
        seen = [fault for fault in self.faults if not any(text in fault for text in self.allowed)]
        assert not seen, "the browser complained:\n" + "\n".join(seen)


@pytest.fixture
def make_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages in fresh contexts: `make_page(js=False, size=DESK, dark=True, url=…)`.

    Each page carries its `Watch` as `page.watch`; what it saw fails the test at the end.
    """
    opened: list[tuple[Any, Watch]] = []

    def make(*, js: bool = True, size: dict[str, int] = PHONE, dark: bool = False, url: str = "") -> Any:
        context = browser.new_context(
            viewport=size,
            java_script_enabled=js,
            color_scheme="dark" if dark else "light",
            locale="id-ID",
            timezone_id="Asia/Makassar",
            base_url=url or None,
            has_touch=size["width"] < 600,
        )
        context.set_default_timeout(10_000)
        watch = Watch()
        watch.follow(context)
        page = context.new_page()
        page.watch = watch
        opened.append((context, watch))
        return page

    yield make
    for context, _ in opened:
        context.close()
    for _, watch in opened:
        watch.check()


@pytest.fixture
def page(make_page: Callable[..., Any]) -> Any:
    """A phone with JavaScript."""
    return make_page()


@pytest.fixture
def page_without_js(make_page: Callable[..., Any]) -> Any:
    """A phone without JavaScript."""
    return make_page(js=False)
