"""Unmet demand: each list counts what it should, and nearest makers are named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.catalog import wishes
from marketplace.insight import could_make, demand
from marketplace.stock.levels import StockLevel
from tests import cast, placed, quoting


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=2_000, packs=20, phone="+6281200000901")


def test_vain_searches_are_summed_over_the_weeks(session: Session, later: Callable[..., None]) -> None:
    wishes.missed(session, "keripik nangka")
    later(days=7)
    wishes.missed(session, "keripik nangka")
    wishes.missed(session, "abon rusa")
    rows = demand.missed(session)
    assert [(row.what, row.times) for row in rows] == [("keripik nangka", 2), ("abon rusa", 1)]
    later(weeks=9)
    assert demand.missed(session) == []


def test_sold_out_goods_say_what_they_sell_in_a_week(session: Session, maker: cast.Maker) -> None:
    placed.place(session, {maker.variant.id: 16}, "cod")
    assert demand.sold_out(session) == []
    session.execute(update(StockLevel).values(on_hand=StockLevel.held + StockLevel.allocated))
    row = demand.sold_out(session)[0]
    assert (row.what, row.packs, row.base, row.unit) == ("Amplang Tenggiri", 2, 200, "g")
    session.execute(update(StockLevel).values(weekly_capacity=5_000))
    assert demand.sold_out(session) == []


@pytest.mark.one_database
def test_nearest_makers_come_first_with_what_they_can_make(session: Session, maker: cast.Maker) -> None:
    cast.maker(session, "Sambal Lain", "Sambal Bawang", price=9_000, packs=1, phone="+6281200000902")
    session.execute(
        update(StockLevel).where(StockLevel.stock_item_id == maker.variant.stock_item_id).values(weekly_capacity=5_000)
    )
    found = could_make.of(session, "amplang")
    assert [one.producer.name for one in found] == ["Amplang Uji", "Sambal Lain"]
    assert found[0].goods[0] == "Amplang Tenggiri" and found[0].weekly == {"g": 5_000}
    assert could_make.of(session, "zzzz qqqq") == []


def test_lines_that_no_maker_offers_for_are_told_in_packs_and_kilograms(
    session: Session, later: Callable[..., None]
) -> None:
    scene = quoting.scene(session)
    assert demand.unquoted(session) == []
    later(days=1, hours=1)
    sambal, amplang = demand.unquoted(session)
    assert (amplang.packs, amplang.content, amplang.unit) == (60, 6_000, "g") and not amplang.is_over
    assert (sambal.what, sambal.packs, sambal.pack, sambal.content) == ("Sambal", 20, "botol 100 g", None)
    quoting.offer(session, scene, scene.amplang, (60, 17_000), (20, 25_000))
    assert demand.unquoted(session) == []
