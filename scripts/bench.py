"""The shop beside the bare reference, in turns: `python -m scripts.bench [--products 1000] [--database URL] [--save]`.

Each size has a folder below .cache/bench, filled once. With `--database` the address of a PostgreSQL database that
may be filled; a `{n}` in it becomes the number of products. `--save` writes docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import growth, load, report
from scripts.shop import get

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".cache" / "bench"
PORTS = {"shop": 8181, "reference": 8182}
CLIENTS, REQUESTS, ROUNDS = 8, 160, 5
SHOP = [sys.executable, "-m", "marketplace.cli.web_server"]
REFERENCE = [
    "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--host", "127.0.0.1",
    "--port", str(PORTS["reference"]), "--log-level", "warning", "scripts.reference:app",
]  # fmt: skip


@dataclass
class Server:
    """A running server, and how long it took to its first page."""

    address: str
    process: int
    seconds: float


def main() -> None:
    """Fill, measure, tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--products", type=int, nargs="+", default=[1_000])
    asked.add_argument("--database", default="")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--save", action="store_true")
    wanted = asked.parse_args()
    found = []
    for products in wanted.products:
        settings = prepared(products, wanted.database)
        found += [growth.costs(settings, products)]
        found += [compared(settings, products, wanted.rounds)]
    text = report.text(found)
    print(text)
    if wanted.save:
        report.save(text)


def prepared(products: int, database: str) -> dict[str, str]:
    """The environment of a shop with so many products."""
    folder = FOLDER / str(products)
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"APP_ENV": "demo", "DATA_DIR": str(folder), "LOG_FILE": str(folder / "log"), "PORT": str(PORTS["shop"])}
    settings["DATABASE_URL"] = database.format(n=products) or f"sqlite:///{folder / 'marketplace.db'}"
    for words in (["db", "upgrade"], ["demo", "load", "--products", str(products)]):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        subprocess.run(command, env={**os.environ, **settings}, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    return settings


def compared(settings: dict[str, str], products: int, rounds: int) -> report.Compared:
    """Pages of both, A B A B."""
    pages = growth.pages(settings)
    with serving(SHOP, settings, "shop") as shop, serving([sys.executable, *REFERENCE], settings, "reference") as bare:
        found = {name: _rounds(shop, bare, page, rounds) for name, page in pages.items()}
        kind = settings["DATABASE_URL"].partition(":")[0]
        return report.Compared(
            kind, products, found, (shop.seconds, bare.seconds), (load.memory(shop.process), load.memory(bare.process))
        )


def _rounds(shop: Server, bare: Server, page: growth.Page, rounds: int) -> list[tuple[load.Round, load.Round]]:
    found = []
    for n in range(rounds + 1):
        pair = tuple(
            load.run(server.address, path, server.process, clients=CLIENTS, requests=REQUESTS, cookie=page.cookie)
            for server, path in ((shop, page.path), (bare, page.bare))
        )
        if any(one.failed for one in pair):
            raise SystemExit(f"{page.path}: {pair}")
        found += [(pair[0], pair[1])] if n else []
    return found


@contextmanager
def serving(command: list[str], settings: dict[str, str], name: str) -> Iterator[Server]:
    """A server until the end of the block."""
    address, began = f"http://127.0.0.1:{PORTS[name]}", time.perf_counter()
    running = subprocess.Popen(command, env={**os.environ, **settings}, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _first_page(address, running)
        yield Server(address, running.pid, time.perf_counter() - began)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)


def _first_page(address: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        try:
            get(address + "/")
            return
        except OSError:
            if running.poll() is not None:
                break
            time.sleep(0.02)
    raise SystemExit(f"{address} does not start")


if __name__ == "__main__":
    main()
