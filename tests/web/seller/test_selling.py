"""A maker chooses how a product is sold; what was promised before stays promised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.stock import capacity, shelf, supply
from tests import cast
from tests.shopping import InProcess, fill, to_review

AT = "/jualan/produk/amplang-uji/cara-jual"


@pytest.fixture
def amplang(client: FlaskClient, session: Session) -> cast.Maker:
    cast.finance(session)
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=5, phone="+6281200000901")
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    return made


def most(session: Session, maker: cast.Maker) -> int:
    """How many packs somebody could order now."""
    session.expire_all()
    product, item = maker.product, maker.variant.stock_item_id
    told = supply.of(session, [supply.Asked(item, product.lead_days, product.preorder_on)])[item]
    return told.most // 100


def said(answer: Any) -> list[str]:
    return [node.text(strip=True) for node in LexborHTMLParser(answer.text).css(".error")]


def monday() -> date:
    return capacity.monday(clock.today() + timedelta(days=14))


def test_from_the_shelf_beyond_it_and_made_to_order(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    assert most(session, amplang) == 5
    assert client.post(AT, data={"way": "both", "lead_days": "3", "weekly_packs": "10"}).status_code == 303
    assert most(session, amplang) == 5 + 10 * capacity.WEEKS_AHEAD
    shelf.sell_out(session, amplang.variant.stock_item_id, by=amplang.actor)
    assert client.post(AT, data={"way": "order", "lead_days": "3", "weekly_packs": "20"}).status_code == 303
    assert most(session, amplang) == 20 * capacity.WEEKS_AHEAD and amplang.product.made_to_order
    assert "3" in LexborHTMLParser(client.get(AT).text).css_first("#lead_days").attributes["value"]  # type: ignore[operator]
    assert client.post(AT, data={"way": "shelf"}).status_code == 303
    assert most(session, amplang) == 0 and not amplang.product.made_to_order


@pytest.mark.parametrize("on_monday", [True, False])
def test_ahead_for_one_day_up_to_a_cap(
    client: FlaskClient, session: Session, amplang: cast.Maker, on_monday: bool
) -> None:
    day = monday() if on_monday else monday() + timedelta(days=2)
    assert client.post(AT, data={"way": "ahead", "day": day.isoformat(), "cap_packs": "30"}).status_code == 303
    assert most(session, amplang) == 30 and amplang.product.preorder_on == day
    browser = InProcess(client.application.test_client())
    fill(browser, {amplang.variant.id: 12})
    hidden = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
    assert browser.post("/checkout/periksa", hidden or {})[0] == 303
    assert most(session, amplang) == 18
    less = client.post(AT, data={"way": "ahead", "day": day.isoformat(), "cap_packs": "11"})
    assert less.status_code == 422 and any("lebih besar" in text for text in said(less))
    assert most(session, amplang) == 18
    assert client.post(AT, data={"way": "ahead", "day": day.isoformat(), "cap_packs": "12"}).status_code == 303
    assert most(session, amplang) == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "Pilih cara"),
        ({"way": "both", "lead_days": "3"}, "seminggu"),
        ({"way": "order", "weekly_packs": "10"}, "berapa hari"),
        ({"way": "order", "lead_days": "-3", "weekly_packs": "10"}, "angka bulat"),
        ({"way": "ahead", "cap_packs": "10"}, "tanggalnya"),
        ({"way": "ahead", "day": "2020-01-01", "cap_packs": "10"}, "mulai besok"),
        ({"way": "ahead", "day": "2099-01-01", "cap_packs": "10"}, "mulai besok"),
        ({"way": "ahead", "day": "besok", "cap_packs": "10"}, "tanggal"),
    ],
)
def test_what_is_missing_is_told(
    client: FlaskClient, session: Session, amplang: cast.Maker, given: dict[str, str], field: str
) -> None:
    answer = client.post(AT, data=given)
    assert answer.status_code == 422 and any(field in text for text in said(answer)), said(answer)
    page = LexborHTMLParser(answer.text)
    for name in set(given) - {"way"}:
        assert page.css_first(f"#{name}").attributes["value"] == given[name]
    assert most(session, amplang) == 5


def test_another_maker_changes_nothing(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    other = client.application.test_client()
    other.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    assert other.get(AT).status_code == 404
    assert other.post(AT, data={"way": "both", "lead_days": "3", "weekly_packs": "10"}).status_code == 404
    assert most(session, amplang) == 5
