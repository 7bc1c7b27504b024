"""The twin of the provider: where it runs, how its messages are delivered, and its honest refusals."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import config
from marketplace.cli import fake_stripe
from marketplace.fakes.stripe import hooks
from marketplace.fakes.stripe.process import Twin
from marketplace.money.gateways.stripe_api import Access, Stripe


def test_it_never_runs_in_production() -> None:
    environment = {**os.environ, "APP_ENV": "production"}
    done = subprocess.run(
        [sys.executable, "-m", "marketplace.fakes"], env=environment, cwd=config.ROOT, capture_output=True, text=True
    )
    assert done.returncode != 0 and "never runs in production" in done.stderr


def test_it_stands_beside_a_local_demo_without_keys_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))

    def beside(**settings: str) -> list[str] | None:
        return fake_stripe.beside(config.load({"DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 32, **settings}))

    keys = {"STRIPE_SECRET_KEY": "sk_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}
    sound = {"DATABASE_URL": "sqlite:////tmp/never.db", "PUBLIC_URL": "https://pasar.example.id"}
    assert beside(**keys) is None and beside(HOST="0.0.0.0") is None and beside(APP_ENV="test") is None
    assert beside(APP_ENV="production", **sound) is None and "STRIPE_API_BASE" not in os.environ
    command = beside()
    assert command is not None and "marketplace.fakes" in command
    assert os.environ["STRIPE_API_BASE"].startswith("http://127.0.0.1:")


class Shop(BaseHTTPRequestHandler):
    """Answers 500 twice, then 200."""

    heard: list[str] = []
    enough = threading.Event()

    def do_POST(self) -> None:
        self.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(200 if len(self.heard) > 2 else 500)
        self.end_headers()
        if len(self.heard) > 2:
            self.enough.set()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def shop() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hooks/stripe"
    server.shutdown()
    server.server_close()


def test_a_message_is_delivered_until_the_shop_has_it(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "FIRST_PAUSE", 0.01)
    twin = Twin(hook=shop).start()
    twin.hooks.tell("customer.created", {"id": "cus_1"})
    assert Shop.enough.wait(10) and len(set(Shop.heard)) == 1
    twin.stop()


def test_it_remembers_across_a_restart(tmp_path: Path) -> None:
    kept = tmp_path / "twin.json"
    first = Twin(path=kept)
    made = first.acts.new_account({"country": "ID"})
    first.state.save()
    first.server.server_close()
    second = Twin(path=kept)
    assert second.state.get("accounts", made["id"]) == made
    second.server.server_close()


@pytest.mark.one_database
def test_never_more_is_sent_back_than_was_paid(app: Flask) -> None:
    twin = Twin().start()
    provider = Stripe(Access("sk_test_1", twin.secret, twin.url))
    price = {"unit_amount": "1000000", "currency": "idr", "product_data": {"name": "x"}}
    session = twin.acts.new_session(
        {"mode": "payment", "success_url": "http://x/", "line_items": {"0": {"quantity": "1", "price_data": price}}}
    )
    twin.acts.pay(session)
    provider.refund(session["payment_intent"], 6_000, "1", "a")
    for amount in (6_000, 4_001, 10**9):
        with pytest.raises(Exception, match="greater"):
            provider.refund(session["payment_intent"], amount, "2", f"b{amount}")
    assert provider.refund(session["payment_intent"], 4_000, "3", "c").status == "succeeded"
    assert [row.amount for row in provider.movements(row_time())] == [4_000, 6_000, 10_000]
    twin.stop()


def row_time() -> Any:
    from datetime import timedelta

    from marketplace.kernel import clock

    return clock.now() - timedelta(hours=1)
