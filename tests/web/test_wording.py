"""What every page has in common: money, dates, help, and how errors are told."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.tour import Page, Tour

FOREIGN = re.compile(r"IDR|Rp\s\d|\d,\d{3}(?!\d)|\d{4}-\d\d-\d\d|\bWIB\b|(?<!\d)\d{1,2}/\d{1,2}/\d{4}|\b(AM|PM)\b")

pytestmark = pytest.mark.one_database


def body(page: Page) -> LexborNode:
    tree = LexborHTMLParser(page.html)
    assert tree.body is not None
    tree.strip_tags(["script", "style", "svg", "code"])
    return tree.body


def test_money_and_dates_are_written_as_in_balikpapan(tour: Tour) -> None:
    found = [(page.name, hit[0]) for page in tour.pages for hit in FOREIGN.finditer(body(page).text(separator=" "))]
    assert found == []


def test_help_stands_in_the_header_of_every_page(tour: Tour) -> None:
    assert [page.name for page in tour.pages if body(page).css_first('header nav a[href="/bantuan"]') is None] == []


def test_a_refused_form_says_so_first_and_again_by_the_field(tour: Tour) -> None:
    for page in tour.pages:
        tree = LexborHTMLParser(page.html)
        links = tree.css(".summary a")
        if page.status != 422 or tree.body is None:
            assert not links and "<title>Galat:" not in page.html, page.name
            continue
        assert "<title>Galat:" in page.html, page.name
        for link in links:
            field = tree.css_first(f"[id='{(link.attributes['href'] or '')[1:]}']")
            assert field is not None, (page.name, link.html)
            group = (field.id or "").rsplit("-", 1)[0]
            near = field.css_first(".error") or tree.css_first(f"[id='{field.id}-galat'], [id='{group}-galat']")
            assert near is not None and link.text() in near.text(), (page.name, link.html)
        assert links or tree.css_first(".notice-bad"), page.name
