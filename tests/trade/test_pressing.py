"""A press acts after some seconds, once, unless it is taken back or the order has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

import config
from marketplace import create_app
from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM, guest
from marketplace.kernel.db import db, driver_url
from marketplace.kernel.errors import NotAllowed
from marketplace.trade import books, fulfilment, pressing, second_thoughts, sweeps
from marketplace.trade.orders import Order, subject
from marketplace.trade.second_thoughts import PendingStep
from tests import cast
from tests.trade.ordering import buy, two_makers

Later = Callable[..., None]


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return two_makers(session)[0]


@pytest.fixture
def order(client: FlaskClient, session: Session, maker: cast.Maker) -> Order:
    return buy(client, session, {maker.variant.id: 2}).orders[0]


def verbs(session: Session, order: Order) -> list[str]:
    return [event.verb for event in events.history(session, subject(order))]


def test_a_press_acts_when_its_time_is_over(session: Session, maker: cast.Maker, order: Order, later: Later) -> None:
    pressing.press(session, order, "accept", by=maker.actor)
    assert order.state == "placed" and not sweeps.pressed_step(session)
    assert pressing.shown_state(order, pressing.of(session, order)) == "accepted"
    later(seconds=11)
    assert sweeps.pressed_step(session) and not sweeps.pressed_step(session)
    assert order.state == "accepted" and verbs(session, order)[-2:] == ["press", "accept"]
    assert session.scalar(select(func.count()).select_from(PendingStep)) == 0


def test_a_press_that_is_taken_back_never_happened(
    session: Session, maker: cast.Maker, order: Order, later: Later
) -> None:
    pressing.press(session, order, "decline", "Habis.", by=maker.actor)
    assert pressing.take_back(session, order, by=maker.actor)
    later(seconds=60)
    assert not sweeps.pressed_step(session) and order.state == "placed"
    assert not pressing.take_back(session, order, by=maker.actor)


def test_the_next_press_lets_the_one_before_act(session: Session, maker: cast.Maker, order: Order) -> None:
    for verb, state in (("accept", "placed"), ("ready", "accepted"), ("hand_over", "ready"), ("deliver", "shipped")):
        pressing.press(session, order, verb, by=maker.actor)
        pressing.press(session, order, verb, by=maker.actor)
        assert order.state == state
    assert books.faults(session) == []


def test_a_press_in_time_wins_against_the_deadline(
    session: Session, maker: cast.Maker, order: Order, later: Later
) -> None:
    later(hours=23, minutes=59, seconds=55)
    pressing.press(session, order, "accept", by=maker.actor)
    later(seconds=8)
    assert not sweeps.overdue_order(session) and order.state == "placed"
    later(seconds=5)
    while any([step(session) for step in sweeps.steps()]):
        pass
    assert order.state == "accepted"


def test_goods_handed_over_in_time_are_not_cancelled_by_silence(
    session: Session, maker: cast.Maker, order: Order, later: Later
) -> None:
    fulfilment.accept(session, order, by=maker.actor)
    fulfilment.make_ready(session, order, by=maker.actor)
    fulfilment.ask_cancel(session, order, "Berubah pikiran.", by=guest())
    later(hours=23, minutes=59, seconds=55)
    pressing.press(session, order, "hand_over", by=maker.actor)
    later(seconds=8)
    assert not sweeps.unanswered_cancel(session)
    later(seconds=5)
    assert sweeps.pressed_step(session) and not sweeps.unanswered_cancel(session)
    assert order.state == "shipped"


def test_a_press_taken_back_after_the_deadline_leaves_it_to_the_sweep(
    session: Session, maker: cast.Maker, order: Order, later: Later
) -> None:
    later(hours=23, minutes=59, seconds=55)
    pressing.press(session, order, "accept", by=maker.actor)
    later(seconds=8)
    pressing.take_back(session, order, by=maker.actor)
    assert sweeps.overdue_order(session) and order.state == "declined"


def test_a_press_never_acts_on_an_order_that_changed(
    session: Session, maker: cast.Maker, order: Order, later: Later
) -> None:
    pressing.press(session, order, "accept", by=maker.actor)
    fulfilment.cancel(session, order, by=guest())
    later(seconds=11)
    assert not sweeps.pressed_step(session)
    assert order.state == "cancelled" and books.faults(session) == []


def test_a_press_that_no_longer_fits_is_noted(session: Session, maker: cast.Maker, order: Order, later: Later) -> None:
    second_thoughts.keep(session, order.id, "ready", "accepted", "", by=maker.actor)
    later(seconds=11)
    assert sweeps.pressed_step(session)
    assert order.state == "placed" and verbs(session, order)[-1] == "not_done"


def test_a_step_that_is_not_due_is_refused_at_once(session: Session, maker: cast.Maker, order: Order) -> None:
    with pytest.raises(NotAllowed):
        pressing.press(session, order, "deliver", by=maker.actor)


def test_without_seconds_to_undo_it_acts_at_once(session: Session, maker: cast.Maker, order: Order) -> None:
    settings.change(session, "order.undo_seconds", 0, by=SYSTEM)
    pressing.press(session, order, "accept", by=maker.actor)
    assert order.state == "accepted"


def test_a_link_acts_at_once_after_what_was_pressed(session: Session, maker: cast.Maker, order: Order) -> None:
    pressing.press(session, order, "accept", by=maker.actor)
    pressing.act_now(session, order, "ready", by=maker.actor)
    assert order.state == "ready"


@pytest.mark.postgres
def test_many_hands_let_it_act_once(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    """Workers, readers and an undo at one instant: the step acts once or was taken back, never both."""
    url = fresh_database()
    app = create_app(config.load({"APP_ENV": "test", "DATABASE_URL": url, "DATA_DIR": str(tmp_path)}))
    app.config["WTF_CSRF_ENABLED"] = False
    engine = create_engine(driver_url(url), pool_size=8)
    with Session(engine) as session:
        maker, _ = two_makers(session)
        session.commit()
        ids = []
        for n in range(3):
            group = buy(app.test_client(), session, {maker.variant.id: 1}, phone=f"0812-3456-780{n}")
            ids.append(group.orders[0].id)
            session.commit()
        for order_id in ids:
            second_thoughts.keep(session, order_id, "accept", "placed", "", by=maker.actor)
        session.execute(update(PendingStep).values(due_at=clock.now()))
        session.commit()
    for order_id in ids:
        done = _all_at_once(engine, order_id)
        assert sum(done) == 1
        with Session(engine) as session:
            order = session.get_one(Order, order_id)
            assert order.state == ("placed" if done[0] else "accepted")
            assert verbs(session, order).count("accept") == (0 if done[0] else 1)
    engine.dispose()
    with app.app_context():
        db.engine.dispose()


def _all_at_once(engine: Engine, order_id: int) -> list[bool]:
    together = threading.Barrier(5)

    def act(n: int) -> bool:
        with Session(engine) as mine:
            order = mine.get_one(Order, order_id)
            together.wait()
            done = pressing.take_back(mine, order, by=SYSTEM) if n == 0 else pressing.act_if_due(mine, order_id)
            mine.commit()
            return done

    with ThreadPoolExecutor(5) as crowd:
        return [job.result() for job in [crowd.submit(act, n) for n in range(5)]]
