"""How many statements the pages of a buyer send: they do not grow with the shop, the cart or the basket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.kernel import clock, settings
from marketplace.kernel.actor import Actor
from marketplace.people import agency
from marketplace.people.producers import Producer
from marketplace.trade.carts import CartLine
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.shopping import InProcess, to_review

pytestmark = pytest.mark.one_database
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")
ADMIN = Actor("user", "Admin", roles=frozenset({"admin"}))
Ask = Callable[[Callable[[], Any]], int]


class Following(InProcess):
    """Goes where every answer leads, and reads each page once."""

    seen: tuple[str, tuple[int, str, str]] = ("", (0, "", ""))

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str, str]:
        answer = super().post(path, data)
        self.seen = answer[2], super().get(answer[2])
        return answer

    def get(self, path: str) -> tuple[int, str, str]:
        return self.seen[1] if path == self.seen[0] else super().get(path)


@pytest.fixture
def asked(connection: Connection) -> Iterator[Ask]:
    """Counts what a request sends, but for the control of transactions; the request before it warms up."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().startswith(CONTROL):
            sent.append(statement)

    def count(request: Callable[[], Any]) -> int:
        sent.clear()
        assert request().status_code in {200, 303}
        return len(sent)

    event.listen(connection, "before_cursor_execute", note)
    yield count
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def shop(session: Session) -> list[cast.Maker]:
    """Three makers, the first with a few goods more."""
    makers = [
        cast.maker(session, f"Dapur {n}", f"Amplang {n}", price=18_000, packs=90, phone=f"+62812000009{n:02d}")
        for n in range(3)
    ]
    for n in range(6):
        cast.goods(session, makers[0].producer, f"Kerupuk Singkong {n}", price=30_000, packs=50)
    return makers


def test_pages_of_the_shop(client: FlaskClient, shop: list[cast.Maker], asked: Ask) -> None:
    product = f"/produk/{shop[0].product.slug}"
    budgets = {"/": 3, "/kategori/kerupuk-keripik": 3, "/cari?q=kerupuk": 4, "/cari?q=krupuk+singkng": 5, product: 6}
    for address in budgets:
        client.get(address)
    assert {address: asked(lambda address=address: client.get(address)) for address in budgets} == budgets
    client.post("/keranjang/baris", data={"variant_id": shop[0].variant.id, "quantity": 1})
    for address, most in budgets.items():
        assert asked(lambda address=address: client.get(address)) <= most + 2, address


def test_a_cart_of_any_size(client: FlaskClient, session: Session, shop: list[cast.Maker], asked: Ask) -> None:
    variants = [cast.goods(session, shop[1].producer, f"Abon {n}", price=9_000, packs=9)[1].id for n in range(30)]
    assert asked(lambda: put(client, {shop[0].variant.id: 1})) <= 8
    assert asked(lambda: put(client, {shop[0].variant.id: 1})) <= 8
    assert asked(lambda: client.get("/keranjang")) <= 6
    assert asked(lambda: put(client, dict.fromkeys(variants, 2))) <= 10
    assert asked(lambda: client.get("/keranjang")) <= 6
    assert set(session.scalars(select(CartLine.quantity))) == {2} and len(variants) == 30


def test_many_goods_come_all_or_not_at_all(client: FlaskClient, session: Session, shop: list[cast.Maker]) -> None:
    assert client.post("/keranjang/baris", data={"variant_id": [shop[0].variant.id, 999_999], "quantity": [1, 1]})
    assert session.scalars(select(CartLine)).all() == []


def test_a_checkout_with_three_makers(
    client: FlaskClient, session: Session, shop: list[cast.Maker], asked: Ask
) -> None:
    cast.finance(session)
    put(client, {maker.variant.id: 2 for maker in shop})

    def whole() -> Any:
        browser = Following(client)
        fields = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
        _, _, where = InProcess(client).post("/checkout/periksa", fields or {})
        return client.get(where)

    assert asked(whole) <= 131
    assert len(session.scalars(select(OrderGroup)).one().orders) == 3


def test_a_change_is_seen_on_the_next_page(client: FlaskClient, session: Session, shop: list[cast.Maker]) -> None:
    maker, address = shop[0], "/kategori/kerupuk-keripik"
    assert "Rp18.000" in client.get(address).text and "Pasar Balikpapan" in client.get("/").text
    maker.variant.price = 21_500
    settings.change(session, agency.SHOP_NAME.name, "Pasar Baru", by=ADMIN)
    assert "Rp21.500" in client.get(address).text and "Pasar Baru" in client.get("/").text
    category = session.scalars(select(Category).where(Category.slug == "kerupuk-keripik")).one()
    category.name = "Keripik lain"
    assert "Keripik lain" in client.get("/").text
    session.get_one(Producer, maker.producer.id).suspended_at = clock.now()
    assert maker.product.name not in client.get(address).text
    assert client.get(f"/produk/{maker.product.slug}").status_code == 404


def test_a_setting_that_was_taken_back_was_never_there(client: FlaskClient, session: Session) -> None:
    client.get("/")
    with session.begin_nested() as attempt:
        settings.change(session, agency.SHOP_NAME.name, "Pasar Batal", by=ADMIN)
        assert agency.SHOP_NAME(session) == "Pasar Batal"
        attempt.rollback()
    session.info.clear()
    assert "Pasar Batal" not in client.get("/").text


def test_the_makers_who_sold_most_come_first(client: FlaskClient, session: Session, shop: list[cast.Maker]) -> None:
    shop[2].producer.sold_count = 50
    text = client.get("/").text
    assert text.index("toko/" + shop[2].producer.slug) < text.index("toko/" + shop[0].producer.slug)


def put(client: FlaskClient, wanted: dict[int, int]) -> Any:
    """Everything in one form."""
    return client.post(
        "/keranjang/baris", data={"variant_id": list(wanted), "quantity": [str(count) for count in wanted.values()]}
    )
