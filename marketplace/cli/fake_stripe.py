"""`flask fake-stripe`: the twin of the card provider, for trying card payments without an account."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Deployment

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ABOVE = 700


@click.command("fake-stripe")
@click.option("--port", default=8700, show_default=True)
@click.option("--hook", default="", help="Address of the shop's /hooks/stripe; empty = this deployment's.")
@with_appcontext
def command(port: int, hook: str) -> None:
    """Serve the twin of the card provider on 127.0.0.1. Refused in production."""
    deployment: Deployment = current_app.config["DEPLOYMENT"]
    if deployment.is_production:
        raise click.ClickException("The twin of the card provider never runs in production.")
    from marketplace.fakes.stripe.process import Twin

    secret = deployment.stripe_webhook_secret or "whsec_test"
    where = hook or f"{deployment.public_url}/hooks/stripe"
    click.echo(f"STRIPE_API_BASE=http://127.0.0.1:{port} STRIPE_SECRET_KEY=sk_test_fake STRIPE_WEBHOOK_SECRET={secret}")
    Twin(port=port, hook=where, secret=secret, path=deployment.data_dir / "fake-stripe.json").run()


def beside(deployment: Deployment) -> list[str] | None:
    """The command that runs it beside a local demo without keys; the environment of its siblings is set here."""
    wanted = deployment.env == "demo" and not deployment.stripe_secret_key and deployment.host in LOOPBACK
    if not wanted:
        return None
    port = _port(deployment.port + ABOVE)
    secret = _kept(deployment.data_dir / "fake-stripe-secret")
    os.environ.update(
        STRIPE_SECRET_KEY="sk_test_demo", STRIPE_WEBHOOK_SECRET=secret, STRIPE_API_BASE=f"http://127.0.0.1:{port}"
    )
    hook = f"http://{deployment.host}:{deployment.port}/hooks/stripe"
    state = str(deployment.data_dir / "fake-stripe.json")
    return [sys.executable, "-m", "marketplace.fakes", "--port", str(port), "--hook", hook, "--state", state]


def _port(wanted: int) -> int:
    """The usual one, so that pay pages are found again after a restart; another when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted if wanted < 65536 else 0))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _kept(path: Path) -> str:
    if not path.exists():
        path.write_text(f"whsec_{secrets.token_hex(16)}")
        path.chmod(0o600)
    return path.read_text()
