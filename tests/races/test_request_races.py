"""Two decide about one request, or two orders meet one limit, from several processes: exactly one wins."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import expiring, purchase_orders, spending
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.stock.levels import StockLevel
from marketplace.trade import books, credit
from marketplace.trade.orders import OrderGroup
from tests.races import hands
from tests.servers import LiveServer
from tests.sourcing import requesting

pytestmark = pytest.mark.postgres
QUEUED = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture
def server(warm_server: Callable[..., LiveServer]) -> LiveServer:
    return warm_server()


def pending(
    server: LiveServer, *, credit_limit: int = 50_000_000, packs: tuple[int, ...] = (10,), rule: bool = True
) -> list[int]:
    """Requests of one hotel, waiting when a rule asks for it; their ids."""
    with server.session() as session:
        hotel, makers = requesting.hotel(session, credit=credit_limit), requesting.makers(session)
        if rule:
            requesting.rule(session, hotel)
        made = [requesting.request(session, hotel, [(makers[0], wanted)]) for wanted in packs]
        if rule:
            for one in made:
                requesting.submit(session, hotel, one)
        session.commit()
        return [one.id for one in made]


def race(server: LiveServer, pool: ProcessPoolExecutor, *acts: tuple[str, str, int]) -> list[str]:
    """Let all of them act at one instant. The start belongs to one connection, whatever is committed on it."""
    url = server.settings["DATABASE_URL"]
    with server.engine.connect() as starter:
        starter.execute(text("SET lock_timeout = 0"))
        starter.scalar(select(func.pg_advisory_lock(hands.START)))
        jobs = [pool.submit(hands.act, url, *one) for one in acts]
        while (starter.scalar(QUEUED) or 0) < len(acts):
            assert not any(job.done() for job in jobs), "it did not wait"
            starter.commit()
        starter.scalar(select(func.pg_advisory_unlock(hands.START)))
        starter.commit()
    return [job.result(60) for job in jobs]


def outcome(server: LiveServer) -> tuple[list[str], int]:
    """The states of the requests, and how many groups there are; everything agrees."""
    with server.session() as session:
        assert books.faults(session) == [] and purchase_orders.faults(session) == []
        states = list(session.scalars(select(PurchaseRequest.state).order_by(PurchaseRequest.id)))
        return states, session.scalar(select(func.count()).select_from(OrderGroup)) or 0


def test_two_approvers_order_once(server: LiveServer, processes: ProcessPoolExecutor) -> None:
    (one,) = pending(server)
    told = race(server, processes, ("approve", "Gm", one), ("approve", "Fnb", one))
    assert sorted(told) == ["AlreadyDecided", "done"]
    assert outcome(server) == (["ordered"], 1)


def test_an_approval_against_a_refusal(server: LiveServer, processes: ProcessPoolExecutor) -> None:
    (one,) = pending(server)
    told = race(server, processes, ("approve", "Gm", one), ("refuse", "Fnb", one))
    assert sorted(told) == ["AlreadyDecided", "done"]
    states, groups = outcome(server)
    assert (states, groups) in ((["ordered"], 1), (["refused"], 0))


def test_an_approval_against_the_deadline(server: LiveServer, processes: ProcessPoolExecutor) -> None:
    """At the instant of the deadline the approval is too late, whoever comes first; nothing is half done."""
    (one,) = pending(server)
    with server.session() as session:
        found = session.get_one(PurchaseRequest, one)
        found.deadline = clock.now()
        assert found.hold is not None
        found.hold.expires_at = found.deadline
        session.commit()
    told = race(server, processes, ("approve", "Gm", one), ("expire", "", one))
    assert told[0] in {"TimeOver", "AlreadyDecided"} and told[1] == "done"
    assert outcome(server) == (["expired"], 0)
    with server.session() as session:
        assert session.scalar(select(func.sum(StockLevel.held + StockLevel.allocated))) == 0


def test_an_approval_that_holds_the_request_lets_the_sweep_pass_by(server: LiveServer) -> None:
    """The other order of the same two: decided in time, and the deadline passes while it is written."""
    (one,) = pending(server)
    with server.session() as mine:
        assert hands.once(mine, "approve", "Gm", one) == "done"
        with server.session() as sweep:
            clock.shift_for_tests(timedelta(hours=25))
            assert expiring.expire_next(sweep) is False
            sweep.commit()
        mine.commit()
    with server.session() as sweep:
        assert expiring.expire_next(sweep) is False
    clock.shift_for_tests(timedelta())
    assert outcome(server) == (["ordered"], 1)


def test_two_orders_do_not_pass_one_credit_limit(server: LiveServer, processes: ProcessPoolExecutor) -> None:
    first, second = pending(server, credit_limit=250_000, packs=(10, 10), rule=False)
    told = race(server, processes, ("submit", "Sari", first), ("submit", "Sari", second))
    assert sorted(told) == ["CreditExceeded", "done"]
    states, groups = outcome(server)
    assert sorted(states) == ["draft", "ordered"] and groups == 1


def test_without_the_limit_s_lock_two_orders_pass_it(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: both look before either writes."""
    both = pending(server, credit_limit=250_000, packs=(10, 10), rule=False)
    together = threading.Barrier(2)

    def careless(session: Session, organisation: object, terms: str, amount: int) -> None:
        if session.info.setdefault("left", credit.of(session, organisation).left) >= amount:  # type: ignore[arg-type]
            return
        raise credit.CreditExceeded()

    monkeypatch.setattr(credit, "demand", careless)
    monkeypatch.setattr(spending, "demand", lambda *args: None)

    def order(one: int) -> str:
        with server.session() as session:
            careless(session, session.get_one(PurchaseRequest, one).organisation, "14", 0)
            together.wait(20)
            told = hands.once(session, "submit", "Sari", one)
            session.commit()
            return told

    with ThreadPoolExecutor(2) as crowd:
        assert list(crowd.map(order, both)) == ["done", "done"]
    with server.session() as session:
        found = session.get_one(PurchaseRequest, both[0]).organisation
        assert credit.of(session, found).used > found.credit_limit


def test_without_the_request_s_lock_it_is_decided_twice(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: two read `pending` before either writes; both believe that they decided."""
    (one,) = pending(server)
    together = threading.Barrier(2)

    def careless(session: Session, request: PurchaseRequest) -> None:
        session.refresh(request)
        together.wait(20)

    monkeypatch.setattr(expiring, "lock", careless)

    def refuse(name: str) -> str:
        with server.session() as session:
            told = hands.once(session, "refuse", name, one)
            session.commit()
            return told

    with ThreadPoolExecutor(2) as crowd:
        assert list(crowd.map(refuse, ["Gm", "Fnb"])) == ["done", "done"]
