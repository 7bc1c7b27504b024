"""Typed words survive a lost signal: every form of a maker's desk in which something is written keeps it.

An account number is never kept on a phone.
"""

from __future__ import annotations

from collections import Counter

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.tour import Tour

WRITTEN = "textarea, input[type=text], input[type=tel], input[type=date], input:not([type])"
PRIVATE = {"/jualan/uang/rekening"}

pytestmark = pytest.mark.one_database


def kept(form: LexborNode) -> str:
    return form.attributes.get("data-keep") or ""


def test_every_form_in_which_a_maker_writes_keeps_it(tour: Tour) -> None:
    lost, found = set(), 0
    for page in tour.pages:
        if not page.is_sellers:
            continue
        for form in LexborHTMLParser(page.html).css("main form[method=post]"):
            if form.css(WRITTEN):
                found += 1
                private = form.attributes.get("action") in PRIVATE
                lost |= set() if private or kept(form) else {f"{page.name}: {form.attributes.get('action')}"}
    assert found > 40
    assert not lost, "\n".join(sorted(lost))


def test_no_two_forms_of_a_page_share_a_place_and_nobody_shares_with_another(tour: Tour) -> None:
    for page in tour.pages:
        places = [kept(form) for form in LexborHTMLParser(page.html).css("form[data-keep]")]
        assert max(Counter(places).values(), default=1) == 1, page.name
        if page.is_sellers:
            assert all(":" in place for place in places), (page.name, places)
