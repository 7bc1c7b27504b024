"""What machines read: facts in the page, addresses in both languages, a map in pieces."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock
from marketplace.people.certificates import Certificate
from tests import asking, cast

pytestmark = pytest.mark.one_database
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return asking.amplang(session)


def facts(client: FlaskClient, path: str, kind: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.S)
    return next(one for one in map(json.loads, found) if one["@type"] == kind)


def places(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "application/xml"
    return [found.text or "" for found in ElementTree.fromstring(answer.data).iterfind(".//s:loc", SPACE)]


def test_a_product_says_its_offers_and_its_papers_as_long_as_they_hold(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    paper = Certificate(
        producer_id=maker.producer.id, kind="halal", number="ID99110000000000000", issuer="Penerbit Uji",
        valid_from=clock.today() - timedelta(days=5), valid_to=clock.today(),
        verified_at=clock.now(), verified_by="uji",
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.add(ProductCertificate(product_id=maker.product.id, certificate_id=paper.id))
    session.flush()
    told = facts(client, "/produk/amplang-uji", "Product")
    offer = told["offers"][0]
    assert (offer["price"], offer["priceCurrency"]) == (maker.variant.price, "IDR")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["priceSpecification"]["referenceQuantity"]["unitCode"] == "KGM"
    assert told["hasCertification"][0]["certificationIdentification"] == "ID99110000000000000"
    way = facts(client, "/produk/amplang-uji", "BreadcrumbList")["itemListElement"]
    assert [step["position"] for step in way] == [1, 2, 3] and way[2]["item"].endswith("/produk/amplang-uji")
    with clock.pretend(clock.now() + timedelta(days=1)):
        assert "hasCertification" not in facts(client, "/produk/amplang-uji", "Product")


def test_words_of_a_maker_stay_words(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    maker.product.description = "</script><script>alert(1)</script>"
    session.flush()
    page = client.get("/produk/amplang-uji").text
    assert "<script>alert" not in page
    assert facts(client, "/produk/amplang-uji", "Product")["description"] == maker.product.description


def test_the_map_leads_to_what_is_on_sale(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    assert "Sitemap: " in client.get("/robots.txt").text
    index = [re.sub(r"https?://[^/]+", "", place) for place in places(client, "/sitemap.xml")]
    goods = next(place for place in index if "/sitemap/produk-" in place)
    assert any(place.endswith("/produk/amplang-uji") for place in places(client, goods))
    maker.product.archived_at = clock.now()
    session.flush()
    assert places(client, goods) == []


@pytest.mark.parametrize(
    ("reads", "language"),
    [
        ("en-GB,en;q=0.9,de;q=0.5", "en"),
        ("en-US,en;q=0.9,id;q=0.8", "id"),
        ("ms-MY,en", "id"),
        ("", "id"),
        ("de", "id"),
    ],
)
def test_who_reads_no_indonesian_gets_english(client: FlaskClient, reads: str, language: str) -> None:
    page = client.get("/", headers={"Accept-Language": reads}).text
    assert f'<html lang="{language}">' in page
    assert 'hreflang="en"' in page and 'hreflang="x-default"' in page
