"""A cache between the shop and three people never hands one what belongs to another."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.people import passwords
from marketplace.people.users import User
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.shopping import InProcess, fill, to_review

pytestmark = pytest.mark.one_database
PAGES = ("/", "/kategori/kerupuk-keripik", "/cari?q=amplang", "/produk/amplang-uji", "/keranjang", "/akun", "/bantuan")


class CarelessCache:
    """Keeps what it may by Cache-Control alone, knows no Vary and never asks again."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, client: FlaskClient, path: str, **headers: str) -> str:
        if path in self.kept:
            return self.kept[path]
        answer = client.get(path, headers=headers)
        rules = answer.headers.get("Cache-Control", "")
        if answer.status_code == 200 and "private" not in rules and "no-store" not in rules:
            assert "Set-Cookie" not in answer.headers, path
            self.kept[path] = answer.text
        return answer.text


@pytest.fixture
def people(app: Flask, session: Session) -> dict[str, FlaskClient]:
    """Siti and Budi are logged in with carts of their own, Ani ordered as a guest, nobody else has a cookie."""
    cast.finance(session)
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    for name, phone in (("Siti-canary", "+6281200000001"), ("Budi-canary", "+6281200000002")):
        session.add(User(name=name, phone=phone, password_hash=passwords.seal(cast.PASSWORD)))
    session.commit()
    found = {name: app.test_client() for name in ("Siti-canary", "Budi-canary", "Ani-canary", "nobody")}
    for name, phone in (("Siti-canary", "081200000001"), ("Budi-canary", "081200000002")):
        found[name].post("/masuk", data={"who": phone, "password": cast.PASSWORD})
        fill(InProcess(found[name]), {maker.variant.id: 1})
    fill(InProcess(found["Ani-canary"]), {maker.variant.id: 3})
    return found


@pytest.mark.parametrize("order", ["SBAn", "nABS", "BnSA"])
def test_a_shared_cache_leaks_nothing(people: dict[str, FlaskClient], order: str) -> None:
    cache = CarelessCache()
    queue = sorted(people, key=lambda name: order.index(name[0]))
    for headers in ({}, {"HX-Request": "true"}):
        for path in PAGES:
            for name in queue:
                page = cache.get(people[name], path, **headers)
                assert not [other for other in people if other != name and other in page], (path, name)
                if "akun" in path and "canary" in name and name != "Ani-canary" and not headers:
                    assert name in page, "the canary is really on the page"
    assert {path for path in cache.kept} <= {"/", "/kategori/kerupuk-keripik", "/cari?q=amplang", *PAGES}
    assert "/akun" not in cache.kept


def test_the_pages_of_an_order_are_kept_by_nobody(people: dict[str, FlaskClient], session: Session) -> None:
    ani = InProcess(people["Ani-canary"])
    hidden = to_review(ani, method="transfer", phone="081234567890", street="Jl. Canary 1")
    assert hidden is not None
    for path in ("/checkout/alamat", "/checkout/pengiriman", "/checkout/pembayaran", "/checkout/periksa"):
        assert people["Ani-canary"].get(path).headers["Cache-Control"] == "private, no-store", path
    _, _, where = ani.post("/checkout/periksa", hidden)
    session.expire_all()
    for name in ("Ani-canary", "nobody"):
        answer = people[name].get(where)
        assert answer.status_code == 200 and session.query(OrderGroup).count() == 1
        assert answer.headers["Cache-Control"] == "private, no-store", name


@pytest.mark.parametrize("path", PAGES[:5])
def test_going_back_gets_a_whole_page(people: dict[str, FlaskClient], path: str) -> None:
    restore = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    answer = people["Siti-canary"].get(path, headers=restore)
    assert answer.text.lstrip().lower().startswith("<!doctype html>")
    assert {"HX-Request", "Cookie"} <= set(answer.vary)
