"""The maker's counter over HTTP: today, one order, undo, shortage, papers; plain and with HTMX."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.trade import books, fulfilment, owed
from marketplace.trade.orders import Order
from tests import cast
from tests.counting import cost
from tests.trade.ordering import buy, log_in, two_makers

HX = {"HX-Request": "true"}


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return two_makers(session)[0]


@pytest.fixture
def order(client: FlaskClient, session: Session, maker: cast.Maker) -> Order:
    found = buy(client, session, {maker.variant.id: 3}).orders[0]
    log_in(client)
    return found


def press(client: FlaskClient, order: Order, verb: str, **options: Any) -> Any:
    return client.post(f"/jualan/pesanan/{order.number}/{verb}", **options)


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.get_data(as_text=True))


def test_before_accepting_she_sees_what_she_gets(client: FlaskClient, order: Order) -> None:
    text = page(client, f"/jualan/pesanan/{order.number}")
    assert "Anda terima" in text and "Rp64.000" in text and "tanpa potongan" in text
    assert "Tidak dijawab: pesanan batal sendiri" in text and "Anda belum punya teguran" in text
    assert "Paling lambat" in text and "Jawab sebelum" in text or "Untuk hari ini" in text


def test_old_addresses_lead_on(client: FlaskClient, order: Order) -> None:
    answer = client.get(f"/jualan/{order.number}")
    assert answer.status_code == 301 and answer.headers["Location"] == f"/jualan/pesanan/{order.number}"


def test_a_press_shows_as_done_and_can_be_undone(
    client: FlaskClient, session: Session, order: Order, later: Any
) -> None:
    assert press(client, order, "terima").status_code == 303
    text = page(client, f"/jualan/pesanan/{order.number}")
    assert "Urungkan" in text and "Perlu dikemas" in text and "Sudah siap" in text
    session.expire_all()
    assert order.state == "placed"
    assert press(client, order, "urungkan").status_code == 303
    text = page(client, f"/jualan/pesanan/{order.number}")
    assert "Urungkan" not in text and "Terima pesanan" in text
    press(client, order, "terima")
    later(seconds=11)
    page(client, f"/pesanan/{order.group.token}")
    session.expire_all()
    assert order.state == "accepted"
    press(client, order, "urungkan")
    assert "tidak bisa diurungkan lagi" in page(client, f"/jualan/pesanan/{order.number}")


def test_htmx_gets_the_fragment(client: FlaskClient, order: Order) -> None:
    answer = press(client, order, "terima", headers=HX)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and text.lstrip().startswith('<div id="meja"') and "<html" not in text
    assert "Urungkan" in text and "load delay:" in text
    assert "Urungkan" not in press(client, order, "urungkan", headers=HX).get_data(as_text=True)


def test_declining_needs_a_reason(client: FlaskClient, session: Session, order: Order, later: Any) -> None:
    answer = press(client, order, "tolak", data={"reason": " "})
    assert answer.status_code == 422 and "Tulis alasannya" in answer.get_data(as_text=True)
    press(client, order, "tolak", data={"reason": "Habis."})
    later(seconds=11)
    page(client, "/jualan")
    session.expire_all()
    assert order.state == "declined" and order.decline_reason == "Habis."


@pytest.mark.parametrize(
    ("path", "nothing", "urgent"),
    [
        ("/jualan", "Tidak ada yang perlu dikerjakan", "Pesanan baru, jawab dulu"),
        ("/jualan/pesanan", "Belum ada pesanan", "Pesanan baru"),
    ],
)
def test_an_open_page_sees_a_new_order(
    client: FlaskClient, session: Session, maker: cast.Maker, path: str, nothing: str, urgent: str
) -> None:
    log_in(client)
    text = page(client, path)
    assert nothing in text and "every 20s" in text
    again = re.search(rf'hx-get="({path}\?tanda=\w+)"', text)
    assert again is not None
    assert client.get(again[1], headers=HX).status_code == 204
    order = buy(client, session, {maker.variant.id: 3}).orders[0]
    session.commit()
    news = client.get(again[1], headers=HX)
    text = news.get_data(as_text=True)
    assert news.status_code == 200 and order.number in text and urgent in text
    assert "jam lagi" in text and "<html" not in text


def test_what_is_pressed_moves_on_today(client: FlaskClient, session: Session, order: Order) -> None:
    order.promised_on = clock.today()
    press(client, order, "terima")
    text = page(client, "/jualan")
    assert "Kemas hari ini" in text and "Masih bisa diurungkan" in text and "jawab dulu" not in text


def shorten(client: FlaskClient, order: Order, packs: Any, **data: Any) -> Any:
    line = order.lines[0].id
    return press(client, order, "kurang", data={f"have-{line}": packs, "what": "drop", **data})


def test_something_is_missing(client: FlaskClient, session: Session, maker: cast.Maker, order: Order) -> None:
    fulfilment.accept(session, order, by=maker.actor)
    assert "Berapa yang ada?" in page(client, f"/jualan/pesanan/{order.number}/kurang")
    review = shorten(client, order, "2").get_data(as_text=True)
    assert "Rp18.000 dikembalikan ke pembeli" in review and "Rp46.000" in review
    session.expire_all()
    assert order.shorted == 0
    assert shorten(client, order, "2", sure="1").status_code == 303
    session.expire_all()
    assert order.total == 46_000 and owed.waiting(session)[0].amount == 18_000
    buyer = page(client, f"/pesanan/{order.group.token}")
    assert "1 kurang, tidak dibayar" in buyer and "Rp46.000" in buyer and "Barang yang kurang" in buyer
    assert books.faults(session) == []


def test_the_rest_comes_later(client: FlaskClient, session: Session, maker: cast.Maker, order: Order) -> None:
    fulfilment.accept(session, order, by=maker.actor)
    day = (clock.today() + timedelta(days=3)).isoformat()
    assert shorten(client, order, "1", what="later", day=day, sure="1").status_code == 303
    session.expire_all()
    rest = order.group.orders[1]
    assert "Sisa pesanan yang disusulkan" in page(client, f"/pesanan/{order.group.token}")
    assert "tanpa ongkir" in page(client, f"/jualan/pesanan/{rest.number}")
    client.post(f"/pesanan/{order.group.token}/{rest.number}/batal")
    session.expire_all()
    assert rest.state == "cancelled" and books.faults(session) == []


@pytest.mark.parametrize(
    ("packs", "data", "sentence"),
    [
        ("3", {}, "Belum ada yang kurang"),
        ("0", {}, "Tidak ada lagi yang dikirim"),
        ("4", {}, "Tulis angka dari 0 sampai 3"),
        ("dua", {}, "Tulis angka dari 0 sampai 3"),
        ("-1", {}, "Tulis angka dari 0 sampai 3"),
        ("2", {"what": "later", "day": ""}, "Pilih tanggal barangnya menyusul"),
        ("2", {"what": "later", "day": "2020-01-01"}, "Pilih tanggal mulai besok"),
    ],
)
def test_a_wrong_shortage_is_a_sentence(
    client: FlaskClient, session: Session, maker: cast.Maker, order: Order, packs: str, data: Any, sentence: str
) -> None:
    fulfilment.accept(session, order, by=maker.actor)
    answer = shorten(client, order, packs, sure="1", **data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in text and f'value="{packs}"' in text
    session.expire_all()
    assert order.shorted == 0


def test_nothing_can_be_sent(client: FlaskClient, session: Session, maker: cast.Maker, order: Order) -> None:
    fulfilment.accept(session, order, by=maker.actor)
    assert press(client, order, "batalkan", data={"reason": "Semua rusak."}).status_code == 303
    session.expire_all()
    assert order.state == "declined" and owed.waiting(session)[0].amount == order.group.payment.due


def test_a_rest_without_stock_is_a_sentence(
    client: FlaskClient, session: Session, maker: cast.Maker, order: Order
) -> None:
    fulfilment.accept(session, order, by=maker.actor)
    day = (clock.today() + timedelta(days=3)).isoformat()
    shorten(client, order, "1", what="later", day=day, sure="1")
    buy(client, session, {maker.variant.id: 17}, phone="0812-3456-7899")
    session.expire_all()
    answer = press(client, order.group.orders[1], "siap")
    assert answer.status_code == 422 and "Stok belum cukup" in answer.get_data(as_text=True)


def test_papers(client: FlaskClient, session: Session, maker: cast.Maker, order: Order) -> None:
    fulfilment.accept(session, order, by=maker.actor)
    order.promised_on = clock.today()
    picked = page(client, "/jualan/ambil")
    assert "Ambil dari rak" in picked and "A1" in picked and order.number in picked
    note = page(client, f"/jualan/pesanan/{order.number}/surat-jalan")
    assert order.number in note and "Yang menerima" in note and "A1" in note and maker.producer.name in note
    label = page(client, f"/jualan/pesanan/{order.number}/label")
    assert label.count('class="etiket"') == 1 and "<svg" in label and "HALAL" not in label and "etikets-a6" in label
    each = page(client, f"/jualan/pesanan/{order.number}/label?ukuran=58&tiap=kemasan")
    assert each.count('class="etiket"') == 3 and "etikets-roll" in each
    for text in (picked, note, label):
        assert "style=" not in text


@pytest.mark.parametrize("path", ["", "/kurang", "/surat-jalan", "/label"])
def test_a_stranger_finds_nothing(client: FlaskClient, order: Order, path: str) -> None:
    other = client.application.test_client()
    log_in(other, "081200000902")
    assert other.get(f"/jualan/pesanan/{order.number}{path}").status_code == 404
    assert order.number not in page(other, "/jualan/ambil") + page(other, "/jualan") + page(other, "/jualan/pesanan")


def test_the_pages_cost_the_same_with_many_orders(
    client: FlaskClient, session: Session, maker: cast.Maker, order: Order
) -> None:
    paths = ("/jualan", "/jualan/pesanan", "/jualan/ambil")
    few = [cost(client, path) for path in paths]
    for n in range(3):
        buy(client, session, {maker.variant.id: 1}, phone=f"0812-3456-780{n}")
    session.commit()
    assert [cost(client, path) for path in paths] == few
