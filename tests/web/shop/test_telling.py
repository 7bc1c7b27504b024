"""“Kabari saya” on the page of a sold-out product: without an account, and taken back in the same browser."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.trade.stock_waits import StockWait
from tests import cast

pytestmark = pytest.mark.one_database
PAGE = "/produk/amplang-uji"


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=0, phone="+6281200000901")


def test_a_guest_asks_and_takes_it_back(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    pack = {"pack": amplang.variant.id}
    assert "satu pesan saja" in client.get(PAGE).text
    wrong = client.post(f"{PAGE}/kabari", data={**pack, "who": "08x"})
    assert wrong.status_code == 422 and 'value="08x"' in wrong.text and "+ Keranjang" not in wrong.text
    answer = client.post(f"{PAGE}/kabari", data={**pack, "who": "0812-7777-0001"}, follow_redirects=True)
    assert "Anda menunggu 100 g" in answer.text and 'name="who"' not in answer.text
    wait = session.scalars(select(StockWait)).one()
    assert (wait.channel, wait.address, wait.state) == ("whatsapp", "+6281277770001", "waiting")
    fragment = client.post(f"{PAGE}/kabari/batal", data=pack, headers={"HX-Request": "true"})
    assert fragment.text.count("<section") == 1 and 'name="who"' in fragment.text
    session.expire_all()
    assert wait.state == "stopped"


def test_another_browser_cannot_take_it_back(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    client.post(f"{PAGE}/kabari", data={"pack": amplang.variant.id, "who": "ani@contoh.id"})
    stranger = client.application.test_client()
    stranger.post(f"{PAGE}/kabari/batal", data={"pack": amplang.variant.id})
    assert session.scalars(select(StockWait.state)).one() == "waiting"
    assert stranger.get("/kabar/tidak-ada").status_code == 404


def test_what_can_be_bought_has_no_such_form(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    sambal = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=3, phone="+6281200000902")
    assert 'id="kabari"' not in client.get("/produk/sambal-uji").text
    answer = client.post("/produk/sambal-uji/kabari", data={"pack": sambal.variant.id, "who": "ani@contoh.id"})
    assert answer.status_code == 303 and session.scalars(select(StockWait)).all() == []
