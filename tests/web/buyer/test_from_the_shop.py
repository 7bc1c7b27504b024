"""The ordinary cart of a member, or a product, becomes a purchase request."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.sourcing.requests import PurchaseRequest
from marketplace.trade import carts
from marketplace.trade.carts import CartLine
from tests import buying, cast

pytestmark = pytest.mark.one_database


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=18_000, packs=200, phone="+6281200000901")


def made(session: Session) -> PurchaseRequest:
    session.expire_all()
    return session.scalars(select(PurchaseRequest)).one()


def test_the_cart_moves_into_a_request_once(
    client: FlaskClient, session: Session, hotel: buying.Hotel, amplang: cast.Maker
) -> None:
    cart = carts.open_for_user(session, hotel.people["requester"].id)
    carts.add(session, cart, amplang.variant.id, 2)
    carts.write_note(session, cart, amplang.producer.id, "Kemas rapat")
    amplang.variant.price = 19_000
    session.flush()
    hotel.enter(client, "requester")
    asked = LexborHTMLParser(client.get("/keranjang").text).css_first(f"a[href='{hotel.url}/ajukan']")
    assert asked is not None and "Ajukan sebagai permintaan" in asked.text()
    assert "1 macam barang" in client.get(f"{hotel.url}/ajukan").text
    form = {"outlet": hotel.kitchen.public_id}
    answer = client.post(f"{hotel.url}/ajukan", data=form)
    found = made(session)
    assert answer.location.endswith(f"/permintaan/{found.public_id}")
    assert [(line.quantity, line.unit_price) for line in found.lines] == [(2, 18_000)]
    assert found.note == "Amplang Uji: Kemas rapat" and session.scalars(select(CartLine)).all() == []
    assert "dulu Rp18.000" in client.get(answer.location).text
    again = client.post(f"{hotel.url}/ajukan", data=form)
    assert again.status_code == 422 and "Keranjang sudah kosong" in again.text and made(session) is found


def test_a_product_becomes_a_request_for_quotation(
    client: FlaskClient, session: Session, hotel: buying.Hotel, amplang: cast.Maker
) -> None:
    hotel.enter(client, "requester")
    page = LexborHTMLParser(client.get(f"/produk/{amplang.product.slug}").text)
    where = page.css_first(f"a[href*='{hotel.url}/ajukan']").attributes["href"] or ""
    assert amplang.product.name in client.get(where).text
    form = {"outlet": hotel.kitchen.public_id, "variant_id": str(amplang.variant.id), "quantity": "banyak"}
    wrong = client.post(where, data=form)
    assert wrong.status_code == 422 and 'aria-invalid="true"' in wrong.text
    answer = client.post(where, data=form | {"quantity": "1.000", "lalu": "penawaran"})
    found = made(session)
    assert [line.quantity for line in found.lines] == [1_000]
    assert answer.location.endswith(f"/penawaran/baru?permintaan={found.public_id}")


def test_a_receiver_and_a_guest_see_no_such_button(
    client: FlaskClient, session: Session, hotel: buying.Hotel, amplang: cast.Maker
) -> None:
    client.post("/keranjang/baris", data={"variant_id": amplang.variant.id, "quantity": 2})
    for path in ("/keranjang", f"/produk/{amplang.product.slug}"):
        assert "/ajukan" not in client.get(path).text
    hotel.enter(client, "receiver")
    assert "/ajukan" not in client.get("/keranjang").text
