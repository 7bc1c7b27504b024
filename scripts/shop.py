"""A shop to measure: the running one that was named, or a fresh one with demo data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

PORT = "8797"


@contextmanager
def shop(named: list[str]) -> Iterator[str]:
    """Its address."""
    if named:
        yield named[0].rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = {"APP_ENV": "demo", "DATA_DIR": folder, "PORT": PORT, "LOG_FILE": f"{folder}/log"}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        running = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        try:
            yield wait(f"http://127.0.0.1:{PORT}")
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(30)


def wait(address: str) -> str:
    """The address, once it answers."""
    for _ in range(600):
        try:
            get(f"{address}/readyz")
            return address
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the shop does not start")


def get(url: str) -> bytes:
    """The body of a page."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())
