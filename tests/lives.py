"""A shop that lives in a process of its own and sends children of it into death.

The children come from the warm process, so that each costs what its step costs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

import config
from marketplace import create_app
from marketplace.kernel import db, faults
from marketplace.money.gateways import card
from marketplace.money.gateways.stripe_api import Stripe

Act = Callable[[Flask], None]
WAIT_SECONDS = 60


def shop(settings: dict[str, str]) -> Flask:
    """The application of a test build; forms need no token."""
    app = create_app(config.load(settings))
    app.config["WTF_CSRF_ENABLED"] = False
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    return app


class Folder:
    """Files by key like the shop's own, without threads that a child would miss."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        """Store bytes."""
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def get(self, key: str) -> bytes:
        """The bytes of a key; raise FileNotFoundError."""
        return (self.root / key).read_bytes()

    def delete(self, keys: list[str]) -> None:
        """Remove keys."""
        for key in keys:
            (self.root / key).unlink(missing_ok=True)


class Life:
    """One shop on one database; `with Life(settings) as life: life.dies_at(point, act); life.does(act)`."""

    def __init__(self, settings: dict[str, str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.walks"])
        self._ends, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(settings, theirs))
        self._process.start()
        theirs.close()

    def __enter__(self) -> Life:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._ends.close()

    def does(self, act: Act) -> None:
        """The step is done; raise AssertionError with its words when it is not."""
        told = self._ask("", act)
        assert told is None, told

    def dies_at(self, point: str, act: Act) -> bool:
        """Whether a process armed with the point was killed while it did the step."""
        return bool(self._ask(point, act) == -signal.SIGKILL)

    def _ask(self, point: str, act: Act) -> Any:
        self._ends.send((point, act))
        assert self._ends.poll(WAIT_SECONDS), f"{point or act} hangs"
        return self._ends.recv()


def _live(settings: dict[str, str], ends: Connection) -> None:
    app = shop(settings)
    app.extensions["files"] = Folder(app.extensions["files"].root)
    while True:
        point, act = ends.recv()
        with app.app_context():
            db.db.engine.dispose()
        ends.send(_child(app, point, act) if point else _tried(app, act))


def _tried(app: Flask, act: Act) -> str | None:
    try:
        act(app)
    except BaseException:
        return traceback.format_exc()
    return None


def _child(app: Flask, point: str, act: Act) -> int:
    child = os.fork()
    if child == 0:
        signal.alarm(WAIT_SECONDS)
        faults.arm(point)
        provider = card.provider()
        card.use(provider.access if isinstance(provider, Stripe) else None)
        told = _tried(app, act)
        print(told or "it went through", file=sys.stderr, flush=True)
        os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
