"""Many buyers want what the coming weeks can make, at one instant: nothing is promised twice (F17, F40)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.stock import capacity, supply
from marketplace.stock.capacity import CapacityWeek
from marketplace.stock.levels import OutOfStock
from marketplace.trade import books
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.network import Guest
from tests.races.test_last_packs import race
from tests.servers import LiveServer
from tests.shopping import fill


def prepare(server: LiveServer, weekly: int, shelf: int, cap: int) -> tuple[int, int, int, int]:
    """A maker with some packs and some weeks, and a pre-order with a cap; ids and what can be had at all."""
    with server.session() as session:
        cast.finance(session)
        made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=shelf, phone="+6281200000901")
        made.product.lead_days = 3
        item = made.variant.stock_item_id
        capacity.set_weekly(session, item, weekly * 100, by=made.actor)
        ahead = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=50, phone="+6281200000902")
        ahead.product.preorder_on = clock.today() + timedelta(days=9)
        capacity.set_day(session, ahead.variant.stock_item_id, ahead.product.preorder_on, cap * 100, by=ahead.actor)
        most = supply.of(session, [supply.Asked(item, 3)])[item].most // 100
        ids = made.variant.id, ahead.variant.id, item
        session.commit()
        return *ids, most


def enter(server: LiveServer, product: str, variant: int, together: threading.Barrier) -> bool:
    """One guest fills a cart and enters checkout with all the others; whether the goods are held."""
    guest = Guest(server.url)
    token = guest.token(f"/produk/{product}")
    fill(guest, {variant: 1}, token)
    together.wait()
    _, _, where = guest.post("/checkout", token)
    assert max(guest.statuses) < 500
    return where.endswith("/checkout/alamat")


def rush(server: LiveServer, product: str, variant: int, crowd: int) -> int:
    together = threading.Barrier(crowd)
    with ThreadPoolExecutor(crowd) as pool:
        jobs = [pool.submit(enter, server, product, variant, together) for _ in range(crowd)]
        return sum(job.result() for job in jobs)


def never_too_much(
    warm_server: Callable[..., LiveServer], *, crowd: int, weekly: int, shelf: int, cap: int, to_the_end: bool
) -> None:
    server = warm_server()
    made, ahead, item, most = prepare(server, weekly, shelf, cap)
    assert shelf + weekly < most < crowd
    if to_the_end:
        assert race(server, "amplang-uji", [{made: 1}] * crowd) == most
        assert race(server, "sambal-uji", [{ahead: 1}] * (cap + 4)) == cap
    else:
        assert rush(server, "amplang-uji", made, crowd) == most
        assert rush(server, "sambal-uji", ahead, cap + 3) == cap
    with server.session() as session:
        rows = session.scalars(select(CapacityWeek).order_by(CapacityWeek.week)).all()
        assert all(row.promised <= row.capacity for row in rows)
        assert sum(row.promised for row in rows if row.stock_item_id == item) == (most - shelf) * 100
        assert session.scalar(select(func.count()).select_from(OrderGroup)) == (most + cap if to_the_end else 0)
        assert books.faults(session) == []


@pytest.mark.postgres
def test_the_weeks_and_the_cap_are_never_overbooked(warm_server: Callable[..., LiveServer]) -> None:
    never_too_much(warm_server, crowd=11, weekly=1, shelf=1, cap=2, to_the_end=False)


@pytest.mark.soak
def test_a_crowd_never_overbooks_the_weeks(warm_server: Callable[..., LiveServer]) -> None:
    never_too_much(warm_server, crowd=120, weekly=10, shelf=7, cap=20, to_the_end=True)


@pytest.mark.postgres
def test_without_the_condition_a_week_is_overbooked(warm_server: Callable[..., LiveServer]) -> None:
    """Negative control: reading first and writing afterwards promises one week many times."""
    server = warm_server()
    *_, item, _most = prepare(server, 1, 0, 1)
    week = capacity.weeks_ahead(3)[0]
    together = threading.Barrier(6)
    with server.session() as session:
        session.add(CapacityWeek(stock_item_id=item, week=week, capacity=100, promised=0))
        session.commit()

    def careless() -> int:
        with server.session() as mine:
            row = mine.get_one(CapacityWeek, (item, week))
            left = row.capacity - row.promised
            together.wait()
            if left >= 100:
                mine.execute(update(CapacityWeek).where(CapacityWeek.week == week).values(promised=100))
                mine.commit()
            return int(left >= 100)

    def careful() -> int:
        with server.session() as mine:
            together.wait()
            return _promised(mine, item, week)

    with ThreadPoolExecutor(6) as crowd:
        assert sum(job.result() for job in [crowd.submit(careless) for _ in range(6)]) > 1
    with server.session() as session:
        session.execute(update(CapacityWeek).values(promised=0))
        session.commit()
    with ThreadPoolExecutor(6) as crowd:
        assert sum(job.result() for job in [crowd.submit(careful) for _ in range(6)]) == 1


def _promised(session: Session, item: int, week: object) -> int:
    """Whether the first share came from this week: everybody else must go to a later one."""
    try:
        shares = capacity.take(session, item, 100, 3)
    except OutOfStock:
        return 0
    session.commit()
    return int(shares[0].week == week)
