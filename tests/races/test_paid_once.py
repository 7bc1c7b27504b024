"""Two people make a batch, or send a payout, at the same instant: nobody is paid twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.errors import Refusal
from marketplace.money import payouts
from marketplace.money.payouts import Payout
from marketplace.trade import paying_out, payout_books
from tests import cast
from tests.servers import LiveServer
from tests.trade.payees import earn, payee

AT_ONCE = 4


def at_once(server: LiveServer, act: Callable[[Session], object]) -> int:
    together = threading.Barrier(AT_ONCE)

    def one() -> bool:
        with server.session() as mine:
            together.wait()
            try:
                act(mine)
            except Refusal:
                return False
            mine.commit()
            return True

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        return sum(job.result() for job in [crowd.submit(one) for _ in range(AT_ONCE)])


@pytest.mark.postgres
def test_one_batch_and_one_transfer(warm_server: Callable[..., LiveServer]) -> None:
    server = warm_server()
    with server.session() as session:
        earn(session, payee(session, "Satu"), 50_000)
        session.commit()
    assert at_once(server, lambda mine: paying_out.make(mine, by=cast.FINANCE)) == 1
    with server.session() as session:
        name = session.scalars(select(Payout.public_id)).one()
    sends = lambda mine: paying_out.mark_sent(mine, payouts.locked(mine, name), proof_key=None, by=cast.FINANCE)  # noqa: E731
    assert at_once(server, sends) == 1
    with server.session() as session:
        assert payout_books.faults(session) == []
