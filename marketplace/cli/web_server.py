"""`python -m marketplace.cli.web_server`: granian, as this shop needs it.

Four things differ from granian's own command. The application is loaded before the processes are forked, so that
one that died is replaced within a quarter of a second. All processes take connections from one queue, so that only
what a dead one had already taken is lost. Granian's own main process never gives up on them. And a process that is
stuck in one request, for instance because the sender drips the body, is replaced.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined]
from granian.server.mp import MPServer

import config

TARGET = "wsgi:app"
LOOK_SECONDS = 1.0
PAUSE_SECONDS = 0.1
WAITING = 1024
TAKEN = {"open": 64, "behind a proxy": 2}
REQUEST_SECONDS = 25.0
HEADERS_MS = 10_000
STOP_SECONDS = 15


class WebServer(MPServer):
    """Granian with one queue of connections, whose processes are replaced for ever."""

    def _init_shared_socket(self) -> None:
        self._ssp: Any = None
        self._shd: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._sfd: Any = self._shd.get_fd()
        self._sso: Any = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(LOOK_SECONDS)
            self.main_loop_interrupt.clear()
            dead = [worker.idx for worker in self.wrks if not worker.is_alive()]  # type: ignore[no-untyped-call]
            if dead and not self.interrupt_signal:
                time.sleep(PAUSE_SECONDS)
                self._respawn_workers(dead, spawn_target, target_loader)
        self.interrupt_children.clear()


class Watched:
    """Ends the process when its one request takes too long; the proxy has given up on it by then."""

    def __init__(self, app: Callable[..., Iterable[bytes]], seconds: float = REQUEST_SECONDS) -> None:
        self.app, self.seconds = app, seconds
        self.began: float | None = None
        self.watcher: threading.Thread | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self.watcher is None:
            self.watcher = threading.Thread(target=self.watch, daemon=True)
            self.watcher.start()
        self.began = time.monotonic()
        try:
            return self.app(environ, start_response)
        finally:
            self.began = None

    def watch(self) -> None:
        """Look once a second; a fresh process takes over at once."""
        while True:
            time.sleep(LOOK_SECONDS)
            began = self.began
            if began is not None and time.monotonic() - began > self.seconds:
                logging.getLogger("marketplace.web").error("a request took more than %d s", self.seconds)
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Load the application, then serve it with as many processes as the deployment wants."""
    deployment = config.load()
    proxied = bool(deployment.trusted_proxies)
    load()
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    WebServer(
        TARGET,
        address=deployment.host,
        port=deployment.port,
        interface=Interfaces.WSGI,
        workers=deployment.workers,
        blocking_threads=1,
        backlog=WAITING,
        backpressure=TAKEN["behind a proxy" if proxied else "open"],
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS, keep_alive=not proxied),
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def load() -> None:
    """Import the application with its templates, without a connection that the processes would share."""
    import wsgi
    from marketplace.kernel.db import db

    with wsgi.app.app_context():
        db.engine.dispose()
    for name in wsgi.app.jinja_env.list_templates(extensions=["html"]):
        wsgi.app.jinja_env.get_template(name)
    wsgi.app.wsgi_app = Watched(wsgi.app.wsgi_app)  # type: ignore[method-assign]
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
