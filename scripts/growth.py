"""What pages cost in one process as the catalogue grows: statements and CPU, whatever else the machine does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

import config
from marketplace import create_app
from marketplace.catalog.products import Product, Variant
from marketplace.kernel.db import begin_write, db
from marketplace.trade import carts, shelf
from scripts import costs as measuring

LISTING = "/kategori/kerupuk-keripik?urut=terlaris"
DEEP_PAGE = 1_000
LINES = 100


@dataclass(frozen=True)
class Page:
    """A page of the shop, and what answers it in the reference."""

    path: str
    bare: str
    cookie: str = ""


@dataclass(frozen=True)
class Costs:
    """By page: statements, CPU in milliseconds, bytes."""

    kind: str
    products: int
    pages: dict[str, tuple[int, float, int]]


def pages(settings: dict[str, str]) -> dict[str, Page]:
    """The pages that are compared; a cart with many lines is written first."""
    app = shop(settings)
    with app.app_context():
        secret, slug = filled_cart(), best_seller()
    return {
        "home": Page("/", "/"),
        "listing with facets": Page(LISTING, LISTING),
        "product": Page(f"/produk/{slug}", f"/produk/{slug}"),
        "search": Page("/cari?q=sabun+amenity", "/cari?q=sabun+amenity"),
        "search, typing mistakes": Page("/cari?q=sabn+amenty", "/cari?q=sabun+amenity"),
        f"cart, {LINES} lines": Page("/keranjang", "/keranjang", f"keranjang={secret}"),
    }


def shop(settings: dict[str, str]) -> Flask:
    """The application on a database."""
    return create_app(config.load({**os.environ, **settings}))


def filled_cart() -> str:
    """The secret of a new guest cart with many lines."""
    session = db.session()
    begin_write(session)
    cart, secret = carts.open_for_guest(session)
    sold = select(Variant.id).join(Product).where(Product.sku.startswith("UJI-"), Variant.minimum == 1)
    variants = session.scalars(sold.order_by(Product.sold_count.desc(), Variant.id).limit(LINES)).all()
    carts.add_many(session, cart, dict.fromkeys(variants, 1))
    session.commit()
    return secret


def best_seller() -> str:
    """The slug of the product that sold most."""
    return shelf.listing(db.session(), shelf.Choice(), limit=1).cards[0].slug


def costs(settings: dict[str, str], products: int) -> Costs:
    """Measured in a process of its own, so that nothing of this one counts."""
    command = [sys.executable, "-m", "scripts.growth"]
    done = subprocess.run(command, env={**os.environ, **settings}, check=True, capture_output=True, text=True)  # noqa: S603
    found = {}
    for line in done.stdout.splitlines():
        name, statements, cpu, size = line.split("\t")
        found[name] = int(statements), float(cpu), int(size)
    return Costs(settings["DATABASE_URL"].partition(":")[0], products, found)


def main() -> None:
    """One line a page, with tabs between."""
    compared = pages({})
    app = create_app()
    with app.app_context():
        deep = f"{LISTING}&setelah={deep_cursor(DEEP_PAGE)}"
    asked = {name: (page.path, page.cookie) for name, page in compared.items()}
    asked |= {f"listing, page {DEEP_PAGE}": (deep, ""), "search, one very broad word": ("/cari?q=kerupuk", "")}
    asked["listing, two filters"] = ("/kategori/kerupuk-keripik?siap=kini&harga=0-20", "")
    for name, (path, cookie) in asked.items():
        statements, cpu, size = measuring.measured(app, path, cookie)
        print(name, statements, f"{cpu:.2f}", size, sep="\t")


def deep_cursor(page: int) -> str:
    """The cursor of a page far behind, or of the middle of a small category."""
    session = db.session()
    query = select(Product.sold_count, Product.id).where(Product.category_id == _category_id())
    rows = session.execute(query.order_by(Product.sold_count.desc(), Product.id.desc())).all()
    here = rows[min(page * shelf.PAGE, len(rows) // 2)]
    return f"{here[0]}-{here[1]}"


def _category_id() -> int:
    from marketplace.catalog.categories import tiles

    return next(one.id for one in tiles(db.session()) if one.slug == "kerupuk-keripik")


if __name__ == "__main__":
    main()
