"""Stopping: no request that was begun is cut, and a web process that dies is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

import config
from tests.databases import free_port
from tests.ops.crowd import Crowd, stocked, trouble
from tests.servers import QUIET, LiveServer

pytestmark = pytest.mark.one_database


class Visitors:
    """Four people who open pages one after another until nobody answers any more."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.statuses: list[int] = []
        self.cut: list[str] = []
        self.threads = [threading.Thread(target=self.visit) for _ in range(4)]
        for thread in self.threads:
            thread.start()

    def visit(self) -> None:
        while True:
            try:
                connection = HTTPConnection("127.0.0.1", self.server.port, timeout=10)
                connection.connect()
            except OSError:
                return
            try:
                connection.request("GET", "/bantuan", headers={"Connection": "close"})
                self.statuses.append(connection.getresponse().status)
            except ConnectionResetError:
                return
            except (OSError, HTTPException) as problem:
                self.cut.append(repr(problem))

    def leave(self) -> None:
        for thread in self.threads:
            thread.join(30)


def test_sigterm_cuts_nothing(live_server: Callable[..., LiveServer]) -> None:
    server = live_server(workers=2)
    visitors = Visitors(server)
    time.sleep(1.5)
    began = time.monotonic()
    server.terminate()
    assert server.process is not None
    server.process.wait(30)
    visitors.leave()
    assert time.monotonic() - began < 10
    assert visitors.statuses and set(visitors.statuses) == {200} and visitors.cut == []


def test_no_purchase_is_cut_by_a_restart(live_server: Callable[..., LiveServer]) -> None:
    restarts(live_server(workers=2, prepare=stocked), times=1)


@pytest.mark.soak
def test_no_purchase_is_cut_by_three_restarts(live_server: Callable[..., LiveServer]) -> None:
    restarts(live_server(workers=2, prepare=stocked), times=3)


def restarts(server: LiveServer, times: int) -> None:
    """SIGTERM while people buy, then the next server: what was begun is answered, what was shown is there."""
    crowd = Crowd(server, buyers=4)
    for n in range(times):
        while len(crowd.shown) < 2 * (n + 1):
            assert any(thread.is_alive() for thread in crowd.threads)
            time.sleep(0.02)
        began = time.monotonic()
        server.terminate()
        assert server.process is not None and server.process.wait(30) is not None
        assert time.monotonic() - began < 30
        server.start()
    crowd.go_home()
    figures = crowd.figures()
    print(figures)
    assert crowd.troubles == [] and trouble(server.app, crowd.shown) == []
    assert figures["5xx"] == 0 and crowd.unanswered() == 0


def test_a_killed_web_process_is_replaced(live_server: Callable[..., LiveServer]) -> None:
    server = live_server(workers=2)
    victim = server.worker_pids()[-1]
    os.kill(victim, signal.SIGKILL)
    end = time.monotonic() + 15
    while len(set(server.worker_pids()) - {victim}) < 2:
        assert time.monotonic() < end
        time.sleep(0.1)
    server.wait()
    assert server.status("/readyz") == 200
    server.kill()


def serve(tmp_path: Path, port: int) -> subprocess.Popen[str]:
    environment = {**QUIET, "APP_ENV": "test", "DATA_DIR": str(tmp_path), "PORT": str(port), "WEB_WORKERS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        env=environment, cwd=config.ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_serve_turns_readiness_off_first_and_leaves_nobody_behind(tmp_path: Path) -> None:
    probe = LiveServer("sqlite:///unused.db", tmp_path / "probe")
    process = serve(tmp_path, probe.port)
    try:
        end = time.monotonic() + 40
        while probe.status("/readyz") != 200:
            assert time.monotonic() < end and process.poll() is None
            time.sleep(0.1)
        second = serve(tmp_path / "second", probe.port)
        told, _ = second.communicate(timeout=30)
        assert second.returncode == 1 and f"Port {probe.port} is in use" in told.splitlines()[-1]
        process.send_signal(signal.SIGTERM)
        seen = {probe.status("/readyz") for _ in range(40) if not time.sleep(0.05)}
        assert 503 in seen
        assert process.wait(30) == 0
        assert probe.status("/healthz") == 0
    finally:
        process.kill()


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path: Path) -> None:
    environment = {
        **QUIET,
        "APP_ENV": "test",
        "DATA_DIR": str(tmp_path),
        "PORT": str(free_port()),
        "DATABASE_URL": f"postgresql://shop:hidden@127.0.0.1:{free_port()}/shop",
    }
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        env=environment, cwd=config.ROOT, text=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr and "Traceback" not in done.stderr and "hidden" not in done.stderr
