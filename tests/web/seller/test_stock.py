"""The shelf by one thumb, the table by one submission, lots, and sales in three taps."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.stock import allocations, capacity, holds, levels, near_dates, shelf
from marketplace.stock.capacity import CapacityOverride
from marketplace.stock.levels import StockLevel
from marketplace.stock.lots import Lot
from marketplace.trade import books, fulfilment
from marketplace.trade.offline_sales import OfflineSale
from marketplace.trade.orders import Order
from tests import cast
from tests.shopping import InProcess, fill, to_review

HTMX = {"HX-Request": "true"}


@pytest.fixture
def maker(session: Session, client: FlaskClient) -> cast.Maker:
    """Twelve packs of 100 g on the shelf; the maker is logged in."""
    cast.finance(session)
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=12, phone="+6281200000901")
    made.product.shelf_life_days = 90
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    return made


def on_hand(session: Session, maker: cast.Maker) -> int:
    session.expire_all()
    return session.get_one(StockLevel, maker.variant.stock_item_id).on_hand // 100


def ordered(session: Session, client: FlaskClient, maker: cast.Maker, packs: int) -> Order:
    buyer = InProcess(client.application.test_client())
    fill(buyer, {maker.variant.id: packs})
    hidden = to_review(buyer, method="cod", phone="081234567890", street="Jl. Uji 1")
    assert buyer.post("/checkout/periksa", hidden or {})[0] == 303
    session.expire_all()
    return session.scalars(select(Order)).one()


def words(answer: Any) -> str:
    return " ".join(LexborHTMLParser(answer.get_data(as_text=True)).body.text(separator=" ").split())


def test_one_tap_more_one_tap_less_and_back(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    at = f"/jualan/stok/{maker.variant.stock_item_id}"
    assert client.post(f"{at}/tambah").status_code == 303 and on_hand(session, maker) == 13
    row = client.post(f"{at}/kurang", headers=HTMX)
    assert row.status_code == 200 and row.data.startswith(b"\n<article") or b"<html" not in row.data
    assert on_hand(session, maker) == 12
    page = client.get("/jualan/stok").get_data(as_text=True)
    act = re.search(r'name="act" value="(act:\w+)"', page)
    assert act and "Urungkan" in page
    assert client.post(f"{at}/urungkan", data={"act": act[1]}).status_code == 303
    assert on_hand(session, maker) == 13
    again = client.post(f"{at}/urungkan", data={"act": act[1]}, headers=HTMX)
    assert again.status_code == 422 and on_hand(session, maker) == 13
    assert books.stock_faults(session) == []


def test_sold_out_by_one_tap_keeps_what_is_promised(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    ordered(session, client, maker, 3)
    client.post(f"/jualan/stok/{maker.variant.stock_item_id}/habis")
    assert (on_hand(session, maker), levels.free(session, maker.variant.stock_item_id)) == (3, 0)
    less = client.post(f"/jualan/stok/{maker.variant.stock_item_id}/kurang", headers=HTMX)
    assert less.status_code == 422 and "sudah dipesan orang" in words(less)
    told = words(client.get("/jualan/stok"))
    assert "Ada di rak 3" in told and "Sudah dipesan orang 3" in told and "Sedang dibayar orang 0" in told


@pytest.mark.one_database
def test_counting_again_keeps_what_was_typed(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    at = f"/jualan/stok/{maker.variant.stock_item_id}/ubah/hitung"
    wrong = client.post(at, data={"amount": "dua belas", "note": "gudang belakang"})
    assert wrong.status_code == 422 and "dua belas" in wrong.text and "gudang belakang" in wrong.text
    stale = client.post(at, data={"amount": "20", "seen": "1100"})
    assert stale.status_code == 422 and "12 × 100 g" in stale.text
    assert client.post(at, data={"amount": "1,5 kg", "seen": "1200"}).status_code == 303
    assert on_hand(session, maker) == 15
    gone = {"amount": "2", "cause": "broken", "note": "jatuh"}
    assert client.post(at.replace("hitung", "keluar"), data=gone).status_code == 303
    history = words(client.get(f"/jualan/stok/{maker.variant.stock_item_id}"))
    assert "Rusak: jatuh" in history and "−2" in history and maker.producer.owner_name in history
    assert client.post(at.replace("hitung", "keluar"), data={**gone, "cause": "dicuri"}).status_code == 422


@pytest.mark.one_database
def test_a_production_asks_for_sane_days(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    at = f"/jualan/stok/{maker.variant.stock_item_id}/produksi"
    proposed = (clock.today() + timedelta(days=90)).isoformat()
    assert proposed in client.get(at).text
    today = clock.today()
    for field, value in {
        "amount": "-5", "produced_on": (today + timedelta(days=1)).isoformat(), "best_before": "31-02-2027",
    }.items():  # fmt: skip
        good = {"amount": "24", "produced_on": today.isoformat(), "best_before": proposed, "note": "dapur dua"}
        answer = client.post(at, data={**good, field: value})
        assert answer.status_code == 422 and f'id="{field}-galat"' in answer.text, field
        assert value in answer.text and "dapur dua" in answer.text
    good = {"amount": "24", "produced_on": f"{today:%d-%m-%Y}", "best_before": proposed}
    made = client.post(at, data=good)
    assert made.status_code == 303 and on_hand(session, maker) == 36
    assert f"{today:%d%m%y}" in words(client.get(made.headers["Location"]))


def test_the_table_saves_all_or_nothing(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    _, other = cast.goods(session, maker.producer, "Kuku Macan", price=20_000, packs=5)
    one, two = maker.variant.stock_item_id, other.stock_item_id
    fields = {f"stok-{one}": "20", f"lihat-{one}": "1200", f"stok-{two}": "lima", f"lihat-{two}": "500"}
    wrong = client.post("/jualan/stok/tabel", data=fields)
    assert wrong.status_code == 422 and f'id="galat-{two}"' in wrong.text and f'id="galat-{one}"' not in wrong.text
    assert 'value="20"' in wrong.text and 'value="lima"' in wrong.text and on_hand(session, maker) == 12
    ordered(session, client, maker, 7)
    short = client.post("/jualan/stok/tabel", data={**fields, f"stok-{one}": "3", f"stok-{two}": "9"})
    assert short.status_code == 422 and "Sudah dijanjikan 7 × 100 g" in short.text
    session.expire_all()
    assert session.get_one(StockLevel, two).on_hand == 500
    saved = client.post("/jualan/stok/tabel", data={**fields, f"stok-{one}": "20", f"stok-{two}": "9"})
    assert saved.status_code == 303 and on_hand(session, maker) == 20
    assert books.stock_faults(session) == []


def test_a_recall_takes_two_steps_and_tells_who_got_it(
    client: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    order = ordered(session, client, maker, 2)
    for verb in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
        verb(session, order, by=maker.actor)
    client.post("/jualan/catat-penjualan", data=sale(maker, 1))
    session.expire_all()
    lot = session.scalars(select(Lot)).one()
    at = f"/jualan/produksi/{lot.public_id}"
    told = words(client.get(at))
    assert order.number in told and "0812-3456-7890" not in told and "Dijual di luar: Pasar" in told
    names = words(client.get(f"{at}/penerima"))
    assert "Ani" in names and order.number in names and "0812-3456-7890" in names
    assert "Daftar penerima dibuka" in words(client.get(at))
    assert "tidak bisa diurungkan" in words(client.get(f"{at}?langkah=tarik"))
    assert client.post(f"{at}/tarik", data={"reason": "kemasan bocor"}).status_code == 422
    assert client.post(f"{at}/tahan", data={"reason": " "}).status_code == 422
    session.expire_all()
    assert lot.state == "open"
    assert client.post(f"{at}/tarik", data={"reason": "kemasan bocor", "sure": "ya"}).status_code == 303
    session.expire_all()
    assert lot.state == "recalled" and levels.free(session, lot.stock_item_id) == 0
    assert client.post(f"{at}/lepas").status_code == 422
    assert client.post(f"{at}/buang").status_code == 303 and on_hand(session, maker) == 0
    client.application.test_cli_runner().invoke(args=["worker", "--once"])
    from marketplace.notices.messages import Message

    letters = session.scalars(select(Message.subject).where(Message.address == "+6281234567890")).all()
    assert any("jangan dimakan dulu" in subject for subject in letters)
    assert books.stock_faults(session) == []


@pytest.mark.one_database
def test_a_stopped_lot_goes_on(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    lot = session.scalars(select(Lot)).one()
    at = f"/jualan/produksi/{lot.public_id}"
    assert client.post(f"{at}/tahan", data={"reason": "curiga"}).status_code == 303
    assert "Ditahan: curiga" in words(client.get(at)) and levels.free(session, lot.stock_item_id) == 0
    assert "Sedang ditahan 12" in words(client.get("/jualan/stok"))
    assert client.post(f"{at}/lepas").status_code == 303
    assert levels.free(session, lot.stock_item_id) == 1200


def sale(maker: cast.Maker, packs: int, **other: str) -> dict[str, str]:
    return {"kemasan": str(maker.variant.id), "jumlah": str(packs), "total": "Rp36.000", "place": "market", **other}


@pytest.mark.one_database
def test_a_sale_at_the_market_in_three_taps(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    first = LexborHTMLParser(client.get("/jualan/catat-penjualan").text)
    where = first.css_first("a.pick").attributes["href"] or ""
    second = LexborHTMLParser(client.get(where).text)
    where = second.css("ul.quick a")[1].attributes["href"] or ""
    third = LexborHTMLParser(client.get(where).text)
    assert third.css_first("input#total").attributes["value"] == "Rp36.000"
    assert "Rp194.400" in client.get(f"/jualan/catat-penjualan?kemasan={maker.variant.id}&jumlah=12").text, "the tier"
    for mistake in ({"total": "banyak"}, {"place": "bulan"}, {"jumlah": "0"}, {"jumlah": "500"}):
        answer = client.post("/jualan/catat-penjualan", data=sale(maker, 2, **mistake))
        assert answer.status_code == 422, mistake
    assert client.post("/jualan/catat-penjualan", data=sale(maker, 2)).status_code == 303
    assert on_hand(session, maker) == 10 and maker.product.sold_count == 2
    kept = session.scalars(select(OfflineSale)).one()
    assert (kept.quantity, kept.total, kept.place) == (2, 36_000, "market")
    for _ in range(2):
        assert client.post(f"/jualan/catat-penjualan/{kept.public_id}/urungkan").status_code == 303
    assert on_hand(session, maker) == 12


@pytest.mark.one_database
def test_near_dates_get_a_price_and_a_mark(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    item, today = maker.variant.stock_item_id, clock.today()
    lot = shelf.produce(
        session, item, 600, produced_on=today - timedelta(days=80), best_before=today + timedelta(days=10),
        by=maker.actor,
    )  # fmt: skip
    near_dates.move(session, lot)
    target = near_dates.clearance_item(session, item).id
    asked = "belum ada harga obral"
    assert asked in client.get("/jualan").text and f"/jualan/stok/{target}" in client.get("/jualan").text
    assert "Obral" not in client.get("/produk/amplang-uji").text, "nobody set a price yet"
    assert "Pasang harga obral" in words(client.get("/jualan/stok"))
    at = f"/jualan/stok/{target}/ubah/obral"
    assert "Rp12.500" in client.get(f"/jualan/stok/{target}").text
    for wrong in ("18.000", "gratis", "0"):
        assert client.post(at, data={"price": wrong}).status_code == 422, wrong
    assert client.post(at, data={"price": "12rb"}).status_code == 303
    assert asked not in client.get("/jualan").text
    page = words(client.get("/produk/amplang-uji"))
    assert "Obral, tahan s/d" in page and "Rp12.000" in page
    pack = session.scalars(select(cast.Variant).where(cast.Variant.is_clearance)).one()
    buyer = InProcess(client.application.test_client())
    fill(buyer, {pack.id: 2})
    assert "Obral, tahan s/d" in buyer.get("/keranjang")[1]


@pytest.mark.one_database
def test_the_earliest_day_is_told_before_the_cart(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    item, url = maker.variant.stock_item_id, "/produk/amplang-uji/siap"
    maker.product.lead_days, maker.variant.price = 3, 5_000
    ask = {"variant_id": str(maker.variant.id)}
    assert "belum bisa dipenuhi" in client.get(url, query_string={**ask, "quantity": "13"}, headers=HTMX).text
    capacity.set_weekly(session, item, 1000, by=maker.actor)
    told = {n: client.get(url, query_string={**ask, "quantity": str(n)}, headers=HTMX).text for n in (12, 13, 40)}
    assert len(set(told.values())) == 3 and all("siap" in text for text in told.values())
    assert "Lebih dari 12 dibuat dulu" in words(client.get("/produk/amplang-uji"))
    assert client.get(url, query_string=ask).status_code == 303
    order = ordered(session, client, maker, 15)
    assert order.ready_on >= clock.today() + timedelta(days=3) and order.lines[0].lead_days == 3
    fulfilment.accept(session, order, by=maker.actor)
    extra = {"amount": "5", "note": "pesanan hotel"}
    at = f"/jualan/stok/{item}/ubah/tambahan"
    assert client.post(at, data={**extra, "note": ""}).status_code == 422
    assert client.post(at, data=extra).status_code == 303
    assert session.scalars(select(CapacityOverride.by_name)).one() == maker.producer.owner_name


@pytest.mark.one_database
def test_a_pre_order_carries_its_promise_and_counts_when_late(
    client: FlaskClient, session: Session, maker: cast.Maker, later: Any
) -> None:
    from marketplace.trade import sweeps
    from marketplace.trade.orders import Strike

    day = clock.today() + timedelta(days=9)
    maker.product.preorder_on = day
    capacity.set_day(session, maker.variant.stock_item_id, day, 500, by=maker.actor)
    assert "Pesan dulu, siap" in words(client.get("/produk/amplang-uji"))
    order = ordered(session, client, maker, 4)
    assert (order.lines[0].preorder_on, order.ready_on) == (day, day) and (order.promised_on or day) >= day
    assert on_hand(session, maker) == 12 and levels.free(session, maker.variant.stock_item_id) == 1200
    fulfilment.accept(session, order, by=maker.actor)
    assert session.scalars(select(Strike)).all() == []
    later(days=((order.promised_on or day) - clock.today()).days + 1, hours=1)
    while sweeps.overdue_order(session):
        pass
    assert [strike.reason for strike in session.scalars(select(Strike))] == ["late"]


@pytest.mark.one_database
def test_loose_goods_are_typed_and_shown_by_weight(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    maker.variant.step, maker.variant.minimum, maker.variant.label = 5, 5, "per 100 g"
    session.flush()
    at = f"/jualan/stok/{maker.variant.stock_item_id}"
    assert "1,2 kg" in words(client.get("/jualan/stok"))
    client.post(f"{at}/tambah")
    assert "1,7 kg" in words(client.get("/jualan/stok"))
    for typed, grams in (("2,25 kg", 2250), ("750 g", 750), ("1.5", 1500), ("3", 3000)):
        assert client.post(f"{at}/ubah/hitung", data={"amount": typed}).status_code == 303
        session.expire_all()
        assert session.get_one(StockLevel, maker.variant.stock_item_id).on_hand == grams
    assert client.post(f"{at}/ubah/hitung", data={"amount": "1.500 kg"}).status_code == 422, "1,5 or 1500?"
    sold = {**sale(maker, 1), "jumlah": "1,5 kg", "total": "270rb"}
    assert client.post("/jualan/catat-penjualan", data={**sold, "jumlah": "50 g"}).status_code == 422
    assert "5 kg" not in client.get(f"/jualan/catat-penjualan?kemasan={maker.variant.id}").text
    assert client.post("/jualan/catat-penjualan", data=sold).status_code == 303
    session.expire_all()
    assert session.get_one(StockLevel, maker.variant.stock_item_id).on_hand == 1500


@pytest.mark.one_database
def test_a_second_maker_finds_nothing_of_the_first(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    lot = session.scalars(select(Lot)).first()
    assert lot is not None
    client.post("/jualan/catat-penjualan", data=sale(maker, 1))
    kept = session.scalars(select(OfflineSale)).one()
    stranger = client.application.test_client()
    stranger.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    item = maker.variant.stock_item_id
    assert "Amplang" not in stranger.get("/jualan/stok").text + stranger.get("/jualan/stok/tabel").text
    for path in (f"/jualan/stok/{item}", f"/jualan/stok/{item}/produksi", f"/jualan/produksi/{lot.public_id}",
                 f"/jualan/catat-penjualan?kemasan={maker.variant.id}"):  # fmt: skip
        assert stranger.get(path).status_code == 404, path
    for path in (f"/jualan/stok/{item}/tambah", f"/jualan/stok/{item}/habis", f"/jualan/stok/{item}/ubah/hitung",
                 f"/jualan/stok/{item}/produksi", f"/jualan/produksi/{lot.public_id}/tarik",
                 f"/jualan/catat-penjualan/{kept.public_id}/urungkan"):  # fmt: skip
        answer = stranger.post(path, data={"amount": "1", "reason": "x", "sure": "ya"})
        assert answer.status_code == 404, path
    assert stranger.post("/jualan/catat-penjualan", data=sale(maker, 1)).status_code == 404
    stranger.post("/jualan/stok/tabel", data={f"stok-{item}": "1", f"lihat-{item}": "1100"})
    assert on_hand(session, maker) == 11


def test_what_is_being_paid_is_told_apart(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    item = maker.variant.stock_item_id
    holds.take(session, [holds.Wanted(item, 300)], until=clock.now() + timedelta(minutes=9))
    other = holds.take(session, [holds.Wanted(item, 200)], until=clock.now() + timedelta(minutes=9))
    allocations.from_hold(session, other, [allocations.Claim("line:1", item, 200)])
    told = words(client.get("/jualan/stok"))
    assert "7 bisa dijual" in told and "Sudah dipesan orang 2" in told and "Sedang dibayar orang 3" in told
