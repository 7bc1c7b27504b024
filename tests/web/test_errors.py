"""Every refusal has its own words, as a page and as a fragment, and a way on."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from marketplace.web import errors

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 422, 429, 500, 503])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_each_has_words_and_a_way_on(app: Flask, client: FlaskClient, status: int, headers: dict[str, str]) -> None:
    with app.test_request_context("/cari", headers=headers):
        answer = errors.answer(status, *errors._texts(status))
    tree = LexborHTMLParser(answer.get_data(as_text=True))
    told = tree.css_first("#galat" if headers else "main")
    assert answer.status_code == status and told is not None
    assert ("<html" in answer.get_data(as_text=True)) is not bool(headers)
    assert len(told.text(strip=True)) > 20
    assert headers or told.css_first('a[href="/"]')


def test_an_expired_form_says_reload(client: FlaskClient, with_csrf: None) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post("/masuk", data={"who": "0812"}, headers=headers)
        assert answer.status_code == 400
        assert "kedaluwarsa" in answer.text and "Muat ulang" in answer.text


def test_a_defect_is_told_without_detail(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("rahasia dapur")

    monkeypatch.setitem(app.view_functions, "shop.pages.about", broken)
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get("/tentang", headers=headers)
        assert answer.status_code == 500
        assert "rahasia" not in answer.text and "pihak kami" in answer.text
