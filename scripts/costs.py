"""What pages cost in this process, on the database of DATA_DIR: `python -m scripts.costs`. Nothing is written."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from marketplace import create_app
from marketplace.catalog import indexing
from marketplace.kernel.db import db

ROUNDS = 60
WARM = 5
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")
PAGES = {
    "home": "/",
    "listing with facets": "/kategori/kerupuk-keripik?urut=terlaris",
    "listing, two filters": "/kategori/kerupuk-keripik?siap=kini&harga=0-20",
    "search": "/cari?q=amplang+kepiting",
    "search, typing mistakes": "/cari?q=amplng+kepitng",
    "search, broad": "/cari?q=kerupuk",
}


def main() -> None:
    """One line a page: statements, CPU in milliseconds (median and 95th percentile), bytes."""
    app = create_app()
    sent: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *asked: sent.append(asked[2]))
    with app.app_context():
        print(f"{indexing.known(db.session()):,} products on {db.engine.dialect.name}, {ROUNDS} requests a page")
    print(f"{'page':<26}{'statements':>11}{'CPU ms':>9}{'p95':>9}{'bytes':>9}")
    for name, address in pages(app).items():
        line(app.test_client(), name, address, sent)


def pages(app: Flask) -> dict[str, str]:
    """The addresses, with a product that the front page shows."""
    found = re.search(r'"(/produk/[^"?#]+)"', app.test_client().get("/").text)
    return PAGES | ({"product": found[1]} if found else {})


def line(client: FlaskClient, name: str, address: str, sent: list[Any]) -> None:
    """Ask for one page often; only the processor's time of this process counts."""
    took: list[float] = []
    for n in range(WARM + ROUNDS):
        sent.clear()
        began = time.process_time()
        answer = client.get(address)
        if n >= WARM:
            took.append((time.process_time() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    count = len([one for one in sent if not one.lstrip().startswith(CONTROL)])
    late = sorted(took)[int(len(took) * 0.95)]
    print(f"{name:<26}{count:>11}{statistics.median(took):>9.1f}{late:>9.1f}{len(answer.data):>9}")


if __name__ == "__main__":
    main()
