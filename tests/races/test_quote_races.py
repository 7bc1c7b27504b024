"""Accepting against withdrawing, against a better offer, against another acceptance: exactly one wins."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import begin_write, driver_url
from marketplace.kernel.errors import Refusal
from marketplace.people import buyers
from marketplace.people.producers import Producer
from marketplace.sourcing import awards, negotiation
from marketplace.sourcing.negotiation import LineOffer, Offer
from marketplace.sourcing.quotes import Quote, QuoteLine, QuoteVersion
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.sourcing.rfqs import Rfq
from tests import quoting

ROUNDS = 4
FORK = multiprocessing.get_context("fork")


def accept(session: Session, user: int, wait: Callable[[], None]) -> None:
    """The buyer accepts what was looked at."""
    rfq, by = session.scalars(select(Rfq)).one(), Actor("user", "Ratih", user_id=user)
    desk = buyers.desks(session, by=by)[0]
    line = session.scalars(select(QuoteLine).order_by(QuoteLine.id)).first()
    assert line is not None
    wait()
    awards.accept(session, rfq, desk, {line.id: 10}, terms="tunai", by=by)


def withdraw(session: Session, user: int, wait: Callable[[], None]) -> None:
    """The maker takes it back."""
    quote = session.scalars(select(Quote)).one()
    wait()
    negotiation.withdraw(session, quote, "", by=_maker(quote.producer))


def dearer(session: Session, user: int, wait: Callable[[], None]) -> None:
    """The maker asks for more."""
    rfq, quote = session.scalars(select(Rfq)).one(), session.scalars(select(Quote)).one()
    line = quote.current.lines[0]
    told = Offer(
        [LineOffer(line.rfq_line_id, line.variant_id, 10, 99_000, line.ready_on)], clock.now() + timedelta(days=1)
    )
    wait()
    negotiation.offer(session, rfq, quote.producer, told, seen=1, by=_maker(quote.producer))


def careless(session: Session, user: int, wait: Callable[[], None]) -> None:
    """Negative control: looks first, and writes afterwards whatever happened meanwhile."""
    quote = session.scalars(select(Quote)).one()
    fine = quote.state == "offered"
    wait()
    if fine:
        quote.state = "accepted"
        session.flush()


def _maker(producer: Producer) -> Actor:
    return Actor("user", producer.owner_name, producer_ids=frozenset({producer.id}))


def _run(url: str, what: Callable[..., None], user: int, barrier: Any, results: Any) -> None:
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        try:
            what(session, user, lambda: barrier.wait(20))
            session.commit()
            results.put(what.__name__)
        except Refusal:
            session.rollback()
    engine.dispose()


def together(url: str, user: int, *acts: Callable[..., None]) -> list[str]:
    """Several processes do it at one instant; the names of those that succeeded."""
    barrier, results = FORK.Barrier(len(acts)), FORK.Queue()
    crowd = [FORK.Process(target=_run, args=(url, act, user, barrier, results)) for act in acts]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(30)
    assert all(one.exitcode == 0 for one in crowd)
    found = []
    while not results.empty():
        found.append(results.get())
    return sorted(found)


def prepare(url: str) -> int:
    """One open request with one offer; the requester's user id."""
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        begin_write(session)
        scene = quoting.scene(session)
        quoting.offer(session, scene, scene.amplang, (50, 17_000))
        user = scene.hotel.people["requester"].id
        session.commit()
    engine.dispose()
    return user


def ended(url: str) -> tuple[str, str, int, int]:
    """States of offer and request, how many versions, how many purchase requests."""
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        quote, rfq = session.scalars(select(Quote)).one(), session.scalars(select(Rfq)).one()
        versions, requests = session.scalars(select(QuoteVersion)).all(), session.scalars(select(PurchaseRequest)).all()
        found = quote.state, rfq.state, len(versions), len(requests)
    engine.dispose()
    return found


@pytest.mark.postgres
def test_one_of_two_acceptances_wins(fresh_database: Callable[[], str]) -> None:
    url = fresh_database()
    user = prepare(url)
    assert together(url, user, accept, accept, accept) == ["accept"]
    assert ended(url) == ("accepted", "awarded", 1, 1)


@pytest.mark.postgres
@pytest.mark.parametrize("rival", [withdraw, dearer])
def test_an_acceptance_or_its_rival_wins_never_both(
    fresh_database: Callable[[], str], rival: Callable[..., None]
) -> None:
    for _ in range(ROUNDS):
        url = fresh_database()
        user = prepare(url)
        winners = together(url, user, accept, rival)
        assert winners in (["accept"], [rival.__name__])
        state = {"accept": ("accepted", "awarded", 1, 1), "withdraw": ("withdrawn", "open", 1, 0),
                 "dearer": ("offered", "open", 2, 0)}[winners[0]]  # fmt: skip
        assert ended(url) == state


@pytest.mark.postgres
def test_without_the_condition_both_succeed(fresh_database: Callable[[], str]) -> None:
    url = fresh_database()
    user = prepare(url)
    assert together(url, user, careless, careless) == ["careless", "careless"]
