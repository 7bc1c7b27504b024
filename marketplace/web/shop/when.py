"""When this many packs are ready, told before they go into the cart."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.catalog import products
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.trade import showcase
from marketplace.web import fragments
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("when", __name__)


@bp.get("/produk/<slug>/siap")
@policy(PUBLIC)
def show(slug: str) -> Response:
    """The earliest day at the quantity in the form; a plain visit goes to the product."""
    product = products.by_slug(db.session(), slug)
    chosen = request.args.get("variant_id", "")
    pack = next((row for row in product.variants if str(row.id) == chosen and row.archived_at is None), None)
    text = request.args.get("quantity", "")
    packs = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
    if pack is None:
        raise NotFound(slug=slug)
    day = showcase.when(db.session(), product, pack, packs) if packs else None
    return fragments.answer(
        "shop/catalogue/_when.html",
        url_for("shop.catalogue.product", slug=slug),
        packs=packs,
        label=pack.label,
        day=day,
    )
