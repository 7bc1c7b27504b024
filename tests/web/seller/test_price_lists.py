"""A maker gives a hotel its price, changes it, ends it; the hotel sees it and pays it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import contracts
from marketplace.sourcing.contracts import PriceList
from tests import buying, cast
from tests.trade.ordering import log_in

PAGE = "/jualan/harga-khusus"


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=200, phone="+6281200000901")


def form(hotel: buying.Hotel, maker: cast.Maker, price: str, **other: str) -> dict[str, str]:
    today = clock.today()
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=30)).isoformat()}
    buyer = f"{hotel.organisation.public_id}.{hotel.kitchen.public_id}"
    return {"buyer": buyer, **days, f"price-{maker.variant.id}": price, **other}


def test_given_changed_and_ended(client: FlaskClient, session: Session, hotel: buying.Hotel, maker: cast.Maker) -> None:
    log_in(client)
    assert client.post(f"{PAGE}/baru", data=form(hotel, maker, "15rb")).status_code == 303
    first = session.scalars(select(PriceList)).one()
    assert (first.outlet_id, [one.price for one in first.prices]) == (hotel.kitchen.id, [15_000])
    assert 'value="15.000"' in client.get(f"{PAGE}/baru?ganti={first.public_id}").get_data(as_text=True)
    changed = form(hotel, maker, "14.500", ganti=first.public_id)
    assert client.post(f"{PAGE}/baru", data=changed).status_code == 303

    def price() -> int | None:
        session.expire_all()
        found = contracts.agreed(session, hotel.organisation.id, hotel.kitchen.id, [maker.variant.id])
        return found[maker.variant.id].price if found else None

    assert price() == 14_500
    last = session.scalars(select(PriceList).where(PriceList.ended_at.is_(None))).one()
    assert client.post(f"{PAGE}/{last.public_id}/akhiri").status_code == 303
    assert price() is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"price": "19.000"}, "tidak boleh lebih mahal"),
        ({"price": ""}, "paling sedikit satu harga"),
        ({"price": "15rb", "ends_on": "2020-01-01"}, "sesudah hari mulai"),
        ({"price": "15rb", "buyer": "lain"}, "Pilih"),
        ({"price": "15rb", "starts_on": "besok"}, "Tulis tanggal"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    client: FlaskClient, session: Session, hotel: buying.Hotel, maker: cast.Maker, change: dict[str, str], sentence: str
) -> None:
    log_in(client)
    typed = form(hotel, maker, change["price"], note="Catatan saya") | {k: v for k, v in change.items() if k != "price"}
    answer = client.post(f"{PAGE}/baru", data=typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in text and "Catatan saya" in text
    assert session.scalars(select(PriceList)).first() is None


def test_another_makers_list_is_not_there(
    client: FlaskClient, session: Session, hotel: buying.Hotel, maker: cast.Maker
) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=5, phone="+6281200000902")
    made = contracts.offer(
        session, other.producer, hotel.organisation, None, {other.variant.id: 20_000}, starts_on=clock.today(),
        ends_on=clock.today(), by=other.actor,
    )  # fmt: skip
    log_in(client)
    assert made.public_id not in client.get(PAGE).get_data(as_text=True)
    assert client.post(f"{PAGE}/{made.public_id}/akhiri").status_code == 404
    assert client.get(f"{PAGE}/baru?ganti={made.public_id}").status_code == 404


@pytest.mark.parametrize(("role", "sees"), [("requester", True), ("chef", False)])
def test_the_hotel_sees_its_own_prices(
    client: FlaskClient, session: Session, hotel: buying.Hotel, maker: cast.Maker, role: str, sees: bool
) -> None:
    contracts.offer(
        session, maker.producer, hotel.organisation, hotel.kitchen, {maker.variant.id: 15_000}, starts_on=clock.today(),
        ends_on=clock.today(), by=maker.actor,
    )  # fmt: skip
    text = hotel.enter(client, role).get(f"{hotel.url}/harga-kontrak").get_data(as_text=True)
    assert ("Rp15.000" in text) is sees
