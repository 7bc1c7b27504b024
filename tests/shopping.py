"""A guest with plain forms: the whole way from cart to order over HTTP, for any client."""

from __future__ import annotations

import re
from typing import Any, Protocol

from selectolax.lexbor import LexborHTMLParser

from tests.cast import DAMAI


class Browser(Protocol):
    """What both the test client and a network client can do."""

    def get(self, path: str) -> tuple[int, str, str]: ...

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str, str]: ...


class InProcess:
    """The test client as a Browser: (status, text, location)."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def get(self, path: str) -> tuple[int, str, str]:
        answer = self.client.get(path)
        return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", "")

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str, str]:
        answer = self.client.post(path, data=data)
        return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", "")


def fill(browser: Browser, wanted: dict[int, int], token: dict[str, str] | None = None) -> None:
    """Put packs of variants into the cart."""
    for variant, packs in wanted.items():
        status, _, _ = browser.post("/keranjang/baris", {"variant_id": variant, "quantity": packs, **(token or {})})
        assert status == 303


def to_review(
    browser: Browser, *, method: str, phone: str, street: str, token: dict[str, str] | None = None
) -> dict[str, str] | None:
    """Answer all steps; the hidden fields of the review page, or nothing when checkout refused."""
    token = token or {}
    status, _, where = browser.post("/checkout", token)
    if not where.endswith("/checkout/alamat"):
        return None
    contact = {"name": "Ani", "phone": phone, "kelurahan": DAMAI, "street": street, **token}
    status, text, where = browser.post("/checkout/alamat", contact)
    assert where.endswith("/checkout/pengiriman"), (status, errors(text), where)
    _, text, _ = browser.get("/checkout/pengiriman")
    slugs = re.findall(r'id="box-([a-z0-9-]+)">', text)
    choice = {f"box-{slug}": "own" for slug in slugs}
    status, text, where = browser.post("/checkout/pengiriman", {**choice, **token})
    assert where.endswith("/checkout/pembayaran"), (status, errors(text))
    status, text, where = browser.post("/checkout/pembayaran", {"method": method, **token})
    assert where.endswith("/checkout/periksa"), (status, errors(text))
    _, text, _ = browser.get("/checkout/periksa")
    page = LexborHTMLParser(text)
    return {
        name: page.css_first(f'#pesan input[name="{name}"]').attributes["value"] or "" for name in ("key", "seen_total")
    }


def errors(text: str) -> list[str]:
    """The sentences of refused fields."""
    return [node.text() for node in LexborHTMLParser(text).css(".error, .notice")]
