"""Times the pages of a shop with demo data: `python -m scripts.bench [address]`; alone it starts its own."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

CLIENTS, REQUESTS, PORT = 8, 400, "8797"


def main() -> None:
    """Bench a running shop, or a fresh one."""
    if len(sys.argv) > 1:
        return report(sys.argv[1].rstrip("/"))
    with tempfile.TemporaryDirectory() as folder:
        settings = {"APP_ENV": "demo", "DATA_DIR": folder, "PORT": PORT, "LOG_FILE": f"{folder}/log"}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        shop = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        try:
            report(wait(f"http://127.0.0.1:{PORT}"))
        finally:
            shop.send_signal(signal.SIGINT)
            shop.wait(30)


def wait(address: str) -> str:
    """The address, once it answers."""
    for _ in range(600):
        try:
            get(f"{address}/readyz")
            return address
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the shop does not start")


def report(address: str) -> None:
    """One line for each kind of page."""
    home = get(address + "/").decode()
    print(f"{'page':<12}{'requests/s':>12}{'p50 ms':>9}{'p95 ms':>9}{'bytes':>9}")
    for name, pattern in (("home", None), ("category", r'"(/kategori/[^"?#]+)"'), ("product", r'"(/produk/[^"?#]+)"')):
        found = re.search(pattern, home) if pattern else None
        if pattern is None or found:
            line(name, address + (found[1] if found else "/"))
    line("search", f"{address}/cari?q=amplang")
    line("cart", f"{address}/keranjang")


def line(name: str, url: str) -> None:
    """Ask for one page often, with several clients at once."""
    size = len(get(url))
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        took = sorted(clients.map(lambda _: timed(url), range(REQUESTS)))
    rate = REQUESTS / (time.perf_counter() - began)
    middle, late = statistics.median(took) * 1000, took[int(len(took) * 0.95)] * 1000
    print(f"{name:<12}{rate:>12.0f}{middle:>9.1f}{late:>9.1f}{size:>9}")


def timed(url: str) -> float:
    """Seconds for one request."""
    began = time.perf_counter()
    get(url)
    return time.perf_counter() - began


def get(url: str) -> bytes:
    """The body of a page."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())


if __name__ == "__main__":
    main()
