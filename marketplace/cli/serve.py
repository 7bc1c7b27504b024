"""`flask serve`: the web server and the worker together, until told to stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from config import ROOT, Deployment

from . import demo, health

SECONDS_TO_STOP = 20


def web_command(deployment: Deployment) -> list[str]:
    """How the production web server is started."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "wsgi:app",
        "--host", deployment.host, "--port", str(deployment.port),
        "--workers", str(deployment.workers), "--blocking-threads", "1",
        "--backpressure", "64", "--respawn-failed-workers", "--workers-kill-timeout", "15",
        "--no-ws", "--log-level", "warning",
    ]  # fmt: skip


@click.command("serve")
@with_appcontext
def command() -> None:
    """Prepare the database, fill an empty demo, then serve."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    deployment: Deployment = app.config["DEPLOYMENT"]
    refuse_busy_port(deployment)
    health.refuse_unsound(app)
    prepare(app)
    run(deployment)


def refuse_busy_port(deployment: Deployment) -> None:
    """One sentence when somebody else listens there."""
    family = socket.AF_INET6 if ":" in deployment.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((deployment.host, deployment.port))
        except OSError:
            raise click.ClickException(
                f"Port {deployment.port} is in use; choose another: PORT={deployment.port + 1} make run"
            ) from None


def prepare(app: Flask) -> None:
    """Migrate; fill an empty demo."""
    import flask_migrate

    flask_migrate.upgrade()
    if app.config["DEPLOYMENT"].env == "demo":
        demo.fill_if_empty(app)


def run(deployment: Deployment) -> None:
    """Run both processes; one that dies is started again."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    commands = [web_command(deployment), [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]]
    running = [_start(command) for command in commands]
    _announce(deployment)
    while not stop.wait(1):
        for n, process in enumerate(running):
            if process.poll() is not None:
                click.echo(f"process {process.args[2]} ended, starting it again", err=True)  # type: ignore[index]
                running[n] = _start(commands[n])
    for process in running:
        process.terminate()
    for process in running:
        _wait(process)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), start_new_session=True)  # noqa: S603


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()


def _announce(deployment: Deployment) -> None:
    click.echo(f"\n  {deployment.public_url}\n")
    if deployment.env == "demo":
        for role, who, password, note in demo.LOGINS:
            click.echo(f"  {role:<12} {who:<20} {password}  {note}")
        click.echo("")
