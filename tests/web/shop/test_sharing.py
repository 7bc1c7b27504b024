"""What a shared link shows: text, tags, and a picture that every chat takes."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock
from marketplace.people.certificates import Certificate
from marketplace.web import preview_card
from tests import asking, cast


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return asking.amplang(session)


def tag(text: str, name: str) -> str:
    found = re.search(rf'<meta property="{name}" content="([^"]*)"', text)
    assert found, name
    return found[1]


def image(client: FlaskClient, address: str) -> str:
    return "/gambar/" + tag(client.get(address).get_data(as_text=True), "og:image").rpartition("/")[2]


@pytest.mark.parametrize("address", ["/produk/amplang-uji", "/toko/amplang-uji"])
def test_the_picture_of_a_page_is_small_and_kept_for_ever(
    client: FlaskClient, session: Session, maker: cast.Maker, address: str
) -> None:
    path = image(client, address)
    fetcher = client.application.test_client()
    for _ in range(2):
        answer = fetcher.get(path)
        assert answer.status_code == 200 and answer.mimetype == "image/jpeg" and len(answer.data) <= 300_000
        assert "immutable" in answer.headers["Cache-Control"] and "public" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    fetcher.get("/produk/amplang-uji")
    assert fetcher.get(path).headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_new_price_has_a_new_picture_and_the_old_address_leads_there(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    before = image(client, "/produk/amplang-uji")
    maker.variant.price = 19_000
    session.flush()
    after = image(client, "/produk/amplang-uji")
    assert before != after
    answer = client.get(before)
    assert answer.status_code == 302 and answer.headers["Location"] == after


def test_what_is_not_on_sale_has_no_picture(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    path = image(client, "/produk/amplang-uji")
    maker.product.published_at = None
    session.flush()
    for wrong in (path, "/gambar/x.jpg", f"/gambar/p{'0' * 32}-{'0' * 12}.jpg", f"/gambar/t{'0' * 32}-{'0' * 12}.jpg"):
        assert client.get(wrong).status_code == 404, wrong


def test_the_tags_of_a_product(client: FlaskClient, maker: cast.Maker) -> None:
    text = client.get("/produk/amplang-uji").get_data(as_text=True)
    assert tag(text, "og:title").startswith("Amplang Uji") and tag(text, "og:url").endswith("/produk/amplang-uji")
    assert tag(text, "product:price:amount") == "18000" and tag(text, "product:price:currency") == "IDR"


def test_halal_is_shared_only_while_its_paper_is_valid(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    def shared() -> str:
        page = client.get("/produk/amplang-uji").get_data(as_text=True)
        return unquote(re.findall(r"https://wa\.me/\?text=([^\"]+)", page)[0])

    assert "Rp18.000 / 100 g (Rp180.000/kg)" in shared() and "Halal" not in shared()
    today = clock.today()
    paper = Certificate(
        producer_id=maker.producer.id, kind="halal", number="ID1", issuer="BPJPH", valid_from=today,
        valid_to=today, verified_at=clock.now(), verified_by="uji",
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.add(ProductCertificate(product_id=maker.product.id, certificate_id=paper.id))
    session.flush()
    assert "Halal bersertifikat" in shared()
    paper.valid_from = paper.valid_to = today - timedelta(days=1)
    session.flush()
    assert "Halal" not in shared()


def test_a_maker_sees_the_text_before_it_goes(client: FlaskClient, maker: cast.Maker) -> None:
    seller = asking.log_in(client, asking.MAKER)
    shop = seller.get("/jualan/bagikan").get_data(as_text=True)
    assert "/toko/amplang-uji" in shop and "https://wa.me/?text=Amplang%20Uji" in shop and "/gambar/t" in shop
    product = seller.get("/jualan/bagikan?produk=amplang-uji").get_data(as_text=True)
    assert "Rp180.000/kg" in product and "/gambar/p" in product and "data-copy=" in product
    assert seller.get("/jualan/bagikan?produk=tidak-ada").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("title", ["", "😀 \u202e", "é½ Nama " * 40, "Satukatayangsangatpanjangsekalitanpaspasi" * 3])
def test_any_name_can_be_drawn(app: Flask, title: str) -> None:
    card = preview_card.Card(title, title, "Rp999.999.999", title, "Pasar", "")
    with app.app_context():
        assert Image.open(io.BytesIO(preview_card.draw(card))).size == (1200, 630)
    assert all(len(line) < 60 for line in preview_card.wrapped(title, 54, 800, 480, 3))
