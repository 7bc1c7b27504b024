"""Many buyers want the last packs at one instant, against the real server with several processes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.stock import levels
from marketplace.stock.levels import StockLevel
from marketplace.trade import books
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review

CASES = [(20, 1), (12, 5), (8, 100)]
FULL = [(160, 50), (20, 1), (10, 1000)]


def buy(server: LiveServer, product: str, wanted: dict[int, int], n: int, together: threading.Barrier) -> str:
    """One guest's whole way; the entry to checkout is simultaneous. Returns the order's address or nothing."""
    guest = Guest(server.url)
    token = guest.token(f"/produk/{product}")
    fill(guest, wanted, token)
    together.wait()
    hidden = to_review(guest, method="transfer", phone=f"08127777{n:04d}", street=f"Jl. Uji {n}", token=token)
    where = ""
    if hidden is not None:
        status, _, where = guest.post("/checkout/periksa", {**hidden, **token})
        assert status == 303
    assert max(guest.statuses) < 500
    return where if "/pesanan/" in where else ""


def race(server: LiveServer, product: str, carts: list[dict[int, int]]) -> int:
    together = threading.Barrier(len(carts))
    with ThreadPoolExecutor(len(carts)) as crowd:
        jobs = [crowd.submit(buy, server, product, cart, n, together) for n, cart in enumerate(carts)]
        return len({job.result() for job in jobs} - {""})


@pytest.mark.parametrize(("buyers", "packs"), CASES)
def test_exactly_what_there_is_gets_sold(warm_server: Callable[..., LiveServer], buyers: int, packs: int) -> None:
    sells_exactly(warm_server, buyers, packs)


@pytest.mark.soak
@pytest.mark.parametrize(("buyers", "packs"), FULL)
def test_exactly_what_there_is_gets_sold_to_a_crowd(
    warm_server: Callable[..., LiveServer], buyers: int, packs: int
) -> None:
    sells_exactly(warm_server, buyers, packs)


def sells_exactly(warm_server: Callable[..., LiveServer], buyers: int, packs: int) -> None:
    server = warm_server()
    with server.session() as session:
        cast.finance(session)
        maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=packs, phone="+6281200000901")
        variant, item = maker.variant.id, maker.variant.stock_item_id
        session.commit()
    sold = race(server, "amplang-uji", [{variant: 1}] * buyers)
    with server.session() as session:
        assert sold == min(buyers, packs)
        assert session.scalar(select(func.count()).select_from(OrderGroup)) == sold
        assert levels.free(session, item) == (packs - sold) * 100
        assert books.faults(session) == []


def test_crossing_carts_do_not_wait_in_a_circle(warm_server: Callable[..., LiveServer]) -> None:
    server = warm_server()
    with server.session() as session:
        cast.finance(session)
        one = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=5, phone="+6281200000901")
        two = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=5, phone="+6281200000902")
        first, second = one.variant.id, two.variant.id
        session.commit()
    carts = [{first: 1, second: 1} if n % 2 else {second: 1, first: 1} for n in range(10)]
    assert race(server, "amplang-uji", carts) == 5
    with server.session() as session:
        assert books.faults(session) == []


@pytest.mark.postgres
def test_without_the_condition_too_much_is_sold(warm_server: Callable[..., LiveServer]) -> None:
    """Negative control: reading first and writing afterwards, the race really does oversell."""
    server = warm_server()
    with server.session() as session:
        maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=8, phone="+6281200000901")
        item = maker.variant.stock_item_id
        session.commit()
    together = threading.Barrier(8)

    def careless() -> int:
        with server.session() as mine:
            seen = levels.free(mine, item)
            together.wait()
            if seen < 800:
                return 0
            mine.execute(update(StockLevel).where(StockLevel.stock_item_id == item).values(held=800))
            mine.commit()
            return 1

    def careful() -> int:
        with server.session() as mine:
            together.wait()
            return _took(mine, item)

    with ThreadPoolExecutor(8) as crowd:
        assert sum(job.result() for job in [crowd.submit(careless) for _ in range(8)]) > 1
    with server.session() as session:
        session.execute(update(StockLevel).values(held=0))
        session.commit()
    with ThreadPoolExecutor(8) as crowd:
        assert sum(job.result() for job in [crowd.submit(careful) for _ in range(8)]) == 1


def _took(session: Session, item: int) -> int:
    try:
        levels.take(session, item, 800)
    except levels.OutOfStock:
        return 0
    session.commit()
    return 1
