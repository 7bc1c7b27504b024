"""Two workers see the same packs arrive: nobody is told twice, and no more people than there are packs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, db, jobs
from marketplace.kernel.actor import SYSTEM
from marketplace.people.users import Identifier
from marketplace.stock import lots
from marketplace.trade import back_in_stock, stock_waits
from tests import cast

WORKERS, WAITING, PACKS = 4, 6, 3


@pytest.mark.postgres
def test_workers_at_one_moment_tell_each_person_once(fresh_database: Callable[[], str]) -> None:
    address = db.driver_url(fresh_database())
    engine = create_engine(address, **db.engine_options(address))
    with Session(engine) as session:
        made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=0, phone="+6281200000901")
        for n in range(WAITING):
            who = Identifier("email", f"menunggu{n}@contoh.id")
            stock_waits.ask(
                session, made.product.slug, made.variant.id, who, name="Pembeli", language="id", user_id=None
            )
        lots.receive(
            session, made.variant.stock_item_id, PACKS * 100, code="B1", produced_on=clock.today(), best_before=None,
            by=SYSTEM,
        )  # fmt: skip
        session.commit()
    together = threading.Barrier(WORKERS)

    def work() -> bool:
        with Session(engine) as mine:
            together.wait()
            told = back_in_stock.tell_next(mine)
            mine.commit()
            return told

    with ThreadPoolExecutor(WORKERS) as crowd:
        done = [job.result() for job in [crowd.submit(work) for _ in range(WORKERS)]]
    with Session(engine) as session:
        assert not back_in_stock.tell_next(session)
        promised = session.scalar(select(func.count()).select_from(jobs.Job).where(jobs.Job.kind == "notice"))
        states = list(session.scalars(select(stock_waits.StockWait.state).order_by(stock_waits.StockWait.id)))
    engine.dispose()
    assert promised == PACKS and any(done)
    assert states == ["told"] * PACKS + ["waiting"] * (WAITING - PACKS)
