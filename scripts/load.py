"""Many clients at once on kept connections, and what the servers' processes spent on them (Linux)."""

from __future__ import annotations

import http.client
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


@dataclass(frozen=True)
class Round:
    """Pages per second, median and 95th percentile in milliseconds, CPU milliseconds a page, bytes, failures."""

    rate: float
    middle: float
    late: float
    cpu: float
    size: int
    failed: int


def run(address: str, path: str, server: int, *, clients: int, requests: int, cookie: str = "") -> Round:
    """Ask for one page often; `server` is the process whose children answer."""
    share = requests // clients
    before, began = spent(server), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = [
            one for some in pool.map(lambda _: _client(address, path, share, cookie), range(clients)) for one in some
        ]
    seconds, cpu = time.perf_counter() - began, spent(server) - before
    times = sorted(one for one, _, _ in took)
    return Round(
        len(took) / seconds, statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000,
        cpu / len(took) * 1000, took[-1][1], sum(status >= 400 for _, _, status in took),
    )  # fmt: skip


def _client(address: str, path: str, share: int, cookie: str) -> list[tuple[float, int, int]]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    found = []
    for _ in range(share):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        found.append((time.perf_counter() - began, len(answer.read()), answer.status))
    connection.close()
    return found


def tree(root: int) -> list[int]:
    """A process and all below it."""
    parents = {int(one.name): _parent(one) for one in Path("/proc").iterdir() if one.name.isdigit()}
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def spent(root: int) -> float:
    """Seconds of CPU of a process and all below it."""
    return sum(sum(map(int, _stat(process)[11:13])) for process in tree(root)) / TICKS


def memory(root: int) -> list[int]:
    """Resident megabytes of each process below it."""
    return [int(_stat(process)[21]) * PAGE_KB // 1024 for process in tree(root)[1:]]


def _parent(folder: Path) -> int:
    try:
        return int(_stat(int(folder.name))[1])
    except (OSError, IndexError):
        return 0


def _stat(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 40
