"""Whatever happens in whatever order, stock and money agree, on both databases."""

from __future__ import annotations

import time

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from tests.properties import lists
from tests.properties.profiles import few, many


def run(connection: Connection, session: Session, how_much: settings) -> None:
    lists.furnish(session)
    on_this = type("Market", (lists.Market,), {"connection": connection})
    run_state_machine_as_test(on_this, settings=how_much)


def test_the_books_agree_after_every_step(connection: Connection, session: Session) -> None:
    run(connection, session, few(examples=4, steps=20))


@pytest.mark.soak
def test_the_books_agree_after_very_many_steps(connection: Connection, session: Session) -> None:
    began = time.monotonic()
    run(connection, session, many(examples=400, steps=80))
    print(f"400 examples of up to 80 steps in {time.monotonic() - began:.0f} s")
