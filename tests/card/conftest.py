"""Card payments against the twin: it runs as a thread on loopback, its messages are delivered by the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from marketplace.fakes.stripe.process import Twin
from marketplace.money.gateways import card, stripe_api
from tests.card.till import Till


@pytest.fixture(scope="session")
def twin_once() -> Iterator[Twin]:
    """One twin for all tests of this folder."""
    twin = Twin().start()
    yield twin
    twin.stop()


@pytest.fixture
def twin(twin_once: Twin) -> Iterator[Twin]:
    """The twin with nothing in it, well-behaved, and cards taken there."""
    for things in twin_once.state.things.values():
        things.clear()
    twin_once.switches.__init__()  # type: ignore[misc]
    card.use(stripe_api.Access("sk_test_1", twin_once.secret, twin_once.url))
    yield twin_once
    card.use(None)


@pytest.fixture
def till(app: Flask, session: Session, twin: Twin) -> Till:
    """A shop that takes cards."""
    return Till(app, session, twin)
