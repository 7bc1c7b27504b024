"""People who send a request drop by drop: let go, while pages are served to others."""

from __future__ import annotations

import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from marketplace.cli.web_server import Watched
from tests.ops.crowd import stocked
from tests.ops.test_uploads import Reader
from tests.proxy import Proxy
from tests.servers import LiveServer

CLOSED_SECONDS = 30
HEAD = b"POST /keranjang/baris HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
FORM = HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"


class Dripper:
    """One connection that sends a byte now and then, or stops in the middle."""

    def __init__(self, port: int, begin: bytes) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.line.sendall(begin)
        self.line.settimeout(0)

    def drip(self, byte: bytes = b"x") -> bool:
        """Send a byte; False when the other end has let go."""
        try:
            self.line.send(byte)
        except OSError:
            return False
        return self.still_there()

    def still_there(self) -> bool:
        """Send nothing; whether the other end still listens."""
        try:
            self.line.recv(65536)
            return False
        except BlockingIOError:
            return True
        except OSError:
            return False


def serve(seconds: float, request: Callable[[], None]) -> None:
    """One request in a watched process."""

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        request()
        return []

    watched = Watched(app, seconds)
    watched({}, None)
    assert watched.watcher is not None
    watched.watcher.join(3)


def hang() -> None:
    threading.Event().wait(60)


def answer() -> None:
    return None


@pytest.mark.parametrize(("request_", "code"), [(hang, -signal.SIGKILL), (answer, 0)])
def test_a_process_that_is_stuck_in_a_request_ends(request_: Callable[[], None], code: int) -> None:
    process = multiprocessing.get_context("forkserver").Process(target=serve, args=(0.1, request_))
    process.start()
    process.join(30)
    process.kill()
    assert process.exitcode == code


@pytest.mark.soak
@pytest.mark.one_database
def test_without_nginx_a_dripped_body_holds_a_process_for_half_a_minute(live_server: Callable[..., LiveServer]) -> None:
    server = live_server(workers=2, prepare=stocked)
    slow, began = Dripper(server.port, FORM), time.monotonic()
    while slow.drip():
        assert time.monotonic() - began < CLOSED_SECONDS
        time.sleep(1)
    print({"closed after": round(time.monotonic() - began, 1)})
    server.wait()
    assert server.status("/readyz") == 200


@pytest.mark.soak
@pytest.mark.one_database
def test_two_hundred_slow_senders_at_nginx(
    live_server: Callable[..., LiveServer], behind_nginx: Callable[[LiveServer], Proxy]
) -> None:
    """Slow headers and bodies that pause end; a body that drips on stays with nginx and never reaches a process."""
    server = live_server(workers=2, prepare=stocked, TRUSTED_PROXIES="127.0.0.1/32")
    proxy = behind_nginx(server)
    headers = [Dripper(proxy.port, HEAD) for _ in range(80)]
    pausing = [Dripper(proxy.port, FORM) for _ in range(80)]
    dripping = [Dripper(proxy.port, FORM) for _ in range(40)]
    reader, began = Reader(proxy.url), time.monotonic()
    while headers or pausing:
        assert time.monotonic() - began < CLOSED_SECONDS
        time.sleep(1)
        headers = [slow for slow in headers if slow.drip()]
        pausing = [slow for slow in pausing if slow.still_there()]
        dripping = [slow for slow in dripping if slow.drip()]
    ended = time.monotonic() - began
    p95 = reader.ends()
    print({"headers and pauses closed after": round(ended, 1), "still dripping": len(dripping), "p95": round(p95, 3)})
    assert p95 < 1
