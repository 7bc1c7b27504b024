"""`flask serve`: the web server and the worker together, until told to stop."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from config import ROOT, Deployment

from . import demo, fake_stripe, health

SECONDS_TO_STOP = {signal.SIGTERM: 20, signal.SIGINT: 8}
SECONDS_OUT_OF_TURN = 2
WEB = [sys.executable, "-m", "marketplace.cli.web_server"]
WORKER = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
PARENT_DIED = 1


@click.command("serve")
@click.option("--web-only", is_flag=True, help="No worker beside it; it has a service of its own.")
@with_appcontext
def command(web_only: bool) -> None:
    """Prepare the database, fill an empty demo, then serve."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    deployment: Deployment = app.config["DEPLOYMENT"]
    refuse_busy_port(deployment)
    health.refuse_unsound(app)
    prepare(app)
    twin = None if web_only else fake_stripe.beside(deployment)
    run(deployment, [WEB, *([] if web_only else [WORKER]), *([twin] if twin else [])])


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


class Told(Exception):
    """Somebody asked this process to stop; `number` is the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def run(deployment: Deployment, commands: list[list[str]]) -> None:
    """Run the processes; one that dies is started again. A signal stops them in good order."""
    closing = health.closing_file(deployment)
    closing.unlink(missing_ok=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _tell)
    running: list[subprocess.Popen[bytes]] = []
    try:
        running += [_start(command) for command in commands]
        _announce(deployment)
        while True:
            time.sleep(1)
            _look_after(running, commands)
    except Told as told:
        _stop(running, closing, told.number)


def _tell(number: int, frame: FrameType | None) -> None:
    for known in (signal.SIGTERM, signal.SIGINT):
        signal.signal(known, signal.SIG_IGN)
    raise Told(number)


def _look_after(running: list[subprocess.Popen[bytes]], commands: list[list[str]]) -> None:
    for n, process in enumerate(running):
        if process.poll() is not None:
            click.echo(f"process {commands[n][2]} ended, starting it again", err=True)
            _kill_what_is_left(process)
            running[n] = _start(commands[n])


def _stop(running: list[subprocess.Popen[bytes]], closing: Path, number: int) -> None:
    """A service manager's SIGTERM first turns readiness off; a person's Ctrl-C does not wait for that."""
    closing.touch()
    if number == signal.SIGTERM:
        time.sleep(SECONDS_OUT_OF_TURN)
    for process in running:
        process.terminate()
    end = time.monotonic() + SECONDS_TO_STOP[signal.Signals(number)]
    for process in running:
        _wait(process, max(0.1, end - time.monotonic()))
    closing.unlink(missing_ok=True)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches only us; it never outlives us."""
    environment = {name: value for name, value in os.environ.items() if name != "FLASK_RUN_FROM_CLI"}
    return subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment, start_new_session=True, preexec_fn=_end_with_parent
    )


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGTERM)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    _kill_what_is_left(process)


def _kill_what_is_left(process: subprocess.Popen[bytes]) -> None:
    """Children of a process that died would go on answering with old code."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _announce(deployment: Deployment) -> None:
    click.echo(f"\n  {deployment.public_url}\n")
    if deployment.env == "demo":
        for role, who, password, note in demo.LOGINS:
            click.echo(f"  {role:<12} {who:<20} {password}  {note}")
        click.echo("")
