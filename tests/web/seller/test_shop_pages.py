"""Shop settings, one task a screen: kept, refused in words, and seen by buyers."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.people.certificates import Certificate
from marketplace.people.members import ProducerMember
from marketplace.people.producers import Producer
from marketplace.stock.levels import StockLevel
from marketplace.trade import advice, ways
from tests import cast
from tests.shopping import InProcess, fill, to_review
from tests.trade.test_ways_and_holidays import OFFICER
from tests.web.agency.test_identity_links import staff_client

SCREENS = (
    "/jualan/langkah", "/jualan/toko", "/jualan/toko/nama", "/jualan/toko/foto", "/jualan/toko/alamat",
    "/jualan/toko/minimum", "/jualan/toko/jam", "/jualan/toko/libur", "/jualan/toko/hari-produksi",
    "/jualan/toko/kapasitas", "/jualan/toko/pengiriman", "/jualan/toko/pengiriman/antar", "/jualan/dokumen",
    "/jualan/dokumen/baru", "/jualan/catatan", "/jualan/lainnya",
)  # fmt: skip


@pytest.fixture
def maker(client: FlaskClient, session: Session) -> cast.Maker:
    found = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    return found


def photo(name: str = "surat.jpg") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (90, 60), "teal").save(out, "JPEG")
    out.seek(0)
    return out, name


def shop(session: Session, maker: cast.Maker) -> Producer:
    session.rollback()
    session.expire_all()
    return session.get_one(Producer, maker.producer.id)


def errors(html: str) -> list[str]:
    return [" ".join(node.text().split()) for node in LexborHTMLParser(html).css(".summary li")]


def test_every_screen_is_there_and_small(client: FlaskClient, maker: cast.Maker) -> None:
    for path in SCREENS:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert len(answer.data) < 40_000, path
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_name_story_and_place(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    client.post("/jualan/toko/nama", data={"name": "Dapur Baru", "story": "Sejak 1998."})
    client.post("/jualan/toko/alamat", data={"kelurahan": cast.DAMAI, "street": "Jl. Uji 3 RT 5"})
    found = shop(session, maker)
    assert (found.name, found.story, found.kelurahan_name, found.street) == (
        "Dapur Baru", "Sejak 1998.", "Damai", "Jl. Uji 3 RT 5",
    )  # fmt: skip
    assert "Jl. Uji 3 RT 5, Damai, Balikpapan Kota 76114" in client.get("/jualan/toko").text
    answer = client.post("/jualan/toko/alamat", data={"kelurahan": "", "street": ""})
    assert answer.status_code == 422 and len(errors(answer.text)) == 2
    assert client.post("/jualan/toko/alamat", data={"kelurahan": "99", "street": "x"}).status_code == 422


def test_a_picture_is_cleaned_and_shown(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    assert client.post("/jualan/toko/foto", data={}).status_code == 422
    bad = client.post("/jualan/toko/foto", data={"photo": (io.BytesIO(b"<svg/>"), "x.svg")})
    assert bad.status_code == 422 and "bukan foto" in bad.text
    client.post("/jualan/toko/foto", data={"photo": photo()})
    key = shop(session, maker).picture
    assert client.get(f"/foto/{key}/320.webp").mimetype == "image/webp"


def test_the_minimum_is_read_and_echoed(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    client.post("/jualan/toko/minimum", data={"amount": "50rb"})
    assert "Rp50.000, lima puluh ribu rupiah" in client.get("/jualan/toko").text
    for wrong in ("-5", "25.000,5", "=1+1", "99 juta"):
        answer = client.post("/jualan/toko/minimum", data={"amount": wrong})
        assert answer.status_code == 422 and f'value="{wrong}"' in answer.text, wrong
    guest = client.application.test_client()
    fill(InProcess(guest), {maker.variant.id: 1})
    assert "Tambah Rp32.000 lagi" in guest.get("/keranjang").text
    client.post("/jualan/toko/minimum", data={"amount": ""})
    assert shop(session, maker).minimum_order == 0


def test_hours_day_by_day(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    told = {"open_0": "y", "from_0": "08:00", "to_0": "17.00", "open_5": "y", "from_5": "8", "to_5": "1200"}
    assert client.post("/jualan/toko/jam", data=told).status_code == 303
    assert shop(session, maker).opening == {"0": [480, 1020], "5": [480, 720]}
    assert "Senin 08.00–17.00, Sabtu 08.00–12.00" in client.get("/jualan/toko").text
    page = client.application.test_client().get("/toko/amplang-uji").text
    assert "Senin 08.00–17.00" in page and ("Buka" in page or "Tutup" in page)
    wrong = client.post("/jualan/toko/jam", data={"open_1": "y", "from_1": "17:00", "to_1": "08:00", "open_2": "y"})
    assert wrong.status_code == 422 and len(errors(wrong.text)) == 2 and 'value="17:00"' in wrong.text
    copied = client.post("/jualan/toko/jam", data={**told, "open_1": "y", "same": "1"})
    assert LexborHTMLParser(copied.text).css_first("#to_1").attributes["value"] == "17.00"
    assert shop(session, maker).opening == {"0": [480, 1020], "5": [480, 720]}


def test_hours_bound_the_times_to_collect(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    client.post("/jualan/toko/pengiriman/ambil", data={"on": "1"})
    client.post("/jualan/toko/jam", data={"open_1": "y", "from_1": "18:00", "to_1": "20:00"})
    guest = InProcess(client.application.test_client())
    fill(guest, {maker.variant.id: 1})
    guest.post("/checkout", {})
    guest.post("/checkout/alamat", {"name": "Ani", "phone": "081234567890", "kelurahan": cast.DAMAI, "street": "x"})
    _, page, _ = guest.get("/checkout/pengiriman")
    assert "18.00–20.00" in page


def test_a_holiday_is_obeyed_from_card_to_checkout(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    cast.finance(session)
    last = clock.today() + timedelta(days=20)
    data = {"first": clock.today().isoformat(), "last": last.isoformat(), "note": "Pulang kampung"}
    assert client.post("/jualan/toko/libur", data=data).location == "/jualan/toko"
    guest = client.application.test_client()
    for path in ("/cari?q=amplang", "/toko/amplang-uji"):
        assert "Libur s/d" in guest.get(path).text, path
    assert "Pulang kampung" in guest.get("/toko/amplang-uji").text
    assert "Toko libur sampai" in guest.get("/produk/amplang-uji").text
    browser = InProcess(guest)
    fill(browser, {maker.variant.id: 1})
    assert "Toko libur sampai" in guest.get("/keranjang").text
    hidden = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
    assert hidden is not None
    status, _, where = browser.post("/checkout/periksa", hidden)
    assert status == 303
    session.expire_all()
    from marketplace.trade import orders

    order = orders.by_token(session, where.rsplit("/", 1)[-1]).orders[0]
    assert order.promised_on > last and order.ready_on > last
    client.post("/jualan/toko/libur/hapus")
    assert "Libur s/d" not in guest.get("/cari?q=amplang").text


def test_a_holiday_that_comes_after_the_choice_is_seen_at_the_end(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    cast.finance(session)
    browser = InProcess(client.application.test_client())
    fill(browser, {maker.variant.id: 1})
    hidden = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
    data = {"first": clock.today().isoformat(), "last": (clock.today() + timedelta(days=20)).isoformat()}
    client.post("/jualan/toko/libur", data=data)
    status, _, where = browser.post("/checkout/periksa", hidden or {})
    assert "/pesanan/" not in where, status


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (-1, 2, "sudah lewat"), (3, 1, "setelah tanggal mulai"), (0, 800, "paling lama satu tahun"),
    ],
)  # fmt: skip
def test_a_wrong_holiday_is_refused_in_words(
    client: FlaskClient, session: Session, maker: cast.Maker, first: int, last: int, sentence: str
) -> None:
    days = {name: (clock.today() + timedelta(days=n)).isoformat() for name, n in (("first", first), ("last", last))}
    answer = client.post("/jualan/toko/libur", data=days)
    assert answer.status_code == 422 and sentence in answer.text and days["first"] in answer.text
    assert client.post("/jualan/toko/libur", data={"first": "31-02-2027", "last": "besok"}).status_code == 422
    assert shop(session, maker).closed_from is None


def test_production_days_and_the_week_in_packs_or_kilograms(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    client.post("/jualan/toko/hari-produksi", data={"days": ["0", "2"]})
    assert shop(session, maker).production_days == [0, 2]
    assert client.post("/jualan/toko/hari-produksi", data={"days": ["7"]}).status_code == 422
    item = maker.variant.stock_item_id
    assert "Belum ada barang pesanan" in client.get("/jualan/toko/kapasitas").text
    session.get_one(StockLevel, item).weekly_capacity = 5_000
    for amount, unit, kept in (("12,5", "large", 12_500), ("30", "pack", 3_000), ("0", "pack", 0)):
        client.post("/jualan/toko/kapasitas", data={f"amount_{item}": amount, f"unit_{item}": unit})
        session.rollback()
        session.expire_all()
        assert session.get_one(StockLevel, item).weekly_capacity == kept
    for wrong in ("-5", "banyak", "9999999", "0,0005"):
        answer = client.post("/jualan/toko/kapasitas", data={f"amount_{item}": wrong, f"unit_{item}": "large"})
        assert answer.status_code == 422, wrong


def test_ways_to_deliver(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    data = {
        "fee_64_71_06": "12rb",
        "fee_64_71_01": "0",
        "days": ["1"],
        "parts": ["pagi"],
        "places": "4",
        "free_from": "",
    }
    assert client.post("/jualan/toko/pengiriman/antar", data=data).location == "/jualan/toko/pengiriman"
    page = client.get("/jualan/toko/pengiriman").text
    assert "Rp12.000" in page and "gratis" in page and "Selasa 09.00–12.00 WITA" in page
    for wrong in ({"fee_64_71_06": "-1"}, {"days": []}, {"parts": []}, {"places": "0"}, {"fee_64_71_06": "5jt"}):
        answer = client.post("/jualan/toko/pengiriman/antar", data={**data, **wrong})
        assert answer.status_code == 422 and errors(answer.text), wrong
    client.post("/jualan/toko/pengiriman/ambil", data={"on": "1"})
    assert ways.collects(session, shop(session, maker))
    client.post("/jualan/toko/pengiriman/ambil", data={"on": "0"})
    assert not ways.collects(session, shop(session, maker))
    assert client.post("/jualan/toko/pengiriman/kurir", data={"courier": "Siapa"}).status_code == 422


def test_a_paper_is_handed_in_and_seen_by_nobody_else(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    data = {"kind": "nib", "number": "1234567890123", "goods": [str(maker.product.id)]}
    assert client.post("/jualan/dokumen/baru", data=data).status_code == 422
    assert client.post("/jualan/dokumen/baru", data={**data, "photo": photo()}).location == "/jualan/dokumen"
    page = client.get("/jualan/dokumen").text
    assert "Menunggu verifikasi" in page and "Untuk: Amplang Uji" in page
    paper = session.scalars(select(Certificate)).one()
    assert client.get(f"/jualan/dokumen/{paper.id}/foto").headers["Cache-Control"] == "private, no-store"
    short = client.post(f"/jualan/dokumen/{paper.id}", data={**data, "number": "12"})
    assert short.status_code == 422 and "NIB terdiri dari 13 angka" in short.text and 'value="12"' in short.text
    odd = client.post(f"/jualan/dokumen/{paper.id}", data={**data, "kind": "halal", "number": "ID12"})
    assert odd.status_code == 303 and "tidak seperti biasanya" in client.get("/jualan/dokumen").text
    opened = [event.verb for event in events.history(session, paper.subject) if event.verb == "opened"]
    assert len(opened) == 1
    backwards = {**data, "valid_from": "2026-05-01", "valid_to": "2026-04-01"}
    assert "setelah tanggal terbit" in client.post(f"/jualan/dokumen/{paper.id}", data=backwards).text
    assert client.post("/jualan/dokumen/baru", data={**data, "photo": (io.BytesIO(b"x"), "a.jpg")}).status_code == 422
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    stranger = client.application.test_client()
    stranger.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    for path in (f"/jualan/dokumen/{paper.id}", f"/jualan/dokumen/{paper.id}/foto"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/jualan/dokumen/{paper.id}", data=data).status_code == 404
    assert (
        stranger.post(
            "/jualan/dokumen/baru", data={**data, "goods": [str(maker.product.id)], "photo": photo()}
        ).status_code
        == 422
    ), other


def test_advice_goes_from_officer_to_maker_and_back(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    officer = staff_client(client.application.test_client(), session, "officer")
    assert "Amplang Uji" in officer.get("/agensi/catatan?q=amplang").text
    assert "Tidak ada toko" in officer.get("/agensi/catatan?q=zzz").text
    assert officer.post("/agensi/catatan/amplang-uji", data={"about": "0", "text": " "}).status_code == 422
    assert officer.post("/agensi/catatan/amplang-uji", data={"about": "999", "text": "x"}).status_code == 422
    said = {"about": str(maker.product.id), "text": "Foto lagi <b>dekat</b> jendela."}
    assert officer.post("/agensi/catatan/amplang-uji", data=said).status_code == 303
    officer.post("/agensi/catatan/amplang-uji", data={"about": "0", "text": "Isi jam buka."})
    assert "Isi jam buka." in client.get("/jualan/toko").text and "Isi jam buka." in client.get("/jualan/langkah").text
    page = client.get("/jualan/catatan").text
    assert "Foto lagi &lt;b&gt;dekat&lt;/b&gt; jendela." in page and "Rina" in page
    session.rollback()
    note = session.scalars(select(advice.Advice).where(advice.Advice.subject == maker.producer.subject)).one()
    back = client.post(f"/jualan/catatan/{note.public_id}?next=/jualan/toko", data={"done": "1"})
    assert back.location == "/jualan/toko" and "Isi jam buka." not in client.get("/jualan/toko").text
    assert "Sudah, " in officer.get("/agensi/catatan/amplang-uji").text


def test_a_second_maker_cannot_tick(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    note = advice.pin(session, other.producer, "Rahasia", by=OFFICER)
    assert client.post(f"/jualan/catatan/{note.public_id}", data={"done": "1"}).status_code == 404
    assert "Rahasia" not in client.get("/jualan/catatan").text


def test_more_lists_only_what_is_there(client: FlaskClient, maker: cast.Maker) -> None:
    links = LexborHTMLParser(client.get("/jualan/lainnya").text).css("a.setting")
    assert len(links) >= 10
    for link in links:
        assert client.get(link.attributes["href"] or "").status_code == 200, link.attributes["href"]


def test_a_helper_of_two_shops_acts_for_the_first(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    mine = session.scalars(select(ProducerMember).where(ProducerMember.producer_id == maker.producer.id)).one()
    session.add(ProducerMember(user_id=mine.user_id, producer_id=other.producer.id))
    client.post("/jualan/toko/nama", data={"name": "Nama Baru", "story": ""})
    assert shop(session, maker).name == "Nama Baru"
