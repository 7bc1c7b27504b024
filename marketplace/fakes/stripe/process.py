"""Runs the twin on loopback: as a process of the demo, or as a thread of a test."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from .acts import Acts
from .hooks import Hooks
from .state import State
from .switches import Switches
from .web import create


class Quiet(WSGIRequestHandler):
    """No line for each request."""

    def log_request(self, *args: object) -> None:
        """Nothing."""


class Twin:
    """The whole twin: `state`, `switches`, `acts`, `hooks`, and the address `url`."""

    def __init__(self, *, port: int = 0, hook: str = "", secret: str = "whsec_test", path: Path | None = None) -> None:
        self.secret = secret
        self.state, self.switches = State(path), Switches()
        self.hooks = Hooks(self.state, self.switches, hook, secret)
        app = create(self.state, self.switches, self.hooks, "")
        app.logger.setLevel(logging.CRITICAL)
        self.acts: Acts = app.extensions["twin"]
        self.server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
        self.server.daemon_threads = True  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.acts.base = self.url

    def start(self) -> Twin:
        """Serve in the background."""
        self.hooks.start()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def run(self) -> None:
        """Serve until told to stop."""
        self.hooks.start()
        self.server.serve_forever()

    def stop(self) -> None:
        """Stop serving and delivering."""
        self.hooks.stopped = True
        self.server.shutdown()
        self.server.server_close()
