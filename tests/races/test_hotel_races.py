"""The races of the hotel's desk on both databases, on one file too: each process writes from its first statement."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from marketplace.cli import models
from marketplace.kernel import clock, db
from marketplace.kernel.errors import Refusal
from marketplace.sourcing import purchase_orders
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.trade import books
from marketplace.trade.orders import OrderGroup
from tests.races import hands, test_quote_races
from tests.sourcing import requesting

pytestmark = pytest.mark.soak
ROUNDS = 5
FORK = multiprocessing.get_context("fork")


def opened(url: str) -> Any:
    address = db.driver_url(url)
    return create_engine(address, **db.engine_options(address))


def run(url: str, do: Callable[[Session], str], barrier: Any, results: Any) -> None:
    """One process: ready, then it opens its unit of work as the web does, acts and commits."""
    models.load()
    engine = opened(url)
    with Session(engine) as session:
        barrier.wait(30)
        db.begin_write(session)
        try:
            told = do(session)
            session.commit()
        except Refusal as refused:
            session.rollback()
            told = type(refused).__name__
        results.put(told)
    engine.dispose()


def race(url: str, *acts: Callable[[Session], str]) -> list[str]:
    """All at one instant; what each was told."""
    barrier, results = FORK.Barrier(len(acts)), FORK.Queue()
    crowd = [FORK.Process(target=run, args=(url, act, barrier, results)) for act in acts]
    for one in crowd:
        one.start()
    told = [results.get(timeout=60) for _ in crowd]
    for one in crowd:
        one.join(30)
    assert all(one.exitcode == 0 for one in crowd)
    return sorted(told)


def hand(what: str, name: str, request_id: int) -> Callable[[Session], str]:
    return lambda session: hands.once(session, what, name, request_id)


def quoted(act: Callable[..., None], user: int) -> Callable[[Session], str]:
    def do(session: Session) -> str:
        act(session, user, lambda: None)
        return act.__name__

    return do


def pending(url: str, *, credit: int = 50_000_000, packs: tuple[int, ...] = (10,), rule: bool = True) -> list[int]:
    engine = opened(url)
    with Session(engine) as session:
        db.begin_write(session)
        hotel, makers = requesting.hotel(session, credit=credit), requesting.makers(session)
        if rule:
            requesting.rule(session, hotel)
        made = [requesting.request(session, hotel, [(makers[0], wanted)]) for wanted in packs]
        for one in made if rule else []:
            requesting.submit(session, hotel, one)
        session.commit()
        found = [one.id for one in made]
    engine.dispose()
    return found


def outcome(url: str) -> tuple[list[str], int]:
    engine = opened(url)
    with Session(engine) as session:
        assert books.faults(session) == [] and purchase_orders.faults(session) == []
        states = sorted(session.scalars(select(PurchaseRequest.state)))
        groups = session.scalar(select(func.count()).select_from(OrderGroup)) or 0
    engine.dispose()
    return states, groups


def test_one_of_four_acceptances_wins(fresh_database: Callable[[], str]) -> None:
    for _ in range(ROUNDS):
        url = fresh_database()
        act = quoted(test_quote_races.accept, test_quote_races.prepare(url))
        told = race(url, act, act, act, act)
        assert told.count("accept") == 1 and len(told) == 4
        assert test_quote_races.ended(url) == ("accepted", "awarded", 1, 1)


def test_an_acceptance_or_a_withdrawal_wins_never_both(fresh_database: Callable[[], str]) -> None:
    for _ in range(ROUNDS):
        url = fresh_database()
        user = test_quote_races.prepare(url)
        told = race(url, quoted(test_quote_races.accept, user), quoted(test_quote_races.withdraw, user))
        won = {"accept": ("accepted", "awarded", 1, 1), "withdraw": ("withdrawn", "open", 1, 0)}
        winners = [one for one in told if one in won]
        assert len(winners) == 1 and test_quote_races.ended(url) == won[winners[0]]


def test_an_approval_against_the_deadline(fresh_database: Callable[[], str]) -> None:
    for _ in range(ROUNDS):
        url = fresh_database()
        (one,) = pending(url)
        engine = opened(url)
        with Session(engine) as session:
            db.begin_write(session)
            found = session.get_one(PurchaseRequest, one)
            found.deadline = clock.now() + timedelta(milliseconds=300)
            assert found.hold is not None
            found.hold.expires_at = found.deadline
            session.commit()
        engine.dispose()
        told = race(url, hand("approve", "Gm", one), hand("expire", "", one))
        states, groups = outcome(url)
        assert (states, groups) in ((["ordered"], 1), (["expired"], 0), (["pending"], 0)), told
        assert (groups == 1) == (told.count("done") == 1 and "nothing" in told), told


def test_two_orders_do_not_pass_one_credit_limit(fresh_database: Callable[[], str]) -> None:
    for _ in range(ROUNDS):
        url = fresh_database()
        first, second = pending(url, credit=250_000, packs=(10, 10), rule=False)
        assert race(url, hand("submit", "Sari", first), hand("submit", "Sari", second)) == ["CreditExceeded", "done"]
        assert outcome(url) == (["draft", "ordered"], 1)
