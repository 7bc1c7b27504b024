"""Fifty invoices of one issuer at one instant, from several processes: consecutive, none missing, none doubled."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, db
from marketplace.kernel.actor import SYSTEM
from marketplace.money import documents, numbers
from marketplace.money.documents import Document, Draft
from marketplace.money.numbers import DocumentCounter
from marketplace.people.producers import Producer
from marketplace.trade import document_books
from tests import cast
from tests.faults import settings_for, unit
from tests.lives import shop

PROCESSES, EACH = 5, 10
FAILS = 3


class Changed(Exception):
    """Something else in the transaction was refused."""


def draft(producer: int, source: str) -> Draft:
    data = {"issuer": {"name": "Amplang Uji"}, "total": 1}
    return Draft("invoice", f"producer:{producer}", producer, "order:0", source, 1, 0, data)


def issue(app: Flask, producer: int, source: str, *, fails: bool) -> None:
    """One transaction; some fail after their number is taken."""
    try:
        with unit(app) as session:
            documents.issue(session, draft(producer, source), by=SYSTEM)
            if fails:
                raise Changed
    except Changed:
        with app.app_context():
            db.db.session.rollback()


def work(settings: dict[str, str], producer: int, name: int, together: Any) -> None:
    app = shop(settings)
    together.wait()
    for n in range(EACH):
        issue(app, producer, f"lost:{name}.{n} invoice", fails=True) if n % FAILS == 0 else None
        issue(app, producer, f"order:{name}.{n} invoice", fails=False)


def careless(settings: dict[str, str], producer: int, name: int, together: Any) -> None:
    """Counts first and writes afterwards, as one is tempted to."""
    app = shop(settings)
    with app.app_context():
        session = db.db.session()
        last = session.scalars(select(DocumentCounter.last)).one()
        session.rollback()
        together.wait()
        db.begin_write(session)
        session.execute(DocumentCounter.__table__.update().values(last=last + 1))
        session.commit()


def race(settings: dict[str, str], producer: int, act: Any) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.walks"])
    together = context.Barrier(PROCESSES)
    started = [context.Process(target=act, args=(settings, producer, n, together)) for n in range(PROCESSES)]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
        assert process.exitcode == 0


def opened(fresh_database: Callable[[], str], folder: Path) -> tuple[Flask, dict[str, str], int]:
    settings = settings_for(fresh_database(), folder / "shop")
    app = shop(settings)
    with unit(app) as session:
        made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=2, phone="+6281200000901")
        producer = made.producer.id
    with app.app_context():
        db.db.engine.dispose()
    return app, settings, producer


def test_numbers_are_consecutive(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    app, settings, producer = opened(fresh_database, tmp_path)
    race(settings, producer, work)
    with app.app_context():
        session: Session = db.db.session()
        assert session.get(Producer, producer) is not None
        given = session.scalars(select(Document.number).order_by(Document.serial)).all()
        today = clock.today()
        assert given == [numbers.shown("invoice", today, n) for n in range(1, PROCESSES * EACH + 1)]
        assert [fault for fault in document_books.faults(session) if "numbers" in fault] == []
        db.db.engine.dispose()


def test_counting_first_and_writing_afterwards_gives_a_number_twice(
    fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    """Negative control: the same race without the counter's lock."""
    app, settings, producer = opened(fresh_database, tmp_path)
    with unit(app) as session:
        numbers.take(session, "x", "invoice", clock.today())
    race(settings, producer, careless)
    with app.app_context():
        assert db.db.session.scalars(select(DocumentCounter.last)).one() < PROCESSES + 1
        db.db.engine.dispose()
