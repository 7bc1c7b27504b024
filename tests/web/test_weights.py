"""What a page weighs before anybody sees it, as the server sends it to a phone that asks for gzip."""

from __future__ import annotations

import gzip
import re
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import ROOT
from marketplace.kernel import pictures
from tests import listing
from tests.tour import Page, Tour

FIRST_VIEW = 60_000
STYLES = 12_000
SCRIPTS = 20 * 1024
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+\.(?:css|js))"')
GZIP = {"Accept-Encoding": "gzip"}

pytestmark = pytest.mark.one_database


class Scales:
    """Weighs pages and the files that they link."""

    def __init__(self, app: Flask) -> None:
        self.file = cache(lambda address: len(app.test_client().get(address, headers=GZIP).get_data()))

    def linked(self, page: Page) -> dict[str, int]:
        """Every style and script of a page with its weight."""
        return {address: self.file(address) for address in LINKED.findall(page.html)}

    def whole(self, page: Page) -> int:
        """A page with its styles and scripts."""
        return len(gzip.compress(page.html.encode(), 6)) + sum(self.linked(page).values())

    def styles(self, page: Page) -> int:
        """The styles of a page."""
        return sum(weight for address, weight in self.linked(page).items() if address.endswith(".css"))


@pytest.fixture(scope="module")
def scales(tour: Tour) -> Scales:
    return Scales(tour.app)


def heaviest(found: dict[str, int], most: int) -> str:
    """Every page that is too heavy, with its figure."""
    return "\n".join(f"{weight:>7} {name}" for name, weight in sorted(found.items()) if weight > most)


def test_every_screen_of_a_maker_is_light(tour: Tour, scales: Scales) -> None:
    found = {page.name: scales.whole(page) for page in tour.pages if page.is_sellers}
    print("\n".join(f"{weight:>7} {name}" for name, weight in sorted(found.items(), key=lambda pair: pair[1])))
    assert len(found) > 60
    assert not heaviest(found, FIRST_VIEW), heaviest(found, FIRST_VIEW)


def test_a_list_of_unfinished_products_is_light_with_its_photos(client: FlaskClient, session: Session) -> None:
    owner = listing.maker(session)
    files = client.application.extensions["files"]
    for number in range(9):
        begun = listing.draft(session, owner)
        begun.picture = pictures.keep(files, listing.noisy_photo(number))
    session.commit()
    listing.enter(client)
    page = Page("unfinished", "", 200, client.get(listing.BASE).get_data(as_text=True), [])
    photos = re.findall(r'src="(/foto/[^"]+)"', page.html)
    assert len(photos) == 5 and "Lihat 4 lainnya" in page.html
    bytes_of_photos = sum(len(client.get(address).get_data()) for address in photos)
    assert bytes_of_photos > 6_000
    assert Scales(client.application).whole(page) + bytes_of_photos <= FIRST_VIEW
    assert len(re.findall(r'src="/foto/', client.get(f"{listing.BASE}?semua=1").get_data(as_text=True))) == 9


def test_no_page_has_too_much_style(tour: Tour, scales: Scales) -> None:
    found = {page.name: scales.styles(page) for page in tour.pages}
    assert max(found.values()) > 5_000
    assert not heaviest(found, STYLES), heaviest(found, STYLES)


def test_no_page_loads_too_many_scripts(tour: Tour) -> None:
    """A page's own scripts and the worker that keeps pages: what a phone loads at its first visit."""
    client = tour.app.test_client()
    loads = {
        page.name: {*(one for one in LINKED.findall(page.html) if one.endswith(".js")), "/sw.js"} for page in tour.pages
    }
    linked = set().union(*loads.values())
    assert len(linked) == 7, linked
    sizes = {address: len(client.get(address, headers=GZIP).get_data()) for address in linked}
    weights = {name: sum(sizes[address] for address in addresses) for name, addresses in loads.items()}
    assert not heaviest(weights, SCRIPTS), (heaviest(weights, SCRIPTS), sizes)


def test_every_class_in_the_styles_is_used_somewhere() -> None:
    folders = (ROOT / "templates", ROOT / "marketplace", ROOT / "static" / "js")
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".py", ".js"})
    texts = [path.read_text() for path in files]
    used = set(re.findall(r"[A-Za-z][\w-]*", "\n".join(texts)))
    built = tuple(word for word in used if word.endswith("-"))
    styles = "\n".join(re.sub(r"/\*.*?\*/", "", path.read_text()) for path in (ROOT / "static" / "css").glob("*.css"))
    named = set(re.findall(r"\.([a-zA-Z][\w-]*)(?=[^;{}]*\{)", styles))
    idle = {name for name in named if name not in used and not name.startswith(built)}
    assert idle == {"htmx-request"}, idle
