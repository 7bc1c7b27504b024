"""Favourites: a guest's by signed cookie, joined to the account at log-in; taken off and taken back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import favourites
from marketplace.kernel import clock, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.people import passwords
from marketplace.people.users import User
from tests import cast
from tests.counting import cost

pytestmark = pytest.mark.one_database
PRODUCT, MAKER = {"jenis": "product", "alamat": "amplang-uji"}, {"jenis": "producer", "alamat": "amplang-uji"}


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    session.add(User(name="Siti", phone="+6281200000001", password_hash=passwords.seal(cast.PASSWORD)))
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def listed(session: Session) -> list[str]:
    """Siti's list, the newest first."""
    session.expire_all()
    siti = session.scalars(select(User).where(User.name == "Siti")).one()
    return [kind for kind, _ in favourites.of_user(session, siti.id)]


def log_in(client: FlaskClient) -> None:
    assert client.post("/masuk", data={"who": "081200000001", "password": cast.PASSWORD}).status_code == 303


def test_a_guest_s_list_is_a_cookie_and_joins_the_account(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    assert client.post("/favorit", data={**PRODUCT, "simpan": "1"}).location == "/produk/amplang-uji"
    client.post("/favorit", data={**MAKER, "simpan": "1"})
    for path in ("/produk/amplang-uji", "/toko/amplang-uji"):
        answer = client.get(path)
        assert 'aria-pressed="true"' in answer.text and answer.headers["Cache-Control"] == "private, no-store"
    assert cost(client, "/produk/amplang-uji") == 6, "the heart costs no statement"
    assert client.get("/favorit").text.count("Hapus<") == 2
    log_in(client)
    assert listed(session) == ["producer", "product"] and client.get_cookie("favorit") is None
    assert 'aria-pressed="true"' in client.get("/produk/amplang-uji").text
    client.post("/favorit", data=PRODUCT)
    assert listed(session) == ["producer"]


@pytest.mark.parametrize("value", ["p1", "p1.AAAA", "x" * 3000, "p1-p2.É"])
def test_a_cookie_of_somebody_s_own_making_says_nothing(client: FlaskClient, amplang: cast.Maker, value: str) -> None:
    client.set_cookie("favorit", value)
    assert "Belum ada favorit" in client.get("/favorit").text


def test_what_was_taken_off_comes_back(client: FlaskClient, amplang: cast.Maker) -> None:
    client.post("/favorit", data={**PRODUCT, "simpan": "1"})
    removed = client.post("/favorit/hapus", data=PRODUCT, follow_redirects=True)
    assert "Amplang Uji dihapus dari favorit" in removed.text and "Belum ada favorit" in removed.text
    fragment = client.post("/favorit/kembalikan", data=PRODUCT, headers={"HX-Request": "true"})
    assert fragment.text.lstrip().startswith('<div id="favorit">') and "Rp18.000" in fragment.text


def test_what_is_not_sold_any_more_is_said_and_can_be_taken_off(
    client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    client.post("/favorit", data={**PRODUCT, "simpan": "1"})
    amplang.product.archived_at = clock.now()
    assert "Sedang tidak dijual" in client.get("/favorit").text
    client.post("/favorit/hapus", data=PRODUCT)
    assert "Belum ada favorit" in client.get("/favorit").text
    assert client.post("/favorit", data={"jenis": "product", "alamat": "tidak-ada"}).status_code == 404


def test_a_full_list_says_so(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    settings.change(session, "favourites.most", 1, by=SYSTEM)
    client.post("/favorit", data={**PRODUCT, "simpan": "1"})
    client.post("/favorit", data={**MAKER, "simpan": "1"})
    log_in(client)
    assert listed(session) == ["producer"], "the newest, as far as there is room"
    answer = client.post("/favorit", data={**PRODUCT, "simpan": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "paling banyak 1" in answer.text and 'aria-pressed="false"' in answer.text


def test_the_list_costs_the_same_at_any_length(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    for n in range(6):
        cast.goods(session, amplang.producer, f"Kerupuk {n}", price=9_000, packs=5)
    client.post("/favorit", data={**PRODUCT, "simpan": "1"})
    client.get("/favorit")
    one = cost(client, "/favorit")
    for n in range(6):
        client.post("/favorit", data={"jenis": "product", "alamat": f"kerupuk-{n}", "simpan": "1"})
    assert cost(client, "/favorit") == one
