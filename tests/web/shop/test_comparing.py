"""The compare page, and the register of imported goods behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import reference_goods
from marketplace.catalog.reference_goods import ReferenceGood, Told
from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.people.users import StaffRole, User
from tests import cast
from tests.counting import cost
from tests.web.agency import desk

pytestmark = pytest.mark.one_database
MODERATOR = Actor("user", "Sari", roles=frozenset({"moderator"}))
PAGE = "/produk/amplang-uji/bandingkan"


def told(**other: object) -> Told:
    known = {
        "name": "Keripik kentang", "category": "KRP", "replaces": "Kripik Kentang impor", "pack_grams": 100,
        "price": 30_000, "halal": "yes", "origin": "Malaysia", "shelf_life_days": None, "source": "Rak toko",
        "seen_on": clock.today(), "is_example": True,
    }  # fmt: skip
    return Told(**{**known, **other})  # type: ignore[arg-type]


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    made.product.replaces = "keripik kentang impor"
    return made


def columns(client: FlaskClient, page: str = PAGE) -> dict[str, list[str]]:
    """The table by row: one cell a good."""
    tree = LexborHTMLParser(client.get(page).text)
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in tree.css("table tr")]
    return {row[0]: row[1:] for row in rows}


def test_the_product_stands_beside_the_import_it_replaces(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    assert "Belum ada data barang impor" in client.get(PAGE).text
    reference_goods.save(session, None, told(), by=MODERATOR)
    reference_goods.save(session, None, told(name="Cokelat", replaces="cokelat impor"), by=MODERATOR)
    page = client.get(PAGE).text
    assert "Rp120.000 per kg lebih murah" in page and "contoh" in page and "Cokelat" not in page
    table = columns(client)
    assert table["Harga per kg atau liter"] == ["Rp180.000/kg", "Rp300.000/kg"]
    assert table["Masa simpan"][1] == "belum ada data" and table["Halal"] == ["belum bersertifikat", "ada tanda halal"]
    assert "Rak toko" in table["Sumber angka"][1] and str(clock.today().year) in table["Sumber angka"][1]
    assert "Bandingkan dengan impor" in client.get("/produk/amplang-uji").text


def test_distance_is_counted_to_where_the_shopper_is(client: FlaskClient, amplang: cast.Maker) -> None:
    assert columns(client)["Jarak"] == ["Balikpapan Timur ke Balikpapan Kota"]
    assert columns(client, f"{PAGE}?ke=64.71.01.1003")["Jarak"] == ["satu kecamatan, Balikpapan Timur"]
    assert columns(client, f"{PAGE}?ke=64.71.01.1004")["Jarak"] == ["satu kelurahan, Manggar Baru"]


def test_siblings_that_replace_the_same_come_first_at_the_same_cost(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    other = cast.goods(session, amplang.producer, "Singkong", price=9_000, packs=5)[0]
    client.get(PAGE)
    one = cost(client, PAGE)
    for n in range(3):
        cast.goods(session, amplang.producer, f"Kerupuk {n}", price=9_000, packs=5)
    other.replaces = amplang.product.replaces
    names = [a.text(strip=True) for a in LexborHTMLParser(client.get(PAGE).text).css("thead th a")]
    assert names[:2] == ["Amplang Uji", "Singkong"] and len(names) == 4
    assert cost(client, PAGE) <= one


def test_the_register_keeps_before_and_after_and_refuses_what_cannot_be(session: Session, amplang: cast.Maker) -> None:
    assert reference_goods.missing(session) == [("keripik kentang impor", 1)]
    good = reference_goods.save(session, None, told(), by=MODERATOR)
    assert reference_goods.missing(session) == []
    reference_goods.save(session, good, told(price=35_000), by=MODERATOR)
    reference_goods.retire(session, good, by=MODERATOR)
    history = events.history(session, good.subject)
    assert [event.verb for event in history] == ["add", "change", "retire"]
    assert (history[1].facts["before"]["price"], history[1].facts["after"]["price"]) == (30_000, 35_000)
    assert reference_goods.beside(session, amplang.product) == []
    with pytest.raises(Invalid) as refused:
        reference_goods.save(session, None, told(source=" ", seen_on=clock.today() + timedelta(days=1)), by=MODERATOR)
    assert set(refused.value.facts["errors"]) == {"source", "seen_on"}  # type: ignore[call-overload]
    assert len(session.scalars(select(ReferenceGood)).all()) == 1


def test_a_moderator_writes_a_row_and_reads_its_story(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    cast.finance(session)
    person = session.scalars(select(User).where(User.email == "keuangan@contoh.id")).one()
    session.add(StaffRole(user_id=person.id, role="moderator", granted_by="uji"))
    session.flush()
    session.expire(person)
    browser = desk.open_desk(client, session)
    form = {"name": "Keripik kentang", "category": "KRP", "halal": "unknown", "source": "Rak toko", "price": "30rb"}
    refused = browser.post("/agensi/barang-acuan/baru", data={**form, "seen_on": "1-1-2099"})
    assert refused.status_code == 422 and "Paling lambat hari ini" in refused.text and 'value="30rb"' in refused.text
    assert browser.post("/agensi/barang-acuan/baru", data={**form, "seen_on": "24-11-2025"}).status_code == 303
    good = session.scalars(select(ReferenceGood)).one()
    assert (good.price, good.pack_grams, good.is_example) == (30_000, None, False)
    address = f"/agensi/barang-acuan/{good.public_id}"
    browser.post(address, data={**form, "price": "31.000", "seen_on": "24-11-2025"})
    browser.post(f"{address}/pakai")
    story = browser.get(f"/agensi/riwayat/reference_good/{good.id}")
    assert story.status_code == 200 and "Rp31.000" in story.text and address in story.text
    assert "tidak dipakai" in browser.get("/agensi/barang-acuan").text
