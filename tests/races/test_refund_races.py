"""Eight processes refund 60 % of one order at one moment: one of them does (row C7)."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.kernel.db import driver_url
from marketplace.kernel.errors import Refusal
from marketplace.trade import books, refunds
from marketplace.trade.orders import Order
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund, RefundLine
from tests import walks
from tests.faults import settings_for, unit
from tests.lives import shop

AT_ONCE = 8
FINANCE = Actor("user", "Keuangan", user_id=1, roles=frozenset({"finance"}))


@pytest.fixture
def received(fresh_database: Callable[[], str], tmp_path: Path) -> tuple[Flask, str]:
    """Five packs, delivered and received; the application and its database."""
    settings = settings_for(fresh_database(), tmp_path / "shop")
    app = shop(settings)
    walks.stocked(app, packs=5)
    for step in (walks.buy_five, *walks.PREPAID[1:], walks.hand_over, walks.deliver, walks.receive):
        step(app)
    return app, driver_url(settings["DATABASE_URL"])


def refund(url: str, key: str, packs: int, careless: bool, gate: Any, told: Any) -> None:
    """One process: it has read the order, waits for the others, then refunds."""
    with Session(create_engine(url)) as session:
        order = session.scalars(select(Order)).one()
        before, line = order.refunded, order.lines[0].id
        gate.wait(60)
        try:
            if careless:
                without_care(session, order.id, line, before)
            else:
                parts = [refunds.Part(line, packs)]
                refunds.give(session, order, parts, fee=0, reason="damaged", key=key, by=FINANCE)
            session.commit()
            told.put("done")
        except Refusal as refusal:
            told.put(type(refusal).__name__)


def without_care(session: Session, order_id: int, line_id: int, before: int) -> None:
    """Neither lock nor conditional update: everybody writes what was allowed by what was read."""
    session.rollback()
    lines = [RefundLine(order_line_id=line_id, quantity=3, amount=54_000, restock=False)]
    session.add(
        Refund(order_id=order_id, state="given", amount=54_000, fee=0, reason="damaged", requested_by="x", lines=lines)
    )
    session.execute(text("UPDATE orders SET refunded = :sum"), {"sum": before + 54_000})


def together(url: str, keys: list[str], packs: int = 3, careless: bool = False) -> list[str]:
    """What each process was told."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.walks"])
    gate, told = context.Barrier(len(keys)), context.Queue()
    crowd = [context.Process(target=refund, args=(url, key, packs, careless, gate, told)) for key in keys]
    for process in crowd:
        process.start()
    answers = sorted(told.get(timeout=90) for _ in crowd)
    for process in crowd:
        process.join(30)
    return answers


def sums(app: Flask) -> tuple[int, int, int]:
    """Refunded as the order says, as the rows say, and owed."""
    with unit(app) as session:
        rows = session.scalar(select(func.sum(Refund.amount)).where(Refund.state == "given"))
        owed = session.scalar(select(func.sum(Owed.amount)))
        return session.scalars(select(Order.refunded)).one(), int(rows or 0), int(owed or 0)


@pytest.mark.postgres
def test_eight_refunds_of_sixty_percent_are_one(received: tuple[Flask, str]) -> None:
    app, url = received
    assert together(url, [f"key-{n}" for n in range(AT_ONCE)]) == ["RefundPacks"] * 7 + ["done"]
    assert sums(app) == (54_000, 54_000, 54_000)
    assert together(url, ["the same"] * 6, packs=1) == ["done"] * 6
    assert sums(app) == (72_000, 72_000, 72_000)
    with unit(app) as session:
        assert books.faults(session) == []


@pytest.mark.postgres
def test_without_care_more_would_go_back_than_came(received: tuple[Flask, str]) -> None:
    """Negative control: the same race on a naive refund breaks the sums, and the books see it."""
    app, url = received
    assert together(url, [f"key-{n}" for n in range(AT_ONCE)], careless=True) == ["done"] * 8
    assert sums(app)[:2] == (54_000, 8 * 54_000)
    with unit(app) as session:
        assert any("its refunds 432000" in fault for fault in books.faults(session))
    with unit(app) as session, pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE orders SET refunded = 100001"))
