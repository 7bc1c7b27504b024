"""From the helper's link to the maker's tap, at the maker's desk under both names, and back with one tap."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.events import Event
from marketplace.people import passwords, staff
from marketplace.people.assisting import Assistance
from marketplace.people.users import User
from marketplace.stock.lots import Movement
from tests import cast

OWN = "/jualan/pendamping"
BOTH = "Rina (untuk Amplang Uji)"


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


@pytest.fixture
def rina(client: FlaskClient, session: Session) -> FlaskClient:
    session.add(User(name="Rina", phone="+6281200000333", password_hash=passwords.seal(cast.PASSWORD)))
    session.flush()
    return entered(client, "081200000333")


def entered(client: FlaskClient, phone: str) -> FlaskClient:
    browser = client.application.test_client()
    assert browser.post("/masuk", data={"who": phone, "password": cast.PASSWORD}).status_code == 303
    return browser


def agreed(rina: FlaskClient, owner: FlaskClient) -> str:
    """The helper asks, the maker taps; the address of the consent."""
    link = re.search(r"/jualan/pendamping/izin/[\w-]+", rina.post("/bantu/minta").text)
    assert link
    assert "Rina minta izin" in owner.get(link[0]).text
    assert owner.get(OWN).text.count("Akhiri sekarang") == 0, "looking agrees to nothing"
    assert owner.post(link[0]).status_code == 303
    assert owner.post(link[0]).status_code == 404, "a link works once"
    found = re.search(r"/bantu/([\w-]+)/mulai", rina.get("/bantu").text)
    assert found
    return found[1]


def test_a_helper_works_at_the_makers_desk_under_a_banner(
    client: FlaskClient, session: Session, maker: cast.Maker, rina: FlaskClient
) -> None:
    owner = entered(client, "081200000901")
    assert rina.get("/jualan").status_code == 404
    consent = agreed(rina, owner)
    assert rina.get("/jualan").status_code == 404, "not before it is begun"
    assert rina.post(f"/bantu/{consent}/mulai").status_code == 303
    for page in ("/jualan", "/jualan/stok", "/", "/akun"):
        assert "Bertindak untuk Amplang Uji" in rina.get(page).text, page
    stock = f"/jualan/stok/{maker.variant.stock_item_id}"
    assert rina.post(f"{stock}/habis").status_code in {200, 303}
    assert session.scalars(select(Movement.by_name).order_by(Movement.id.desc())).first() == BOTH
    price = f"/jualan/produk/amplang-uji/kemasan/{maker.variant.id}"
    assert rina.post(price, data={"price": "20rb", "minimum": "1", "step": "1"}).status_code == 303
    written = session.scalars(select(Event).where(Event.by_name == BOTH)).all()
    assert written and {event.acting_for for event in written} == {maker.producer.id}
    assert rina.get(OWN).status_code == 404 and rina.post(f"{OWN}/{consent}/akhiri").status_code == 404
    assert rina.post("/bantu/selesai").status_code == 303
    assert rina.get("/jualan").status_code == 404 and "Bertindak untuk" not in rina.get("/bantu").text


def test_the_maker_ends_it_with_one_tap_on_the_first_page(
    client: FlaskClient, maker: cast.Maker, rina: FlaskClient
) -> None:
    owner = entered(client, "081200000901")
    consent = agreed(rina, owner)
    rina.post(f"/bantu/{consent}/mulai")
    assert "Bertindak untuk" in rina.get("/jualan").text
    end = re.search(r'action="(/jualan/pendamping/[\w-]+/akhiri)"', owner.get("/jualan").text)
    assert end and owner.post(end[1]).status_code == 303
    assert rina.get("/jualan").status_code == 404
    assert rina.post(f"/bantu/{consent}/mulai").status_code == 404
    assert "akhiri" not in owner.get("/jualan").text


def test_a_stranger_can_neither_use_nor_end_a_consent(
    client: FlaskClient, session: Session, maker: cast.Maker, rina: FlaskClient
) -> None:
    consent = agreed(rina, entered(client, "081200000901"))
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=9_000, packs=1, phone="+6281200000902")
    stranger = entered(client, "081200000902")
    for path in (f"/bantu/{consent}/mulai", f"/bantu/{consent}/akhiri", f"{OWN}/{consent}/akhiri"):
        assert stranger.post(path).status_code == 404, path
    assert "Rina" not in stranger.get(OWN).text
    assert session.scalars(select(Assistance)).one().ended_at is None


def test_staff_pass_the_second_factor_before_they_act_for_a_maker(
    client: FlaskClient, session: Session, maker: cast.Maker, rina: FlaskClient
) -> None:
    person = session.scalars(select(User).where(User.name == "Rina")).one()
    staff.grant(session, person, "officer", by=cast.FINANCE)
    rina = entered(client, "081200000333")
    consent = agreed(rina, entered(client, "081200000901"))
    rina.post(f"/bantu/{consent}/mulai")
    answer = rina.get("/jualan")
    assert answer.status_code == 303 and "kode" in answer.headers["Location"]
