"""The list of makers and the file of one: page and ZIP tell the same, and nothing private."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock, sheets
from marketplace.people import certificates
from marketplace.people.certificates import Told
from tests import buying, cast


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    maker.product.allergens = ["ikan"]
    for kind, number in (("pirt", "2021471010001-31"), ("halal", "ID64110000000001")):
        told = Told(kind, number, "Dinas", clock.today())
        paper = certificates.submit(session, maker.producer, told, file_key="papers/rahasia.jpg", by=maker.actor)
        if kind == "pirt":
            paper.verified_at = clock.now()
        session.add(ProductCertificate(product_id=maker.product.id, certificate_id=paper.id))
    return buying.hotel(session)


def test_the_page_tells_what_is_valid_today(client: FlaskClient, hotel: buying.Hotel) -> None:
    hotel.enter(client, "receiver")
    assert "Amplang Uji" in client.get(f"{hotel.url}/pemasok").text
    page = client.get(f"{hotel.url}/pemasok/amplang-uji").text
    assert "2021471010001-31" in page and "ID64110000000001" not in page
    assert "Tidak ada yang berlaku hari ini: NIB, Halal." in page
    assert "ikan" in page and "A1" in page and "rahasia" not in page and "+62812" not in page


def test_the_zip_holds_papers_and_a_workbook(client: FlaskClient, hotel: buying.Hotel) -> None:
    hotel.enter(client, "finance")
    answer = client.get(f"{hotel.url}/pemasok/amplang-uji/berkas.zip")
    assert answer.mimetype == "application/zip" and "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        assert pack.namelist() == ["1-pemasok.pdf", "2-spesifikasi.pdf", "3-daftar.xlsx"]
        assert all(pack.read(name).startswith(b"%PDF-") for name in pack.namelist()[:2])
        rows = sheets.read(pack.read("3-daftar.xlsx"))
    assert [row[1] for row in rows[1:]] == ["2021471010001-31"]


def test_no_file_of_an_unknown_maker(client: FlaskClient, hotel: buying.Hotel) -> None:
    hotel.enter(client, "owner")
    for path in ("tidak-ada", "tidak-ada/berkas.zip"):
        assert client.get(f"{hotel.url}/pemasok/{path}").status_code == 404
