"""Processes are killed while people buy: every order shown is there, nothing is lost, the shop is back at once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import settings_for, unit
from tests.lives import shop
from tests.ops.crowd import Crowd, stocked, trouble
from tests.proxy import Proxy
from tests.servers import LiveServer

SEED = 20261124
SECONDS, PAUSE = 60, 0.7


def kill_one(server: LiveServer, choose: random.Random) -> int:
    """Kill one of the web processes; 0 when none was there."""
    pids = server.worker_pids()
    victim = choose.choice(pids) if pids else 0
    if victim:
        os.kill(victim, signal.SIGKILL)
    return victim


def back(server: LiveServer, workers: int = 2) -> float:
    """Seconds until all web processes are there and the shop answers."""
    began = time.monotonic()
    while len(server.worker_pids()) < workers or server.status("/readyz") != 200:
        assert time.monotonic() - began < 30
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.one_database
def test_three_kills_while_people_buy(live_server: Callable[..., LiveServer]) -> None:
    server = live_server(workers=2, prepare=stocked)
    crowd, choose = Crowd(server, buyers=3), random.Random(SEED)
    for kill in range(3):
        while len(crowd.shown) <= kill:
            assert any(thread.is_alive() for thread in crowd.threads)
            time.sleep(0.02)
        assert kill_one(server, choose)
        back(server)
    crowd.go_home()
    assert crowd.troubles == [] and len(crowd.shown) >= 3
    assert trouble(server.app, crowd.shown) == []


@pytest.mark.one_database
def test_an_order_that_is_not_there_would_be_told(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    """Negative control of the check after the kills."""
    app = shop(settings_for(fresh_database(), tmp_path / "shop"))
    with unit(app) as session:
        stocked(session)
    assert trouble(app, []) == []
    assert trouble(app, ["never-placed"])[0] == "never-placed was shown and is not there"


@pytest.mark.soak
def test_kills_for_a_minute(live_server: Callable[..., LiveServer]) -> None:
    server = live_server(workers=2, prepare=stocked)
    soak(server, server.url, 6)


@pytest.mark.soak
@pytest.mark.postgres
def test_kills_for_a_minute_behind_nginx(
    live_server: Callable[..., LiveServer], behind_nginx: Callable[[LiveServer], Proxy]
) -> None:
    """As documented: pages that were cut are asked for again by nginx, and few requests stand in a process."""
    server = live_server(workers=2, prepare=stocked, TRUSTED_PROXIES="127.0.0.1/32")
    soak(server, behind_nginx(server).url, 3)


def soak(server: LiveServer, url: str, cut_by_one: int) -> None:
    """A minute of kills; of eight requests on their way one kill cuts so many at most, on the average."""
    crowd, choose = Crowd(server, url), random.Random(SEED)
    end, kills = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        time.sleep(PAUSE)
        kills += bool(kill_one(server, choose))
    recovery = back(server)
    crowd.go_home()
    figures = crowd.figures()
    print({**figures, "kills": kills, "recovery": round(recovery, 2)})
    assert crowd.troubles == [] and trouble(server.app, crowd.shown) == []
    assert kills >= 40 and recovery < 5 and figures["cut"] + figures["5xx"] <= kills * cut_by_one
