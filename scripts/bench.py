"""Times the pages of a shop with demo data: `python -m scripts.bench [address]`; alone it starts its own."""

from __future__ import annotations

import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from scripts.shop import get, shop

CLIENTS, REQUESTS = 8, 400


def main() -> None:
    """Bench a running shop, or a fresh one."""
    with shop(sys.argv[1:]) as address:
        report(address)


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


if __name__ == "__main__":
    main()
