"""What the agency's pages cost here, against a bare listing: `python -m scripts.desk_costs [part of address]`.

On the demo database of DATA_DIR, as its admin; nothing is written but the log-in.
"""

from __future__ import annotations

import logging
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import pyotp
from flask import Flask, render_template_string
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from marketplace import create_app
from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product
from marketplace.demo import logins
from marketplace.insight.behind import BOARDS
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.people.producers import Producer
from marketplace.web import access
from scripts.costs import CONTROL
from scripts.desk_samples import filled

ROUNDS, WARM, CARDS = 7, 2, 24
SLOW = 2_000
BARE = """<!doctype html><title>Bare</title><ul>{% for row in categories %}<li>{{ row.name }}</li>{% endfor %}</ul>
<p>{{ count }}</p>{% for row in rows %}<article><h2><a href="/produk/{{ row.slug }}">{{ row.name }}</a></h2>
<p>{{ row.maker }}</p><p>Rp{{ row.base_price }}</p></article>{% endfor %}"""
FILES = (
    "/photo",
    "foto",
    ".xlsx",
    ".pdf",
    ".json",
    "/ekspor",
    "/bukti/",
    "/bukti-setoran",
    "/meterai",
    "/nota/",
    "<any(",
)


def main() -> None:
    """One line a page: statements, CPU in milliseconds (median), how many times the bare listing."""
    app, sent = create_app(), []  # type: ignore[var-annotated]
    logging.disable(logging.ERROR)
    app.config["WTF_CSRF_ENABLED"] = False
    event.listen(Engine, "before_cursor_execute", lambda *asked: sent.append(asked[2]))
    client = app.test_client()
    client.post("/masuk", data={"who": logins.ADMIN, "password": logins.PASSWORD})
    client.post("/masuk/kode", data={"code": pyotp.TOTP(logins.DEMO_SECRET).at(clock.now())})
    bare = bare_listing(app).test_client()
    print(f"{'page':<44}{'statements':>11}{'CPU ms':>9}{'× bare':>8}{'bytes':>9}")
    measured(lambda: bare.get("/"), sent)
    for address in addresses(app):
        if not sys.argv[1:] or sys.argv[1] in address:
            reference = measured(lambda: bare.get("/"), sent)[1]  # anew, since other programs change the pace
            line(address, lambda address=address: client.get(address), reference, sent)  # type: ignore[misc]


def addresses(app: Flask) -> list[str]:
    """Every page of the agency, with the largest thing there is for what its address needs; every board."""
    paths = [
        path
        for path, methods, policy, _ in access.url_map(app)
        if "GET" in methods and policy.startswith("staff:") and not any(part in path for part in FILES)
    ]
    with app.app_context():
        pages = [page for path in paths if (page := filled(db.session(), path))]
    pages += [f"/agensi/papan/{board}" for board in BOARDS]
    return sorted({*pages, "/agensi/dokumen-jual?bulan=0", "/agensi/keuangan?cari=sari", "/agensi/register?cari=mekar"})


def line(address: str, get: Callable[[], Any], reference: float, sent: list[str]) -> None:
    """Measure one page and tell it."""
    count, took, answer = measured(get, sent)
    told = f"{count:>11}{took:>9.1f}{took / reference:>8.1f}{len(answer.data):>9}"
    print(f"{address:<44}{told if answer.status_code == 200 else answer.status}", flush=True)


def measured(get: Callable[[], Any], sent: list[str]) -> tuple[int, float, Any]:
    """Statements, median milliseconds of this process's processor, and the last answer."""
    took: list[float] = []
    answer = None
    for n in range(WARM + ROUNDS):
        sent.clear()
        began = time.process_time()
        answer = get()
        spent = (time.process_time() - began) * 1000
        if n >= WARM or spent > SLOW:
            took.append(spent)
        if spent > SLOW:
            break
    return len([one for one in sent if not one.lstrip().startswith(CONTROL)]), statistics.median(took), answer


def bare_listing(app: Flask) -> Flask:
    """Flask, three statements and Jinja: what a listing costs at least."""
    bare = Flask("bare")

    @bare.get("/")
    def show() -> str:
        with app.app_context(), db.engine.connect() as connection:
            columns = Product.name, Product.slug, Product.base_price, Producer.name.label("maker")
            query = select(*columns).join(Producer, Producer.id == Product.producer_id)
            rows = connection.execute(query.order_by(Product.sold_count.desc(), Product.id.desc()).limit(CARDS)).all()
            categories = connection.execute(select(Category.name).order_by(Category.position)).all()
            count = connection.scalar(select(func.max(Product.id)))
        return render_template_string(BARE, rows=rows, categories=categories, count=count)

    return bare


if __name__ == "__main__":
    main()
