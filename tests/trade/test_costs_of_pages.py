"""A page costs the same number of statements however many rows it shows."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.catalog.products import Variant
from tests import cast
from tests.counting import cost
from tests.shopping import InProcess, fill


def test_listing_product_and_cart_are_constant(client: FlaskClient, session: Session) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    buyer = InProcess(client)
    fill(buyer, {maker.variant.id: 1})
    pages = ("/", "/kategori/kerupuk-keripik", "/cari?q=uji", "/produk/amplang-uji", "/keranjang")
    for page in pages:
        client.get(page)
    few = [cost(client, page) for page in pages]
    for n in range(15):
        _, variant = cast.goods(session, maker.producer, f"Uji {n}", price=10_000, packs=5)
        fill(buyer, {variant.id: 1})
    many = [cost(client, page) for page in pages]
    assert many == few
    assert max(many) <= 16


def test_a_product_costs_the_same_with_one_pack_or_many(client: FlaskClient, session: Session) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    client.get("/produk/amplang-uji")
    few = cost(client, "/produk/amplang-uji")
    first = maker.variant
    for n in range(2, 8):
        session.add(
            Variant(
                product_id=first.product_id, stock_item_id=first.stock_item_id, label=f"Karton isi {n}",
                content=100 * n, unit="g", price=17_000 * n, position=n, weight_grams=120 * n,
                length_cm=20, width_cm=14, height_cm=5,
            )
        )  # fmt: skip
    session.flush()
    assert cost(client, "/produk/amplang-uji") == few
