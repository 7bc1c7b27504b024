"""The catalogue as Google and WhatsApp read it."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.trade import offers
from tests import asking, cast

pytestmark = pytest.mark.one_database
G = "{http://base.google.com/ns/1.0}"


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return asking.amplang(session)


def items(client: FlaskClient) -> list[dict[str, str]]:
    answer = client.get("/umpan/google.xml")
    assert answer.status_code == 200
    channel = ElementTree.fromstring(answer.data).iterfind("channel/item")
    return [{cell.tag.removeprefix(G): cell.text or "" for cell in item} for item in channel]


def test_google_reads_the_price_of_the_fewest_packs(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    maker.variant.minimum = 2
    maker.product.name = "Amplang <Uji> & kawan\x0b"
    session.flush()
    told = next(item for item in items(client) if item["link"].endswith("/produk/amplang-uji"))
    assert told["price"] == f"{maker.variant.price * 2} IDR"
    assert told["availability"] == "in_stock" and told["brand"] == maker.producer.name
    assert told["title"].startswith("Amplang <Uji> & kawan,")
    assert told["unit_pricing_measure"] == f"{maker.variant.content * 2} {maker.variant.unit}"


def test_whatsapp_reads_a_table_in_which_nothing_runs(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    maker.product.name = "=HYPERLINK(1)"
    session.flush()
    rows = list(csv.DictReader(io.StringIO(client.get("/umpan/whatsapp.csv").text)))
    told = next(row for row in rows if row["link"].endswith("/produk/amplang-uji"))
    assert told["title"].startswith("'=HYPERLINK") and told["availability"] == "in stock"
    picture = client.get(told["image_link"].split("/gambar/")[1].join(["/gambar/", ""]))
    assert picture.status_code == 302 and picture.location.split("/gambar/")[1].startswith("p")


def test_what_is_not_on_sale_is_not_told_and_pieces_leave_nothing_out(
    client: FlaskClient, session: Session, maker: cast.Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "AT_ONCE", 1)
    before = {item["id"] for item in items(client)}
    assert any(one.startswith(maker.product.public_id) for one in before)
    maker.product.archived_at = clock.now()
    session.flush()
    after = {item["id"] for item in items(client)}
    assert {one for one in before if not one.startswith(maker.product.public_id)} == after
