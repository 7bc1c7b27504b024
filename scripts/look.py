"""The shop on a slow phone: `python -m scripts.look [address]`; alone it starts its own with demo data."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.shop import shop

SLOW = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
HEAD = f"{'page':<11}{'LCP ms':>8}{'CLS':>7}{'INP ms':>8}{'requests':>10}{'KB':>7}{'photos KB':>11}{'key KB':>8}"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
OBSERVE = """() => {
  window.seen = {lcp: 0, cls: 0, slowest: 0, picture: ""};
  const on = (type, act, more = {}) =>
    new PerformanceObserver(list => list.getEntries().forEach(act)).observe({type, buffered: true, ...more});
  on("largest-contentful-paint", entry => { seen.lcp = entry.startTime; seen.picture = entry.url; });
  on("layout-shift", entry => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  on("event", entry => { seen.slowest = Math.max(seen.slowest, entry.duration); }, {durationThreshold: 16});
}"""


@dataclass
class Answer:
    """What came back for one request."""

    kind: str
    url: str
    size: int = 0


def main() -> None:
    """One line for each page, first view with an empty cache."""
    from playwright.sync_api import sync_playwright

    from tests.browser import program

    with shop(sys.argv[1:]) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=QUIET)
        print(HEAD)
        for name, path, cookies in journey(browser, address):
            print(line(name, look(browser, address + path, cookies)), flush=True)
        browser.close()


def journey(browser: Any, address: str) -> Iterator[tuple[str, str, list[Any]]]:
    """Home, category, product, cart, checkout; a visitor without haste fills the cart."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    category, product = (re.findall(rf'"(/{kind}/[^"?#]+)"', page.content())[0] for kind in ("kategori", "produk"))
    page.goto(address + product)
    page.locator("input[name=quantity]").fill("20")
    page.get_by_role("button", name="+ Keranjang").click()
    page.locator(".cart-count").wait_for()
    page.goto(address + "/keranjang")
    page.locator("main .button-big").click()
    page.wait_for_url("**/checkout/**")
    cookies = context.cookies()
    for name, path in (("home", "/"), ("category", category), ("search", "/cari?q=amplang"), ("product", product)):
        yield name, path, []
    yield "cart", "/keranjang", cookies
    yield "checkout", "/checkout/alamat", cookies
    context.close()


def look(browser: Any, url: str, cookies: list[Any]) -> dict[str, Any]:
    """Load one page as a slow phone with an empty cache, then touch what can be touched."""
    context = browser.new_context(**PHONE)
    context.add_cookies(cookies)
    page = context.new_page()
    page.add_init_script(f"({OBSERVE})()")
    sizes: dict[str, Answer] = {}
    cdp = context.new_cdp_session(page)
    cdp.on("Network.responseReceived", lambda seen: sizes.update({seen["requestId"]: answered(seen)}))
    cdp.on("Network.loadingFinished", lambda seen: finished(sizes, seen))
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", SLOW)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(url, wait_until="networkidle", timeout=120_000)
    loaded = list(sizes.values())
    touch(page)
    seen: dict[str, Any] = page.evaluate("() => seen")
    context.close()
    return {**seen, **weights(loaded, seen["picture"])}


def answered(seen: dict[str, Any]) -> Answer:
    """A request that began to be answered."""
    return Answer(seen["type"], seen["response"]["url"])


def finished(sizes: dict[str, Answer], seen: dict[str, Any]) -> None:
    """Note the bytes that travelled for one request."""
    if seen["requestId"] in sizes:
        sizes[seen["requestId"]].size = int(seen["encodedDataLength"])


def touch(page: Any) -> None:
    """The interactions a page offers: steps, choices, folds, a field."""
    for selector in ("[data-step='1']", ".variants label >> nth=1", "summary", "input.input", "#cari"):
        found = page.locator(f"{selector}:visible").first
        if found.count():
            found.tap(timeout=5_000)
            page.wait_for_timeout(400)
    page.keyboard.type("am", delay=50)
    page.wait_for_timeout(1_500)


def weights(answers: list[Answer], picture: str) -> dict[str, float]:
    """Kilobytes of the first view: all but photos, photos, and HTML, styles and the picture seen first."""
    photos = sum(answer.size for answer in answers if answer.kind == "Image")
    rest = sum(answer.size for answer in answers if answer.kind != "Image")
    key = sum(answer.size for answer in answers if answer.kind in {"Document", "Stylesheet"} or answer.url == picture)
    return {"requests": len(answers), "rest": rest / 1000, "photos": photos / 1000, "key": key / 1000}


def line(name: str, seen: dict[str, Any]) -> str:
    """The figures of one page."""
    return (
        f"{name:<11}{seen['lcp']:>8.0f}{seen['cls']:>7.3f}{seen['slowest']:>8.0f}"
        f"{seen['requests']:>10}{seen['rest']:>7.0f}{seen['photos']:>11.0f}{seen['key']:>8.0f}"
    )


if __name__ == "__main__":
    main()
