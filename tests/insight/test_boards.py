"""The boards: what is counted, what is behind each figure, and what changes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.catalog.products import PriceTier
from marketplace.insight import behind, boards, hotel_ready, rollups, spans
from marketplace.insight.behind import BOARDS, Wanted
from marketplace.insight.sales import CitySales, Sale, ToCount
from marketplace.insight.spans import Span
from marketplace.kernel import clock
from marketplace.people import privacy_choices
from marketplace.people.certificates import Certificate
from marketplace.trade import refunds
from tests import buying, cast
from tests.insight.selling import ANI, BUDI, sold
from tests.sourcing import terming
from tests.trade.refunding import FIRST


@pytest.fixture
def makers(session: Session) -> tuple[cast.Maker, cast.Maker]:
    june = clock.midnight(date(clock.today().year + 1, 6, 17)) + timedelta(hours=9)
    with clock.pretend(june - timedelta(days=30)):
        cast.finance(session)
    clock.shift_for_tests(june - datetime.now(UTC))
    amplang = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=90, phone="+6281200000901")
    amplang.product.local_percent, amplang.product.replaces = 60, "keripik impor"
    sambal = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=90, phone="+6281200000902")
    session.flush()
    return amplang, sambal


def this_year() -> Span:
    return spans.year(clock.today())


def city(session: Session, span: Span) -> CitySales:
    found = boards.city(session, span)
    assert found is not None
    return found


def rows(session: Session, board: str, **wanted: Any) -> list[Any]:
    return list(behind.everything(session, board, Wanted(this_year(), **wanted)))


def test_only_what_buyers_received_and_kept_is_turnover(session: Session, makers: tuple[cast.Maker, ...]) -> None:
    amplang, sambal = makers
    sold(session, amplang, 2)
    sold(session, amplang, 4, received=False)
    partly = sold(session, sambal, 3, BUDI)
    refunds.give(session, partly, [refunds.Part(partly.lines[0].id, 1)], fee=0, reason="damaged", by=FIRST)
    hotel = buying.hotel(session)
    order = terming.send(session, amplang, terming.place(session, hotel, [(amplang, 10, 17_000)]).orders[0])
    terming.receive(session, hotel, order, accepted=7)
    rollups.count_all(session)
    found = city(session, this_year())
    assert found.rupiah == 2 * 18_000 + 2 * 28_000 + 7 * 17_000
    assert (found.orders, found.packs, found.hotel, found.makers) == (3, 11, 7 * 17_000, 2)
    assert found.told == found.replacing == 2 * 18_000 + 7 * 17_000 and found.local == found.told * 60 // 100
    assert [(row.hotel, row.rupiah, row.makers) for row in rows(session, "hotel")] == [("Hotel Uji", 7 * 17_000, 1)]


def test_every_figure_is_the_sum_of_the_rows_behind_it(session: Session, makers: tuple[cast.Maker, ...]) -> None:
    amplang, sambal = makers
    for maker, packs, phone, ago in ((amplang, 2, ANI, 1), (amplang, 1, ANI, 0), (sambal, 3, BUDI, 0)):
        sold(session, maker, packs, phone, days_ago=ago)
    rollups.count_all(session)
    found = city(session, this_year())
    for board in ("waktu", "pesanan", "penjual", "wilayah"):
        assert sum(row.rupiah for row in rows(session, board)) == found.rupiah, board
    assert boards.workdays(session, this_year()) == sum(row.makers for row in rows(session, "hari-kerja")) == 3
    assert sum(row.local for row in rows(session, "bahan-lokal")) == found.local == 3 * 18_000 * 60 // 100
    assert sum(row.rupiah for row in rows(session, "pengganti-impor")) == found.replacing == 3 * 18_000
    assert len(rows(session, "pesanan")) == found.orders == 3
    assert len(rows(session, "pembeli-kembali")) == found.came_back == 1 and found.buyers == 2
    assert len(rows(session, "penjualan-pertama")) == found.first_sales == 2
    assert [row.maker for row in rows(session, "pesanan", maker="sambal-uji")] == ["Sambal Uji"]
    counts = boards.ladder(session)
    assert {step: len(rows(session, "tangga", step=step)) for step in counts} == counts
    assert (counts["terjual"], counts["kembali"], counts["hotel"]) == (2, 1, 0)


def test_a_later_refund_is_counted_and_only_its_day(session: Session, makers: tuple[cast.Maker, ...]) -> None:
    order = sold(session, makers[0], 3, days_ago=3)
    sold(session, makers[1], 1, days_ago=2)
    rollups.count_all(session)
    counted = rollups.last_done(session)
    assert counted is not None
    with clock.pretend(clock.now() + timedelta(days=1)):
        refunds.give(session, order, [refunds.Part(order.lines[0].id, 2)], fee=0, reason="late", by=FIRST)
        counted.planned_at = clock.now() - timedelta(minutes=1)
        assert rollups.plan(session) and not rollups.plan(session)
        waiting = session.query(ToCount.first).filter(ToCount.span == "day").all()
        assert [day for (day,) in waiting] == [clock.today() - timedelta(days=4)]
        while rollups.step(session):
            pass
    sale = session.get_one(Sale, order.id, populate_existing=True)
    assert (sale.packs, sale.rupiah) == (1, 18_000)
    session.expire_all()
    assert sum(row.rupiah for row in rows(session, "pesanan")) == 18_000 + 28_000


def test_pages_follow_each_other_without_gaps(session: Session, makers: tuple[cast.Maker, ...]) -> None:
    for ago in range(3):
        sold(session, makers[ago % 2], 1, (ANI, BUDI)[ago % 2], days_ago=ago)
    rollups.count_all(session)
    for board in BOARDS:
        whole, found, after = rows(session, board), [], None
        for _ in range(len(whole) + 1):
            part = behind.page(session, board, Wanted(this_year()), after, 1)
            found += part.rows
            after = part.following
            if after is None:
                break
        assert found == whole and after is None, board


def test_a_maker_is_as_ready_for_hotels_as_her_shop_is_now(session: Session, makers: tuple[cast.Maker, ...]) -> None:
    maker = makers[0].producer
    rollups.count_all(session)
    row = next(row for row in rows(session, "siap-hotel") if row.slug == maker.slug)
    assert set(row.missing.split()) == {"nib", "food", "halal", "photo", "label", "days", "bank"} and row.score == 30
    for kind in ("halal", "pirt"):
        paper = Certificate(
            producer_id=maker.id, kind=kind, number="1", issuer="Uji", valid_from=clock.today(),
            valid_to=clock.today() + timedelta(days=5), verified_at=clock.now(), verified_by="Petugas",
        )  # fmt: skip
        session.add(paper)
    maker.nib, maker.production_days = "1234567890123", [0, 1]
    session.execute(delete(PriceTier))
    session.flush()
    missing = {check.code for check in hotel_ready.of(session, maker.id) if not check.met}
    assert missing == {"photo", "label", "bank", "tiers"}
    with clock.pretend(clock.now() + timedelta(days=6)):
        late = {check.code for check in hotel_ready.of(session, maker.id) if not check.met}
    assert late == {*missing, "food", "halal"}


def test_who_objects_is_in_no_figure_until_allowing_it_again(session: Session, makers: tuple[cast.Maker, ...]) -> None:
    order = sold(session, makers[0], 2, ANI, days_ago=2)
    sold(session, makers[0], 1, ANI)
    sold(session, makers[1], 3, BUDI)
    rollups.count_all(session)
    assert city(session, this_year()).orders == 3
    guest = f"group:{order.group_id}"
    for allowed, orders in ((False, 1), (True, 3)):
        privacy_choices.choose(session, guest, "statistics", allowed, how="link", by=cast.FINANCE)
        rollups.count_all(session)
        assert city(session, this_year()).orders == len(rows(session, "pesanan")) == orders
