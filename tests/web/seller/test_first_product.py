"""Six screens to a product: plain forms, every refusal, leaving and coming back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.drafts import QUESTIONS, Draft
from marketplace.catalog.products import Product
from marketplace.people.producers import Producer
from tests import cast, listing
from tests.listing import BASE, form

HX = {"HX-Request": "true"}


@pytest.fixture
def owner(client: FlaskClient, session: Session) -> cast.Maker:
    found = listing.maker(session)
    listing.enter(client)
    return found


def post(client: FlaskClient, where: str, data: dict[str, Any]) -> str:
    answer = client.post(where, data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def page(client: FlaskClient, where: str, status: int = 200) -> LexborHTMLParser:
    answer = client.get(where)
    assert answer.status_code == status, where
    return LexborHTMLParser(answer.get_data(as_text=True))


def walk(client: FlaskClient, where: str, until: str = "label") -> None:
    for question in QUESTIONS[1 : QUESTIONS.index(until)]:
        post(client, f"{where}/{question}", form(question))


def test_from_the_photo_to_the_live_product(client: FlaskClient, session: Session, owner: cast.Maker) -> None:
    shown = page(client, BASE)
    fresh = shown.css_first("input[name=draft]").attributes["value"]
    assert shown.css_first("input[capture=environment][type=file]") and shown.css_first("form[enctype]")
    where = post(client, BASE, {"photo": (listing.photo(), "foto.jpg"), "draft": fresh})
    seen = ["foto"]
    while not where.endswith("/tayang"):
        question = where.rsplit("/", 1)[1]
        seen.append(question)
        shown = page(client, where)
        assert shown.css_first("h1") and f"{len(seen)} dari 6" in shown.body.text()
        where = post(client, where, form(question))
    assert seen == list(QUESTIONS)
    product = session.scalars(select(Product).where(Product.name == "Amplang Tenggiri Pedas")).one()
    assert product.picture and client.get(f"/foto/{product.picture}/640.webp").status_code == 200
    done = page(client, where)
    assert done.css_first("h1").text() == "Produk sudah tayang"
    share = done.css_first("a[href^='https://wa.me/']").attributes["href"] or ""
    assert "Rp25.000" in share and "Rp100.000" in share and product.slug in share
    assert page(client, f"/produk/{product.slug}").css_first("h1").text().strip() == product.name


def test_the_second_tap_and_the_way_back_lead_to_the_same_product(
    client: FlaskClient, session: Session, owner: cast.Maker
) -> None:
    where = listing.begin(client)
    walk(client, where)
    first = post(client, f"{where}/label", form("label"))
    assert post(client, f"{where}/label", form("label")) == first
    for again in ("", "/nama", "/foto"):
        assert client.get(where + again).headers["Location"].endswith("/tayang")
    assert post(client, f"{where}/nama", form("nama", name="Lain")) == first
    assert len(session.scalars(select(Product).where(Product.producer_id == owner.producer.id)).all()) == 2


def test_leaving_and_coming_back_resumes(client: FlaskClient, session: Session, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where, until="harga")
    listed = page(client, BASE)
    assert "Amplang Tenggiri Pedas" in listed.body.text() and "Harga" in listed.body.text()
    assert client.get(where).headers["Location"].endswith("/harga")
    assert page(client, f"{where}/nama").css_first("#name").attributes["value"] == "Amplang Tenggiri Pedas"
    assert page(client, f"{where}/kemasan").css_first(".pack-now").text() == "250 g"
    assert page(client, f"{BASE}?lagi=1").css_first("input[name=draft]")


def test_a_first_form_that_arrives_twice_begins_one_product(
    client: FlaskClient, session: Session, owner: cast.Maker
) -> None:
    fresh = page(client, BASE).css_first("input[name=draft]").attributes["value"]
    first = post(client, BASE, {"photo": (listing.photo(), "a.jpg"), "draft": fresh})
    assert post(client, BASE, {"photo": (listing.photo(), "a.jpg"), "draft": fresh}) == first
    assert len(session.scalars(select(Draft)).all()) == 1


def test_a_photo_that_comes_late_reaches_the_draft_and_the_product(
    client: FlaskClient, session: Session, owner: cast.Maker
) -> None:
    where = listing.begin(client)
    draft_id = where.rsplit("/", 1)[1]
    walk(client, where)
    sent = {"photo": (listing.photo(), "a.jpg"), "draft": draft_id}
    answer = client.post(BASE, data=sent, headers=HX)
    assert answer.status_code == 204 and answer.headers["HX-Redirect"].startswith(BASE)
    post(client, f"{where}/label", form("label"))
    product = session.scalars(select(Product).where(Product.name == "Amplang Tenggiri Pedas")).one()
    picture = product.picture
    late = {"photo": (listing.photo((90, 90)), "b.jpg"), "draft": draft_id}
    assert client.post(BASE, data=late, headers=HX).status_code == 204
    session.expire_all()
    assert picture and product.picture == picture


BAD_PHOTOS = {
    "text": (b"bukan foto", "bukan foto"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bukan foto"),
    "30 MB": (b"\xff\xd8" + b"\0" * 30_000_000, "Paling besar 16 MB"),
    "empty": (b"", "bukan foto"),
}


@pytest.mark.one_database
@pytest.mark.parametrize(("data", "sentence"), BAD_PHOTOS.values(), ids=BAD_PHOTOS)
def test_a_bad_photo_is_refused_in_words_and_loses_nothing(
    client: FlaskClient, owner: cast.Maker, data: bytes, sentence: str
) -> None:
    where = listing.begin(client)
    walk(client, where)
    answer = client.post(f"{where}/foto", data={"photo": (io.BytesIO(data), "foto.jpg")})
    assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)
    answer = client.post(BASE, data={"photo": (io.BytesIO(data), "foto.jpg")}, headers=HX)
    assert answer.status_code == 422 and sentence in answer.get_data(as_text=True)
    assert "<html" not in answer.get_data(as_text=True)
    assert client.get(where).headers["Location"].endswith("/label")


@pytest.mark.one_database
def test_no_photo_and_no_later_is_asked_again(client: FlaskClient, owner: cast.Maker) -> None:
    answer = client.post(BASE, data={"draft": "x"})
    assert answer.status_code == 422 and "Nanti saja" in answer.get_data(as_text=True)


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("nama", {"name": ""}, "Tulis nama produk"),
    ("nama", {"name": "🔥🔥"}, "huruf biasa"),
    ("nama", {"name": "Ампланг"}, "huruf biasa"),
    ("nama", {"name": "x" * 90}, "Paling banyak 80 huruf"),
    ("nama", {"name": "Barang Aneh"}, "Pilih jenisnya"),
    ("nama", {"name": "Amplang Belida"}, "Kepmen KP 1/2021"),
    ("nama", {"name": "sambal DAPUR uji"}, "Anda sudah menjual"),
    ("kemasan", {"pack": "", "content": "", "unit": "g"}, "Tulis isi satu kemasan"),
    ("kemasan", {"pack": "", "content": "-3", "unit": "g"}, "dengan angka"),
    ("kemasan", {"pack": "", "content": "2,5", "unit": "g"}, "angka bulat"),
    ("kemasan", {"pack": "", "content": "500", "unit": "kg"}, "paling banyak 100 kg"),
    ("kemasan", {"pack": "x:g"}, "dengan angka"),
    ("kemasan", {"pack": "", "content": "5", "unit": "ton"}, "Pilih salah satu"),
    ("harga", {"price": ""}, "Tulis harga"),
    ("harga", {"price": "-5"}, "tanpa tanda minus"),
    ("harga", {"price": "25.000,5"}, "tidak memakai sen"),
    ("harga", {"price": "0"}, "Paling kecil Rp100"),
    ("harga", {"price": "25"}, "Paling kecil Rp100"),
    ("harga", {"price": "900jt"}, "Periksa angka nolnya"),
    ("harga", {"price": "mahal"}, "dengan angka"),
    ("stok", {"packs": ""}, "ada berapa kemasan"),
    ("stok", {"packs": "0"}, "angka antara 1"),
    ("stok", {"packs": "9" * 9}, "angka antara 1"),
    ("stok", {"made_on": "2999-01-01"}, "belum tiba"),
    ("stok", {"made_on": "1999-01-01"}, "Periksa tahunnya"),
    ("stok", {"made_on": "kemarin"}, "Tulis tanggal"),
    ("stok", {"kind": "order", "lead_days": "", "weekly_packs": "5"}, "berapa hari sampai jadi"),
    ("stok", {"kind": "lain"}, "Pilih salah satu"),
    ("label", {"shelf_life_days": "lama"}, "angka bulat"),
    ("label", {"no_allergens": "y"}, "Jangan keduanya"),
    ("label", {"local_percent": "120"}, "angka antara 0"),
    ("label", {"ingredients": "tapioka, ikan belida"}, "Kepmen KP 1/2021"),
    ("label", {"species": ""}, "ikan apa yang dipakai"),
    ("label", {"ingredients": ""}, "perlu daftar bahan"),
    ("label", {"allergens": []}, "Pilih alergennya"),
    ("label", {"shelf_life_days": ""}, "tahan berapa hari"),
    ("label", {"storage": ""}, "cara menyimpannya"),
    ("label", {"checked": ""}, "Sudah saya periksa"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("question", "wrong", "sentence"), BAD)
def test_wrong_answers_get_a_sentence_and_keep_what_was_typed(
    client: FlaskClient, session: Session, owner: cast.Maker, question: str, wrong: dict[str, Any], sentence: str
) -> None:
    where = f"{listing.begin(client)}/{question}"
    walk(client, where.rsplit("/", 1)[0], until=question)
    before = len(session.scalars(select(Product)).all())
    sent = form(question, **wrong)
    if sent.get("checked") == "":
        del sent["checked"]
    answer = client.post(where, data=sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in text, text
    shown = LexborHTMLParser(text)
    assert shown.css_first("#ringkasan-galat") and shown.css_first("title").text().startswith("Galat")
    for name, value in sent.items():
        typed = shown.css_first(f"input[name={name}]:not([type=radio]):not([type=checkbox])")
        if typed is not None:
            assert typed.attributes["value"] == value, name
        area = shown.css_first(f"textarea[name={name}]")
        if area is not None:
            assert area.text().strip() == value
    assert len(session.scalars(select(Product)).all()) == before


def test_a_missing_answer_is_one_sentence_with_one_button(client: FlaskClient, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where, until="harga")
    answer = client.post(f"{where}/label", data=form("label"))
    notice = LexborHTMLParser(answer.get_data(as_text=True)).css_first("#ringkasan-galat")
    assert answer.status_code == 422 and "Harganya belum ada." in notice.text()
    (button,) = notice.css("a.button")
    assert button.attributes["href"] == f"{where}/harga"
    post(client, f"{where}/harga", form("harga"))
    post(client, f"{where}/stok", form("stok"))
    assert page(client, f"{where}/label").css_first("textarea[name=ingredients]").text().strip() == (
        "Ikan tenggiri, tepung tapioka"
    )


def test_a_double_name_leads_to_the_product_that_has_it(client: FlaskClient, owner: cast.Maker) -> None:
    where = listing.begin(client)
    answer = client.post(f"{where}/nama", data={"name": owner.product.name, "category": "SMB"})
    notice = LexborHTMLParser(answer.get_data(as_text=True)).css_first("#ringkasan-galat a.button")
    assert owner.product.slug in (notice.attributes["href"] or "")


def test_without_a_kelurahan_the_last_screen_asks_for_it(
    client: FlaskClient, session: Session, owner: cast.Maker
) -> None:
    producer = session.get_one(Producer, owner.producer.id)
    producer.kelurahan_code = None
    where = listing.begin(client)
    walk(client, where)
    assert page(client, f"{where}/label").css_first("select[name=kelurahan]")
    answer = client.post(f"{where}/label", data=form("label"))
    assert answer.status_code == 422 and "di kelurahan mana" in answer.get_data(as_text=True)
    assert post(client, f"{where}/label", form("label", kelurahan=cast.DAMAI)).endswith("/tayang")
    session.expire_all()
    assert producer.kelurahan_code == cast.DAMAI


def test_stock_past_its_date_leads_back_to_the_stock(client: FlaskClient, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where, until="stok")
    post(client, f"{where}/stok", form("stok", made_on=listing.yesterday(60)))
    answer = client.post(f"{where}/label", data=form("label", shelf_life_days="30"))
    notice = LexborHTMLParser(answer.get_data(as_text=True)).css_first("#ringkasan-galat")
    assert answer.status_code == 422 and "masa simpannya" in notice.text()
    assert notice.css_first("a.button").attributes["href"] == f"{where}/stok"


def test_keeping_for_later_publishes_nothing(client: FlaskClient, session: Session, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where)
    assert post(client, f"{where}/label", {**form("label"), "tayang": "", "nanti": "1"}).endswith(BASE)
    assert session.scalars(select(Draft)).one().product_id is None


def test_the_label_is_proposed_by_the_kind(client: FlaskClient, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where)
    shown = page(client, f"{where}/label")
    assert shown.css_first("#species").attributes["value"] == "tenggiri"
    assert shown.css_first("#shelf_life_days").attributes["value"] == "90"
    assert "tapioka" in shown.css_first("#ingredients").text()
    assert {box.attributes["value"] for box in shown.css("input[name=allergens][checked]")} == {"ikan", "telur"}
    assert not shown.css("#checked[checked]")


@pytest.mark.one_database
def test_the_price_is_said_again_while_it_is_typed(client: FlaskClient, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where, until="harga")
    text = client.get(f"{where}/harga?price=25rb", headers=HX).get_data(as_text=True)
    assert "Rp25.000" in text and "dua puluh lima ribu rupiah" in text and "Rp100.000 per kg" in text
    assert "minus" in client.get(f"{where}/harga?price=-5", headers=HX).get_data(as_text=True)
    kinds = client.get(f"{where}/nama?name=sambal&category=KRP&guess=KRP", headers=HX).get_data(as_text=True)
    assert LexborHTMLParser(kinds).css_first("input[checked]").attributes["value"] == "SMB"
    chosen = client.get(f"{where}/nama?name=sambal&category=KUE&guess=KRP", headers=HX).get_data(as_text=True)
    assert LexborHTMLParser(chosen).css_first("input[checked]").attributes["value"] == "KUE"


def test_the_price_helper_counts_and_is_taken_with_one_tap(
    client: FlaskClient, session: Session, owner: cast.Maker
) -> None:
    where = listing.begin(client)
    walk(client, where, until="harga")
    costs = {"materials": "350rb", "packaging": "50.000", "labour": "100rb", "made": "30", "margin": "30"}
    assert "#hitung" in post(client, f"{where}/harga", {**costs, "hitung": "1"})
    text = page(client, f"{where}/harga").body.text()
    assert "Rp16.667" in text and "Rp22.000" in text and "Rp20.100" in text
    assert post(client, f"{where}/harga", {"hitung": "pakai"}).endswith("/stok")
    draft = session.scalars(select(Draft)).one()
    assert draft.answers["harga"] == {"price": 22_000, "tiers": [[12, 20_100], [24, 19_200], [48, 18_400]]}
    post(client, f"{where}/harga", {"price": "20rb"})
    session.expire_all()
    assert draft.answers["harga"]["tiers"] == [[24, 19_200], [48, 18_400]]


@pytest.mark.one_database
@pytest.mark.parametrize("wrong", [{"materials": ""}, {"materials": "0"}, {"made": "0"}, {"margin": "900"}])
def test_the_price_helper_refuses_in_words(client: FlaskClient, owner: cast.Maker, wrong: dict[str, str]) -> None:
    where = listing.begin(client)
    walk(client, where, until="harga")
    costs = {"materials": "350rb", "packaging": "", "labour": "", "made": "30", "margin": "30", **wrong}
    answer = client.post(f"{where}/harga", data={**costs, "hitung": "1"})
    shown = LexborHTMLParser(answer.get_data(as_text=True))
    assert answer.status_code == 422 and shown.css_first("#hitung[open] .summary a")
    assert shown.css_first("#made").attributes["value"] == costs["made"]


def test_a_draft_is_dropped_and_taken_back(client: FlaskClient, session: Session, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where, until="harga")
    dropped = post(client, f"{where}/buang", {})
    shown = page(client, dropped)
    assert "dibuang" in shown.body.text() and not shown.css(f"a[href='{where}']")
    post(client, f"{where}/kembalikan", {})
    assert "Amplang Tenggiri Pedas" in page(client, BASE).body.text()
    assert client.get(where).headers["Location"].endswith("/harga")


def test_a_stranger_finds_nothing(client: FlaskClient, session: Session, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where)
    listing.maker(session, "+6281200000902", "Dapur Lain")
    other = client.application.test_client()
    listing.enter(other, "081200000902")
    assert "Amplang" not in other.get(BASE).get_data(as_text=True)
    for path in ("", "/tayang", *(f"/{name}" for name in QUESTIONS)):
        assert other.get(where + path).status_code == 404, path
    for path in (*QUESTIONS, "buang", "kembalikan"):
        sent = form(path) if path in listing.FORMS else {"photo": (listing.photo(), "a.jpg")}
        assert other.post(f"{where}/{path}", data=sent).status_code == 404, path
    draft_id = where.rsplit("/", 1)[1]
    theirs = post(other, BASE, {"photo": (listing.photo(), "a.jpg"), "draft": draft_id})
    assert draft_id not in theirs
    session.expire_all()
    mine = session.scalars(select(Draft).where(Draft.public_id == draft_id)).one()
    assert mine.picture is None and mine.dropped_at is None and mine.product_id is None


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["/lain", "/hitung", "/../x", "/label?x=1"])
def test_unknown_questions_are_not_found(client: FlaskClient, owner: cast.Maker, path: str) -> None:
    where = listing.begin(client)
    answer = client.post(where + path, data={}) if path != "/label?x=1" else client.get(f"{where}/tidakada")
    assert answer.status_code == 404


@pytest.mark.one_database
def test_numbers_get_the_keyboard_for_numbers(client: FlaskClient, owner: cast.Maker) -> None:
    where = listing.begin(client)
    walk(client, where)
    for question, names in {"kemasan": ["content"], "harga": ["price", "materials", "made"],
                            "stok": ["packs", "lead_days", "weekly_packs"],
                            "label": ["shelf_life_days", "local_percent"]}.items():  # fmt: skip
        shown = page(client, f"{where}/{question}")
        for name in names:
            assert shown.css_first(f"#{name}").attributes.get("inputmode") in {"numeric", "decimal"}, name
