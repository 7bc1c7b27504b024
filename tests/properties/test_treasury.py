"""Every rupiah finds its owner, whatever happens in whatever order, on both databases."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from marketplace.money.gateways import card
from marketplace.money.gateways.stripe_api import Access
from tests.properties import treasury
from tests.properties.profiles import few, many

FEW = {"sqlite": (27, 1_860), "postgresql": (3, 150)}
SOAK = {"sqlite": 1_160, "postgresql": 320}


@pytest.fixture(autouse=True)
def cards() -> Iterator[None]:
    """Cards are taken; the machine speaks for the provider, nobody is called."""
    card.use(Access("sk_test_uji", "whsec_uji"))
    yield
    card.use(None)


def run(connection: Connection, session: Session, how_much: settings) -> int:
    """How many steps were taken."""
    treasury.furnish(connection, session)
    on_this = type("Treasury", (treasury.Treasury,), {"connection": connection})
    run_state_machine_as_test(on_this, settings=how_much)
    return int(on_this.steps)


def test_every_rupiah_finds_its_owner(connection: Connection, session: Session) -> None:
    """2,000 steps on both databases together."""
    examples, steps = FEW[connection.dialect.name]
    assert run(connection, session, few(examples, steps=100)) >= steps


@pytest.mark.soak
def test_every_rupiah_finds_its_owner_in_very_many_steps(connection: Connection, session: Session) -> None:
    """100,000 steps on both databases together; on PostgreSQL a step takes three times as long."""
    began = time.process_time()
    steps = run(connection, session, many(examples=SOAK[connection.dialect.name], steps=100))
    print(f"{steps} steps in {time.process_time() - began:.0f} s")
