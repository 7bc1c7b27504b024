"""For search machines: what may be read, and every address in pieces that stay small (F104)."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from marketplace.catalog.products import Product
from marketplace.kernel.db import db
from marketplace.people.producers import Producer
from marketplace.trade import shelf
from marketplace.web.access import PUBLIC, policy
from marketplace.web.filters import public_url

from . import browsing

bp = Blueprint("site_map", __name__)
PIECE = 10_000
PAGES = (
    "shop.home.show", "shop.catalogue.search", "shop.pages.help", "shop.pages.about", "shop.pages.privacy",
    "shop.pages.terms", "shop.open_data.show",
)  # fmt: skip
CLOSED = (
    "/agensi", "/akun", "/checkout", "/daftar", "/jualan/", "/keranjang", "/masuk", "/pembelian", "/pesanan", "/q/",
    "/cari?", "/tautan",
)  # fmt: skip


@bp.get("/robots.txt")
@policy(PUBLIC)
def robots() -> Response:
    """Desks, carts and endless search results are not for machines."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    return Response(
        "\n".join([*lines, f"Sitemap: {public_url(url_for('.index'))}", ""]), content_type="text/plain; charset=utf-8"
    )


@bp.get("/sitemap.xml")
@policy(PUBLIC)
def index() -> Response:
    """The pieces; how many follows from the last numbers, nothing is counted."""
    pieces = [url_for(".pages")]
    for kind, model in KINDS.items():
        last = db.session.scalar(select(func.max(model.id))) or 0
        pieces += [url_for(".piece", kind=kind, number=n) for n in range(-(-last // PIECE))]
    return _xml("shop/site_map/index.xml", pieces)


@bp.get("/sitemap/halaman.xml")
@policy(PUBLIC)
def pages() -> Response:
    """Pages and categories."""
    categories = [url_for("shop.catalogue.category", slug=one.slug) for one in browsing.all_categories()]
    return _xml("shop/site_map/piece.xml", [*map(url_for, PAGES), *categories])


@bp.get("/sitemap/<any(produk,toko):kind>-<int:number>.xml")
@policy(PUBLIC)
def piece(kind: str, number: int) -> Response:
    """One piece of goods or makers, by their numbers."""
    model = KINDS[kind]
    if number > 1_000_000:
        abort(404)
    first = number * PIECE
    query = select(model.slug).where(model.id > first, model.id <= first + PIECE).order_by(model.id)
    if model is Product:
        query = query.join(Producer, Producer.id == Product.producer_id).where(shelf.on_sale())
    else:
        query = query.where(Producer.suspended_at.is_(None))
    endpoint = "shop.catalogue.product" if kind == "produk" else "shop.catalogue.producer"
    return _xml("shop/site_map/piece.xml", [url_for(endpoint, slug=slug) for slug in db.session.scalars(query)])


KINDS: dict[str, type[Product] | type[Producer]] = {"produk": Product, "toko": Producer}


def _xml(template: str, paths: Iterable[str]) -> Response:
    return Response(render_template(template, paths=paths), content_type="application/xml; charset=utf-8")
