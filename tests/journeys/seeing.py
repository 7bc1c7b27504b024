"""Shows the pages of the tour to a browser and writes down what is wrong with how they look."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from tests.browser import Watch
from tests.tour import Page, Tour

CLASS = re.compile(r'\bclass="([^"]*)"|\b(aria-invalid|aria-current|disabled)\b')
KEPT = {"Cache-Control": "max-age=3600"}
NARROW = {"width": 320, "height": 640}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = """([where, only, rules]) => axe.run(where ? {include: fresh} : document,
  {runOnly: only, rules, resultTypes: ["violations"], preload: false}).then(
  found => found.violations.flatMap(fault => fault.nodes.map(
    node => `${fault.id} ${node.target.join(" ")}: ${node.failureSummary}`)))"""
FRESH = """() => {
  const known = new Set(JSON.parse(localStorage.known ?? "[]"));
  const sign = (one, deep) => one && deep ? sign(one.parentElement, deep - 1) + ">" + one.localName + one.className
    + ["aria-current", "aria-invalid", "disabled", "checked"].filter(name => one.hasAttribute(name)) : "";
  window.fresh = [...document.querySelectorAll("body *")].filter(one => {
    const speaks = one.matches("input, select") || [...one.childNodes].some(
      near => near.nodeType === 3 && near.textContent.trim());
    const mark = speaks && sign(one, 5);
    return mark && !known.has(mark) && known.add(mark);
  });
  localStorage.known = JSON.stringify([...known]);
  return fresh.length;
}"""
CONTRAST = [True, ["color-contrast"], {}]
ALL_ELSE = [False, TAGS, {"color-contrast": {"enabled": False}}]
WIDE = """() => {
  const clipped = one => one && one !== document.body
    && (getComputedStyle(one).overflowX !== "visible" || clipped(one.parentElement));
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const out = one => one.getBoundingClientRect().right > innerWidth + 1 && !clipped(one.parentElement);
  return [...document.querySelectorAll("body *")].filter(out).map(one => one.outerHTML.slice(0, 120));
}"""
LARGER = "() => { document.documentElement.style.fontSize = '200%'; }"
SMALL = """least => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter(one => {
    const stretched = getComputedStyle(one, "::after").position === "absolute" && one.offsetParent;
    const box = (stretched || one.closest("label") || one).getBoundingClientRect();
    const hidden = box.width < 2 || !one.checkVisibility({visibilityProperty: true}) || one.matches(".skip, .sr");
    const inText = one.matches("p a, li a, dt a, dd a") && [...one.parentNode.childNodes].some(
      near => near.nodeType === 3 && /\\p{L}|\\p{N}/u.test(near.textContent));
    return !hidden && !inText && Math.min(box.width, box.height) < least - 0.5;
  }).map(one => one.outerHTML.slice(0, 120))"""
MOVING = "() => document.getAnimations().map(one => one.effect.target.outerHTML.slice(0, 90))"
UNFOCUSED = """() =>
  !document.querySelector(".summary") || document.activeElement.closest(".summary") ? [] : ["lost"]"""


class Silent(WSGIRequestHandler):
    """A handler without a log."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *args: Any) -> None:
        return


@contextmanager
def shown(tour: Tour) -> Iterator[str]:
    """An address where `?page=3` is the third page as it was rendered, and all else is the shop's own."""

    def answer(environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] == "/axe.js":
            return Response(AXE_SCRIPT, 200, KEPT, mimetype="text/javascript")(environ, start)
        name, _, number = environ.get("QUERY_STRING", "").rpartition("page=")
        if name or not number.isdigit():
            return tour.app(environ, start)
        page = tour.pages[int(number)]
        kept = [(name, value) for name, value in page.headers if name != "Refresh"]
        return Response(page.html, page.status, kept)(environ, start)

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def unlike(pages: list[Page]) -> Iterator[int]:
    """The pages on which some class or state is met for the first time."""
    met: set[str] = set()
    for number, page in enumerate(pages):
        found = {word for classes, state in CLASS.findall(page.html) for word in (*classes.split(), state)} - met
        met |= found
        if found:
            yield number


class Look:
    """Walks through the pages once, narrow, calm, in the light and in the dark.

    Pages that are built like others, and axe where nothing new is met, only when asked for every one.
    """

    def __init__(self, browser: Any, tour: Tour, url: str, *, every: bool = False) -> None:
        self.url, self.tour, self.every = url, tour, every
        self.faults: dict[str, list[str]] = defaultdict(list)
        self.watch = Watch()
        self.watch.allow("status of 404", "status of 405")
        context = browser.new_context(viewport=NARROW, reduced_motion="reduce", locale="id-ID", has_touch=True)
        self.watch.follow(context)
        self.page = context.new_page()
        for number in range(len(tour.pages)) if every else unlike(tour.pages):
            self.look(number, tour.pages[number])
        context.close()

    def look(self, number: int, page: Page) -> None:
        """One page; each kind of fault apart."""
        self.page.emulate_media(color_scheme="light")
        self.page.goto(f"{self.url}{page.path.split('?')[0]}?page={number}", wait_until="domcontentloaded")
        self.note("focus", page, UNFOCUSED)
        fresh = self.page.evaluate(FRESH)
        if fresh or self.every:
            self.page.add_script_tag(url="/axe.js")
            self.note("light", page, AXE, ALL_ELSE)
        if fresh:
            self.note("light", page, AXE, CONTRAST)
        self.note("motion", page, MOVING)
        self.note("small", page, SMALL, 44 if page.is_sellers else 24)
        self.note("wide", page, WIDE)
        if fresh:
            self.page.emulate_media(color_scheme="dark")
            self.note("dark", page, AXE, CONTRAST)
        if not page.is_dense:
            self.page.evaluate(LARGER)
            self.note("large", page, WIDE)

    def note(self, kind: str, page: Page, script: str, *given: Any) -> None:
        self.faults[kind] += [f"{page.name}: {fault}" for fault in self.page.evaluate(script, *given)]
