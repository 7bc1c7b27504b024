"""The steps of a card payment, for a shop whose provider is the twin on loopback."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from marketplace.cli import card_desk, worker
from marketplace.fakes.stripe import hooks
from marketplace.fakes.stripe.process import Twin
from marketplace.kernel import clock, db
from marketplace.money.cards import CardSession
from marketplace.money.gateways import card

SECRET = "whsec_walk"


@contextmanager
def taking_cards() -> Iterator[dict[str, str]]:
    """The settings of a shop that takes cards at a twin of its own."""
    twin = Twin(secret=SECRET).start()
    try:
        yield {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": SECRET, "STRIPE_API_BASE": twin.url}
    finally:
        card.use(None)
        twin.stop()


def errands(app: Flask) -> None:
    """Whatever is to be asked of the provider, after the time of a claim that nobody finished is over."""
    later(app)
    card_desk.work_off(app)


def jobs(app: Flask) -> None:
    """The promised jobs only."""
    later(app)
    with app.app_context():
        while worker.do_one_job(app, db.db.session()):
            pass


def pay(app: Flask) -> None:
    """The buyer presses "Bayar" on the twin's page."""
    with app.app_context():
        url = db.db.session.scalars(select(CardSession.url)).one()
    try:
        urllib.request.urlopen(urllib.request.Request(url, b"act=pay"))
    except OSError:
        return


def deliver(app: Flask) -> None:
    """All of the twin's messages reach the shop, oldest first."""
    call = urllib.request.Request(
        f"{app.config['DEPLOYMENT'].stripe_api_base}/v1/events?limit=100", headers={"Authorization": "Bearer sk_test_1"}
    )
    with urllib.request.urlopen(call) as answer:
        events = json.load(answer)["data"]
    for event in reversed(events):
        body = json.dumps(event)
        headers = {"Stripe-Signature": hooks.sign(body, SECRET)}
        answer = app.test_client().post("/hooks/stripe", data=body, headers=headers, content_type="application/json")
        assert answer.status_code == 200


def later(app: Flask) -> None:
    """Three minutes on, for every process of this shop."""
    path = Path(app.config["DEPLOYMENT"].clock_file)
    path.write_text(json.dumps(float(path.read_text()) + timedelta(minutes=3).total_seconds()))
    clock.follow_file_for_tests(path)
