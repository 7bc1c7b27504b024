"""A maker changes her products: what acts at once, what waits, what is refused, what is a stranger's."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.catalog import changes, packs
from tests import cast

BASE = "/jualan/produk/amplang-uji"


@pytest.fixture
def amplang(client: FlaskClient, session: Session) -> cast.Maker:
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    made.product.storage, made.product.shelf_life_days = "Simpan kering", 90
    session.flush()
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    return made


def tiers(*rows: tuple[str, str]) -> dict[str, str]:
    given = {}
    for n, (minimum, price) in enumerate(rows):
        given |= {f"tiers-{n}-minimum": minimum, f"tiers-{n}-price": price}
    return given


def errors(answer: Any) -> list[str]:
    return [node.text(strip=True) for node in LexborHTMLParser(answer.text).css(".error")]


def test_the_list_and_the_page_of_a_product(client: FlaskClient, amplang: cast.Maker) -> None:
    page = client.get("/jualan/produk").text
    assert "Amplang Uji" in page and "Rp18.000" in page and "Sisa 50" in page
    assert client.get(BASE).status_code == 200
    assert client.get("/jualan/produk?lihat=arsip").status_code == 200


def test_a_price_is_understood_and_acts_at_once(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    pack = amplang.variant.id
    answer = client.post(
        f"{BASE}/kemasan/{pack}", data={"price": "Rp 25.000,-", **tiers(("12", "23rb"), ("24", "22.000"))}
    )
    assert answer.status_code == 303
    session.expire_all()
    assert amplang.variant.price == 25_000
    assert [(tier.minimum, tier.price) for tier in amplang.variant.tiers] == [(12, 23_000), (24, 22_000)]
    assert "Rp25.000" in client.application.test_client().get("/produk/amplang-uji").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"price": "-5"}, "minus"),
        ({"price": "25.000,5"}, "sen"),
        ({"price": ""}, "Tulis harga"),
        ({"price": "25rb", **tiers(("12", ""))}, "Isi keduanya"),
        ({"price": "25rb", **tiers(("12", "26rb"))}, "lebih murah"),
        ({"price": "25rb", **tiers(("12", "20rb"), ("6", "19rb"))}, "lebih banyak"),
        ({"price": "25rb", "minimum": "5", "step": "2"}, "kelipatannya"),
    ],
)
def test_a_wrong_price_is_told_and_nothing_is_lost(
    client: FlaskClient, session: Session, amplang: cast.Maker, given: dict[str, str], said: str
) -> None:
    answer = client.post(f"{BASE}/kemasan/{amplang.variant.id}", data=given)
    assert answer.status_code == 422
    assert any(said in sentence for sentence in errors(answer)), errors(answer)
    page = LexborHTMLParser(answer.text)
    for name, typed in given.items():
        field = page.css_first(f'[name="{name}"]')
        assert field is not None and (field.attributes["value"] or "") == typed
    session.expire_all()
    assert amplang.variant.price == 18_000


def test_cartons_and_sizes_from_one_stock(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    assert client.post(f"{BASE}/kemasan", data={"carton": "24", "price": "380rb", "unit": "g"}).status_code == 303
    assert client.post(f"{BASE}/kemasan", data={"content": "1,5", "unit": "kg", "price": "230.000"}).status_code == 303
    session.expire_all()
    found = [(pack.label, pack.content) for pack in packs.of(amplang.product)]
    assert found == [("100 g", 100), ("Karton isi 24", 2400), ("1,5 kg", 1500)]
    assert len({pack.stock_item_id for pack in amplang.product.variants}) == 1
    for given, said in (
        ({"carton": "24", "price": "1jt", "unit": "g"}, "sudah ada"),
        ({"price": "1jt", "unit": "g"}, "Tulis isinya"),
        ({"content": "abc", "unit": "g", "price": "1jt"}, "Tulis isinya"),
    ):
        answer = client.post(f"{BASE}/kemasan", data=given)
        assert answer.status_code == 422 and any(said in text for text in errors(answer)), errors(answer)
    last = packs.of(amplang.product)[-1]
    assert client.post(f"{BASE}/kemasan/{last.id}/utama").status_code == 303
    assert client.post(f"{BASE}/kemasan/{last.id}/hapus").status_code == 303
    session.expire_all()
    assert [pack.label for pack in packs.of(amplang.product)] == ["100 g", "Karton isi 24"]


def test_words_wait_and_can_be_taken_back(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    answer = client.post(f"{BASE}/cerita", data={"name": "Amplang Renyah", "description": "Gurih"})
    assert answer.status_code == 303
    page = client.get(BASE).text
    assert "Perubahan sedang dilihat petugas" in page and "<ins>Renyah</ins>" in page and "<del>Uji</del>" in page
    assert "Amplang Renyah" in client.get(f"{BASE}/cerita").text
    assert "Amplang Renyah" not in client.application.test_client().get("/produk/amplang-uji").text
    assert client.post(f"{BASE}/batal-ubah").status_code == 303
    session.expire_all()
    assert changes.open_edit(session, amplang.product) is None


def test_a_forbidden_word_is_told_by_its_field(client: FlaskClient, amplang: cast.Maker) -> None:
    given = {"ingredients": "ikan belida", "storage": "kering", "shelf_life_days": "90", "no_allergens": "y"}
    answer = client.post(f"{BASE}/bahan", data=given)
    assert answer.status_code == 422 and any("belida" in text for text in errors(answer))
    assert "ikan belida" in answer.text
    answer = client.post(f"{BASE}/bahan", data={**given, "ingredients": ""})
    assert answer.status_code == 422 and any("daftar bahan" in text for text in errors(answer))


def test_a_new_picture_waits_and_no_picture_is_refused(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 700), "teal").save(out, "JPEG")
    assert client.post(f"{BASE}/foto", data={"photo": (io.BytesIO(out.getvalue()), "a.jpg")}).status_code == 303
    session.expire_all()
    change = changes.open_edit(session, amplang.product)
    assert change is not None and set(change.after) == {"picture"}
    assert client.get(f"/foto/{change.after['picture']}/320.webp").status_code == 200
    for sent in ({}, {"photo": (io.BytesIO(b"<svg onload=x>"), "a.jpg")}):
        answer = client.post(f"{BASE}/foto", data=sent)
        assert answer.status_code == 422 and errors(answer)


def test_the_archive(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    assert client.post(f"{BASE}/arsip").status_code == 303
    assert client.application.test_client().get("/produk/amplang-uji").status_code == 404
    assert "Amplang Uji" in client.get("/jualan/produk?lihat=arsip").text
    assert client.post(f"{BASE}/arsip").status_code == 422
    assert client.post(f"{BASE}/pulihkan").status_code == 303
    assert client.application.test_client().get("/produk/amplang-uji").status_code == 200


def test_another_maker_sees_and_changes_nothing(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    other = client.application.test_client()
    other.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    pack = amplang.variant.id
    for address in ("", "/cerita", "/bahan", "/foto", "/kemasan", f"/kemasan/{pack}"):
        assert other.get(BASE + address).status_code == 404, address
    for address in (
        "/cerita", "/bahan", "/foto", "/kemasan", f"/kemasan/{pack}", f"/kemasan/{pack}/hapus",
        f"/kemasan/{pack}/utama",
        "/arsip", "/pulihkan", "/tayang", "/batal-ubah",
    ):  # fmt: skip
        data = {"price": "1.000", "name": "Milik saya", "storage": "x"}
        assert other.post(BASE + address, data=data).status_code == 404, address
    mine = f"/jualan/produk/sambal-uji/kemasan/{pack}"
    assert other.post(mine, data={"price": "1.000"}).status_code == 404
    session.expire_all()
    assert (amplang.variant.price, amplang.product.name, amplang.product.archived_at) == (18_000, "Amplang Uji", None)
