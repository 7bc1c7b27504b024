"""One line pays one payment and one payment takes one line, whoever decides at the same moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from marketplace.kernel.db import driver_url
from marketplace.kernel.errors import Refusal
from marketplace.money.ledger import Entry
from marketplace.money.statements import StatementLine
from marketplace.trade import books, matching
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.trade.banking import Bank, Row, csv

PROCESSES = 6
RULES = (
    "ALTER TABLE statement_lines DROP CONSTRAINT uq_statement_lines_payment_id",
    "ALTER TABLE ledger_entries DROP CONSTRAINT uq_ledger_entries_source",
)


def decide(url: str, line_id: int, group_id: int, ready: Any, go: Any, answers: Any, blindly: bool) -> None:
    """One process: both rows are read, then all wait for each other, then it decides."""
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        line, group = session.get_one(StatementLine, line_id), session.get_one(OrderGroup, group_id)
        assert line.statement.name and group.payment.state
        ready.release()
        go.wait(60)
        try:
            if blindly:
                session.execute(
                    text("UPDATE statement_lines SET state = 'matched', payment_id = :p WHERE id = :l"),
                    {"p": group.payment_id, "l": line_id},
                )
            else:
                matching.accept(session, line, group, by=cast.FINANCE)
            session.commit()
            answers.put("decided")
        except Refusal as refused:
            session.rollback()
            answers.put(type(refused).__name__)
    engine.dispose()


def together(url: str, pairs: list[tuple[int, int]], blindly: bool = False) -> list[str]:
    """All decide at one moment; what each was told."""
    context = multiprocessing.get_context("forkserver")
    ready, go, answers = context.Semaphore(0), context.Event(), context.Queue()
    processes = [
        context.Process(target=decide, args=(url, line, group, ready, go, answers, blindly)) for line, group in pairs
    ]
    for process in processes:
        process.start()
    for _ in processes:
        assert ready.acquire(timeout=60)
    go.set()
    told = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
    return sorted(told)


def prepared(url: str, folder: Path, amounts: Callable[[int], list[int]], orders: int) -> tuple[list[int], list[int]]:
    """A statement of lines that are only proposed, and orders that wait; their ids."""
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        bank = Bank(session, folder)
        groups = [bank.order(20_000) for _ in range(orders)]
        statement = bank.send(csv([Row(amount) for amount in amounts(groups[0].payment.due)]))
        found = [line.id for line in bank.lines(statement)], [group.id for group in groups]
        session.commit()
    engine.dispose()
    return found


def counts(url: str) -> tuple[int, int, list[str]]:
    """Matched lines, entries, and what the books say."""
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        matched = session.scalar(select(func.count()).where(StatementLine.payment_id.is_not(None))) or 0
        entries = session.scalar(select(func.count()).select_from(Entry)) or 0
        found = matched, entries, books.faults(session)
    engine.dispose()
    return found


@pytest.mark.postgres
def test_many_lines_for_one_payment(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    url = fresh_database()
    lines, groups = prepared(url, tmp_path, lambda due: [due + 5] * PROCESSES, 1)
    told = together(url, [(line, groups[0]) for line in lines])
    assert told.count("decided") == 1 and set(told) <= {"decided", "PaymentTaken", "NotAllowed"}, told
    assert counts(url) == (1, 1, [])


@pytest.mark.postgres
def test_many_payments_for_one_line(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    url = fresh_database()
    lines, groups = prepared(url, tmp_path, lambda due: [900_000], PROCESSES)
    told = together(url, [(lines[0], group) for group in groups])
    assert told == sorted(["decided", *["LineDecided"] * (PROCESSES - 1)])
    assert counts(url) == (1, 1, [])


@pytest.mark.postgres
def test_without_the_rules_a_payment_would_take_several_lines(
    fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    """Negative control: the same race without the unique payment and without the claim is lost."""
    url = fresh_database()
    lines, groups = prepared(url, tmp_path, lambda due: [due + 5] * PROCESSES, 1)
    engine = create_engine(driver_url(url))
    with engine.begin() as connection:
        for rule in RULES:
            connection.execute(text(rule))
    engine.dispose()
    assert together(url, [(line, groups[0]) for line in lines], blindly=True) == ["decided"] * PROCESSES
    assert counts(url)[0] == PROCESSES


@pytest.mark.postgres
def test_two_workers_with_overlapping_files_keep_each_line_once(
    fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    url = fresh_database()
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        bank = Bank(session, tmp_path)
        rows = [Row(7_000), Row(7_000), Row(8_000)]
        files = [csv(rows), csv([*rows, Row(9_000)])]
        ids = [bank.send(data, work=False).id for data in files]
        session.commit()
    engine.dispose()
    context = multiprocessing.get_context("forkserver")
    processes = [context.Process(target=read, args=(url, str(tmp_path), one)) for one in ids]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        amounts = sorted(session.scalars(select(StatementLine.amount)))
    engine.dispose()
    assert amounts == [7_000, 7_000, 8_000, 9_000]


def read(url: str, folder: str, statement_id: int) -> None:
    """What a worker does with a statement."""
    from marketplace.kernel.files import Files
    from marketplace.trade.statement_work import StatementWork

    engine = create_engine(driver_url(url))
    with Session(engine) as session:
        StatementWork(Files(Path(folder))).read(session, {"statement_id": statement_id})
        session.commit()
    engine.dispose()
