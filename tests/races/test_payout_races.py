"""A payout meets a freeze, or another hand, at one instant; and what would happen without the care that is taken."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import count

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from marketplace.kernel import locks
from marketplace.kernel.errors import Refusal
from marketplace.money import freezes, payouts
from marketplace.money.ledger import Leg, post
from marketplace.money.payouts import Payout, PayoutBatch
from marketplace.trade import paying_out, payout_books
from tests import cast
from tests.servers import LiveServer
from tests.trade.payees import earn, payee

pytestmark = pytest.mark.postgres
ORDER = "order:77"
QUEUED = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def server(warm_server: Callable[..., LiveServer]) -> LiveServer:
    """A maker with an earned order, nothing claimed yet."""
    found = warm_server()
    with found.session() as session:
        earn(session, payee(session, "Satu"), 50_000, order=77)
        session.commit()
    return found


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as crowd:
        yield crowd


def batch(server: LiveServer) -> str:
    with server.session() as session:
        made = paying_out.make(session, by=cast.FINANCE)
        session.commit()
        return made.public_id


def only(session: Session) -> str:
    return session.scalars(select(Payout.public_id)).one()


def make(session: Session) -> int:
    return len(paying_out.make(session, by=cast.FINANCE).payouts)


def file(session: Session) -> int:
    found = payouts.batch(session, session.scalars(select(PayoutBatch.public_id)).one(), lock=True)
    return len(paying_out.hand_to_bank(session, found, by=cast.FINANCE))


def send(session: Session) -> int:
    paying_out.mark_sent(session, payouts.locked(session, only(session)), proof_key=None, by=cast.FINANCE)
    return 1


def acted(server: LiveServer, act: Callable[[Session], int]) -> int:
    """How many payouts went on; none when it was refused."""
    with server.session() as mine:
        try:
            number = act(mine)
        except Refusal:
            return 0
        mine.commit()
        return number


def until_queued(server: LiveServer, job: Future[int]) -> None:
    """Wait until the other one waits for a lock; fail when it did not have to."""
    with server.session() as eye:
        while not eye.scalar(QUEUED):
            assert not wait([job], timeout=0.02).done, "it did not wait"
            eye.rollback()


@pytest.mark.parametrize("act", [make, file, send])
def test_a_freeze_under_way_keeps_the_money_back(
    server: LiveServer, crowd: ThreadPoolExecutor, act: Callable[[Session], int]
) -> None:
    if act is not make:
        batch(server)
    with server.session() as mine:
        freezes.freeze(mine, ORDER, "dispute", by=cast.FINANCE)
        job = crowd.submit(acted, server, act)
        until_queued(server, job)
        mine.commit()
    assert job.result(30) == 0
    with server.session() as session:
        assert payout_books.faults(session) == []


@pytest.mark.parametrize("act", [make, file, send])
def test_without_waiting_frozen_money_goes(
    server: LiveServer, crowd: ThreadPoolExecutor, act: Callable[[Session], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same instant without the queue."""
    if act is not make:
        batch(server)
    with server.session() as mine:
        freezes.freeze(mine, ORDER, "dispute", by=cast.FINANCE)
        monkeypatch.setattr(locks, "alone", lambda session, name: None)
        assert crowd.submit(acted, server, act).result(30) == 1
        mine.commit()


def test_a_batch_that_came_first_is_stopped_by_the_freeze_after_it(server: LiveServer) -> None:
    batch(server)
    with server.session() as session:
        freezes.freeze(session, ORDER, "dispute", by=cast.FINANCE)
        session.commit()
    assert acted(server, file) == 0 and acted(server, send) == 0


def test_sent_by_four_hands_leaves_once(server: LiveServer, crowd: ThreadPoolExecutor) -> None:
    batch(server)
    assert sum(crowd.map(lambda _: acted(server, send), range(4))) == 1
    with server.session() as session:
        assert payout_books.faults(session) == []


def test_without_care_it_leaves_four_times_and_the_books_see_it(server: LiveServer, crowd: ThreadPoolExecutor) -> None:
    """Negative control: looking first, sending afterwards, under four names."""
    batch(server)
    together, names = threading.Barrier(4), count()

    def careless(session: Session) -> int:
        payout = payouts.one(session, only(session))
        assert payout.state == "claimed"
        together.wait()
        legs = [Leg("payout", payout.id, payout.amount), Leg("clearing", 1, -payout.amount)]
        post(session, f"{payout.subject} sent {next(names)}", "uji", legs, by=cast.FINANCE)
        payout.state = "sent"
        return 1

    assert sum(crowd.map(lambda _: acted(server, careless), range(4))) == 4
    with server.session() as session:
        assert any("its account holds 150000" in fault for fault in payout_books.faults(session))


def test_all_of_a_batch_and_one_of_it_do_not_lock_each_other_out(server: LiveServer, crowd: ThreadPoolExecutor) -> None:
    with server.session() as session:
        earn(session, payee(session, "Dua"), 70_000)
        session.commit()
    batch(server)
    with server.session() as session:
        names = session.scalars(select(Payout.public_id).order_by(Payout.id)).all()

    def everything(mine: Session) -> int:
        for name in names:
            paying_out.mark_sent(mine, payouts.locked(mine, name), proof_key=None, by=cast.FINANCE)
        return len(names)

    with server.session() as mine:
        last = payouts.locked(mine, names[-1])
        job = crowd.submit(acted, server, everything)
        until_queued(server, job)
        paying_out.mark_sent(mine, last, proof_key=None, by=cast.FINANCE)
        mine.commit()
    assert job.result(30) == 0, "one of them was sent meanwhile: the page is shown again"
    assert acted(server, lambda mine: everything_left(mine)) == 1
    with server.session() as session:
        assert payout_books.faults(session) == []


def everything_left(session: Session) -> int:
    """What the button does: all that are still open."""
    names = session.scalars(select(Payout.public_id).where(Payout.state == "claimed")).all()
    for name in names:
        paying_out.mark_sent(session, payouts.locked(session, name), proof_key=None, by=cast.FINANCE)
    return len(names)


def test_row_first_and_queue_afterwards_would_lock_them_out(server: LiveServer, crowd: ThreadPoolExecutor) -> None:
    """Negative control: with the row before the queue the database has to break the knot."""
    batch(server)
    row = select(Payout).with_for_update()

    def queue_first(session: Session) -> int:
        locks.alone(session, "payouts")
        session.scalars(row).one()
        return 1

    with server.session() as mine:
        mine.scalars(row).one()
        job = crowd.submit(acted, server, queue_first)
        until_queued(server, job)
        with pytest.raises(OperationalError):
            locks.alone(mine, "payouts")
            job.result(30)
