"""Hari ini: every role sees what waits for it, each with the way to where it is settled."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import requests
from marketplace.trade import bills
from tests import buying, cast, quoting
from tests.sourcing import terming

pytestmark = pytest.mark.one_database


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=200, phone="+6281200000901")


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


def waits(client: FlaskClient, hotel: buying.Hotel, role: str) -> dict[str, tuple[str, bool]]:
    """What the page says by what it is: its address and whether it is late."""
    page = hotel.enter(client.application.test_client(), role).get(hotel.url).text
    found = re.findall(r'<a class="figure( figure-late)?" href="([^"]+)">(.*?)</a>', page, re.DOTALL)
    facts = {}
    for late, href, body in found:
        count, what = re.findall(r'class="num">(\d+)<', body)[0], re.findall(r'small muted">([^<]+)<', body)[0]
        facts[f"{count} {what}"] = (href.removeprefix(hotel.url), bool(late))
    return facts


def test_a_store_keeper_sees_what_comes_today(
    client: FlaskClient, session: Session, hotel: buying.Hotel, maker: cast.Maker
) -> None:
    first, late, other = (terming.place(session, hotel, [(maker, 5, 18_000)]).orders[0] for _ in range(3))
    other.promised_on = clock.today() + timedelta(days=3)
    told = {"2 kiriman hari ini, belum dihitung": ("/terima", False)}
    assert waits(client, hotel, "receiver") == told
    late.promised_on = clock.today() - timedelta(days=1)
    session.flush()
    assert waits(client, hotel, "receiver") == {"2 kiriman hari ini, belum dihitung": ("/terima", True)}
    terming.receive(session, hotel, terming.send(session, maker, first))
    assert waits(client, hotel, "receiver") == {"1 kiriman hari ini, belum dihitung": ("/terima", True)}
    assert waits(client, hotel, "requester") == {}


def test_finance_sees_what_is_due_and_what_is_late(
    client: FlaskClient, session: Session, hotel: buying.Hotel, maker: cast.Maker
) -> None:
    cast.finance(session)
    orders = [terming.place(session, hotel, [(maker, 5, 18_000)]).orders[0] for _ in range(3)]
    found = []
    for order in orders:
        terming.receive(session, hotel, terming.send(session, maker, order))
        found.append(bills.of_order(session, order.id))
    assert waits(client, hotel, "finance") == {}
    for bill, days in zip(found, (-1, 0, 8), strict=True):
        assert bill is not None
        bill.due_on = clock.today() + timedelta(days=days)
    session.flush()
    assert waits(client, hotel, "finance") == {
        "1 sudah lewat jatuh tempo": ("/tagihan", True), "1 jatuh tempo dalam 7 hari": ("/tagihan", False),
    }  # fmt: skip
    assert waits(client, hotel, "receiver") == {}


def test_a_requester_sees_offers_to_compare_and_what_came_back(
    client: FlaskClient, session: Session, hotel: buying.Hotel, maker: cast.Maker
) -> None:
    scene = quoting.scene(session, hotel, (maker, maker))
    assert waits(client, hotel, "requester") == {}
    quote = quoting.offer(session, scene, maker, (50, 17_000))
    back = requests.begin(session, hotel.desk(session, "requester"), hotel.kitchen)
    back.state, back.decided_at = "sent_back", clock.now()
    session.flush()
    told = {
        "1 sudah ada harga untuk dibandingkan": ("/penawaran", False),
        "1 dikembalikan atau lewat waktu, perlu Anda lihat": ("/permintaan", False),
    }
    assert waits(client, hotel, "requester") == told
    assert waits(client, hotel, buying.CHEF) == {} and waits(client, hotel, "approver") == {}
    quoting.award(session, scene, {quote.current.lines[0].id: 9})
    assert "1 sudah ada harga untuk dibandingkan" not in waits(client, hotel, "requester")
