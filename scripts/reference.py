"""The bare reference: Flask, SQLAlchemy Core and Jinja on the shop's own tables, the same cards, nothing else.

A page is one statement, a listing three (cards, their number, the filters). No language, no cart, no head or foot.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

from flask import Flask, abort, request
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import Connection

from marketplace.catalog.categories import Category
from marketplace.catalog.products import PriceTier, Product, Variant
from marketplace.kernel.db import driver_url, engine_options
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.stock.levels import FREE, StockLevel
from marketplace.trade.carts import Cart, CartLine

URL = driver_url(os.environ["DATABASE_URL"])
app = Flask(__name__)
engine = create_engine(URL, **engine_options(URL))

CARD = """<li><article class="card"><img src="/berkas/{{ one.picture }}" width="300" height="225" alt="" loading="lazy">
<h3 class="card-name"><a href="/produk/{{ one.slug }}">{{ one.name }}</a></h3>
<p class="card-maker">{{ one.maker }}, <span class="nowrap">{{ one.place }}</span></p>
<p class="card-price"><span class="price">Rp{{ one.price }}</span> <span class="card-pack">{{ one.label }}</span></p>
{% if one.per_kilo < 999999999 %}<p class="card-per">Rp{{ one.per_kilo }}/kg</p>{% endif %}
<ul class="card-marks">{% if one.free > 0 %}<li class="mark">Stok {{ one.free // one.content }}</li>
{% else %}<li class="mark mark-bad">Stok habis</li>{% endif %}
{% if one.tier %}<li class="mark mark-tier">Mulai {{ one.tier }}: Rp{{ one.tier_price }}</li>{% endif %}
</ul></article></li>
"""
LIST = (
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>{% if total is not none %}<p>{{ total }} produk</p>"
    "{% endif %}<ul>{% for row in facets %}<li>{{ row.name }} ({{ row.product_count }})</li>{% endfor %}</ul>"
    "<ul class=cards>{% for one in cards %}" + CARD + "{% endfor %}</ul>"
)
ONE = (
    "<!doctype html><title>{{ one.name }}</title><h1>{{ one.name }}</h1><p>{{ one.description }}</p>"
    "<p>{{ one.ingredients }}, {{ one.storage }}</p><p>{{ one.maker }}, {{ one.place }}</p>"
    "{% for row in packs %}<p>{{ row.label }}: Rp{{ row.price }}, {{ row.free }}</p>{% endfor %}"
)
CART = (
    "<!doctype html><title>Keranjang</title>{% for one in lines %}<form method=post action=/baris/{{ one.id }}>"
    "<a href=/produk/{{ one.slug }}>{{ one.name }}</a> {{ one.label }} {{ one.maker }} Rp{{ one.price }}"
    "<input name=quantity value={{ one.quantity }}> Rp{{ one.quantity * one.price }}</form>{% endfor %}"
)
PAGES = {name: app.jinja_env.from_string(html) for name, html in (("list", LIST), ("one", ONE), ("cart", CART))}


def cards() -> Any:
    """One row for each product with all that its card shows."""
    return (
        select(
            Product.slug, Product.name, Product.picture, Product.per_kilo, Producer.name.label("maker"),
            Kelurahan.name.label("place"), Variant.price, Variant.label, Variant.content, FREE.label("free"),
            PriceTier.minimum.label("tier"), PriceTier.price.label("tier_price"),
        )
        .join(Producer, Producer.id == Product.producer_id)
        .join(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .join(Variant, (Variant.product_id == Product.id) & (Variant.position == 0))
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .outerjoin(PriceTier, (PriceTier.variant_id == Variant.id) & (PriceTier.minimum == 12))
    )  # fmt: skip


def best(limit: int, *where: Any) -> Any:
    """The cards of the best sellers."""
    cut = select(Product.id, Product.sold_count).join(Producer).where(Product.published_at.is_not(None), *where)
    cut = cut.where(Producer.suspended_at.is_(None))
    page = cut.order_by(Product.sold_count.desc(), Product.id.desc()).limit(limit).subquery()
    return cards().join(page, page.c.id == Product.id).order_by(page.c.sold_count.desc(), Product.id.desc())


def shown(connection: Connection, title: str, query: Any, total: int | None = None, facets: Any = ()) -> str:
    """A page of cards."""
    rows = connection.execute(query).all()
    return PAGES["list"].render(title=title, cards=rows, total=total, facets=facets)


@app.get("/")
def home() -> str:
    """Sixteen cards."""
    with engine.connect() as connection:
        return shown(connection, "Pasar", best(16))


@app.get("/kategori/<slug>")
def listing(slug: str) -> str:
    """A page of a category, its kept number, and the kept numbers of all."""
    with engine.connect() as connection:
        found = connection.execute(
            select(Category.id, Category.name, Category.product_count).where(Category.slug == slug)
        ).one()
        facets = connection.execute(select(Category.name, Category.product_count).order_by(Category.position)).all()
        return shown(connection, found.name, best(24, Product.category_id == found.id), found.product_count, facets)


@app.get("/cari")
def search() -> str:
    """Every word as it is, by the database's own index."""
    words = request.args["q"].split()
    if engine.dialect.name == "sqlite":
        found = text("SELECT rowid FROM search_index WHERE search_index MATCH :asked LIMIT 2000")
        found = found.bindparams(asked=" AND ".join(words))
    else:
        found = text("SELECT product_id FROM search_texts WHERE vector @@ to_tsquery('simple', :asked) LIMIT 2000")
        found = found.bindparams(asked=" & ".join(words))
    with engine.connect() as connection:
        return shown(connection, request.args["q"], best(24, Product.id.in_(found)))


@app.get("/produk/<slug>")
def product(slug: str) -> str:
    """A product with its packs."""
    query = (
        select(
            Product.name, Product.description, Product.ingredients, Product.storage, Producer.name.label("maker"),
            Kelurahan.name.label("place"), Variant.label, Variant.price, FREE.label("free"),
        )
        .join(Producer, Producer.id == Product.producer_id)
        .join(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .join(Variant, Variant.product_id == Product.id)
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(Product.slug == slug)
    )  # fmt: skip
    with engine.connect() as connection:
        packs = connection.execute(query).all()
    return PAGES["one"].render(one=packs[0], packs=packs) if packs else abort(404)


@app.get("/keranjang")
def cart() -> str:
    """All lines of the visitor's cart."""
    digest = hashlib.sha256(request.cookies.get("keranjang", "").encode()).hexdigest()
    query = (
        select(CartLine.id, CartLine.quantity, Product.slug, Product.name, Variant.label, Variant.price,
               Producer.name.label("maker"))
        .join(Cart, Cart.id == CartLine.cart_id)
        .join(Variant, Variant.id == CartLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Cart.secret_digest == digest)
        .order_by(Producer.name, CartLine.id)
    )  # fmt: skip
    with engine.connect() as connection:
        return PAGES["cart"].render(lines=connection.execute(query).all())


@app.get("/readyz")
def ready() -> str:
    """Whether the database answers."""
    with engine.connect() as connection:
        connection.execute(select(func.count()).select_from(Category))
    return "ok"
