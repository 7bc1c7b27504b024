"""The real production server as processes, for races, faults and journeys."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

import config
from marketplace import create_app
from marketplace.cli import serve
from marketplace.kernel import clock, db
from tests.databases import free_port

QUIET = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/tmp"), "LANG": "C.UTF-8"}


class LiveServer:
    """One web server with its processes on a free port of 127.0.0.1."""

    def __init__(self, url: str, data: Path, *, workers: int = 2, fault: str = "") -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock_file = data / "clock"
        self.clock_file.write_text("0")
        self.settings = {
            "APP_ENV": "test",
            "DATABASE_URL": url,
            "DATA_DIR": str(data),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "WEB_WORKERS": str(workers),
            "CLOCK_FILE": str(self.clock_file),
            "LOG_FILE": str(data / "log"),
            "SECRET_KEY": "a secret that only tests know, long enough",
        }
        self.fault = fault
        self.output = data / "output"
        self.process: subprocess.Popen[bytes] | None = None
        self._app: Flask | None = None
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """An engine of the test's own on the server's database."""
        if self._engine is None:
            address = db.driver_url(self.settings["DATABASE_URL"])
            self._engine = create_engine(address, **db.engine_options(address))
        return self._engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session on the server's database; the caller commits."""
        with Session(self.engine) as opened:
            yield opened

    @property
    def app(self) -> Flask:
        """The same application in this process, never with a fault armed."""
        if self._app is None:
            self._app = create_app(config.load(self.settings))
        return self._app

    def work(self) -> None:
        """Let the worker do everything that is due, in this process."""
        from marketplace.cli import worker

        worker.run(self.app, once=True)

    def move_clock(self, **by: float) -> None:
        """Move the clock of the server and of this process on."""
        seconds = float(self.clock_file.read_text() or 0) + timedelta(**by).total_seconds()
        self.clock_file.write_text(str(seconds))
        clock.follow_file_for_tests(self.clock_file)

    def move_clock_back(self) -> None:
        """The server's clock is right again."""
        self.clock_file.write_text("0")

    def start(self) -> None:
        """Start the processes and wait until they answer."""
        environment = {**QUIET, **self.settings, **({"FAULT_POINT": self.fault} if self.fault else {})}
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                serve.WEB,
                env=environment,
                cwd=config.ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.wait()

    def wait(self, seconds: float = 30) -> None:
        """Wait until the server answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.status("/healthz") == 200:
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"the server does not answer: {self.output.read_text()[-2000:]}")

    def status(self, path: str) -> int:
        """Status of a GET, 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def worker_pids(self) -> list[int]:
        """The web processes, children of the server's own."""
        return children(self.process.pid) if self.process else []

    def terminate(self) -> None:
        """Ask the server to stop, as an operator does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill every process at once, as a power cut does."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def close(self) -> None:
        """Stop everything and let the database go."""
        self.terminate()
        if self.process:
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        if self._engine is not None:
            self._engine.dispose()
        if self._app is not None:
            with self._app.app_context():
                db.db.engine.dispose()


def children(pid: int) -> list[int]:
    """Process ids of the children of a process."""
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(word) for word in done.stdout.split()]
