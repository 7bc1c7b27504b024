"""A maker's products: the list, and what can be done with each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.catalog import changes, drafts, packs
from marketplace.catalog.products import Product
from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.stock import supply
from marketplace.stock.levels import FREE, StockLevel
from marketplace.trade import edits
from marketplace.web import differences, filters, fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy

bp = Blueprint("products", __name__)


@bp.get("/jualan/produk")
@policy(PRODUCER)
def show() -> Response:
    """The products on sale and off it, or those put away."""
    archived = request.args.get("lihat") == "arsip"
    by = identity.actor()
    found = edits.of_maker(db.session(), by=by, archived=archived)
    return fragments.page(
        "seller/products/show.html",
        products=found,
        archived=archived,
        free=_free(found),
        leading={product.id: (packs.of(product) or product.variants)[0] for product in found},
        waiting=changes.waiting_of(db.session(), [product.id for product in found]),
        unfinished=len(drafts.unfinished(db.session(), by=by)),
    )


@bp.get("/jualan/produk/<slug>")
@policy(PRODUCER)
def product(slug: str) -> Response:
    """One product with everything that can be changed."""
    return page(slug)


@bp.post("/jualan/produk/<slug>/arsip")
@policy(PRODUCER)
def archive(slug: str) -> Response:
    """Put it away; the flash offers to bring it back."""
    return _do(slug, edits.archive, _("Produk disimpan di arsip. Pembeli tidak melihatnya lagi."))


@bp.post("/jualan/produk/<slug>/pulihkan")
@policy(PRODUCER)
def restore(slug: str) -> Response:
    """Bring it back."""
    return _do(slug, edits.restore, _("Produk kembali."))


@bp.post("/jualan/produk/<slug>/tayang")
@policy(PRODUCER)
def publish(slug: str) -> Response:
    """Show it again after it was corrected."""
    return _do(slug, edits.publish_again, _("Produk tayang lagi."))


@bp.post("/jualan/produk/<slug>/batal-ubah")
@policy(PRODUCER)
def withdraw(slug: str) -> Response:
    """Take back the change that waits."""

    def take_back(session: Any, found: Product, *, by: Any) -> None:
        change = changes.open_edit(session, found)
        if change is not None:
            edits.withdraw(session, change, by=by)

    return _do(slug, take_back, _("Perubahan dibatalkan. Yang lama tetap tayang."))


def page(slug: str, status: int = 200, trouble: str = "") -> Response:
    """The page of one product, with a refusal on top."""
    session = db.session()
    found = edits.mine(session, slug, by=identity.actor())
    waiting = changes.open_edit(session, found)
    return fragments.page(
        "seller/products/product.html",
        status=status,
        product=found,
        packs=packs.of(found),
        free=_free([found]),
        change=waiting,
        rows=differences.rows(waiting.before, waiting.after) if waiting else [],
        returned=changes.last_returned(session, found),
        trouble=trouble,
        form_errors=[trouble] if trouble else None,
        may_add=len(packs.of(found)) < packs.MOST_PACKS,
        sold_as=_sold_as(found),
    )


def _sold_as(product: Product) -> str:
    """The way it is sold, in few words."""
    if supply.preorder_day(product.preorder_on) is not None:
        return _("Pesan dulu, siap %(day)s", day=filters.short_day(product.preorder_on)) if product.preorder_on else ""
    if product.made_to_order:
        return _("Dibuat kalau dipesan, %(n)s hari", n=product.lead_days)
    return _("Dari stok, kalau habis dibuatkan") if product.lead_days else _("Dari stok saja")


def _do(slug: str, verb: Callable[..., None], done: str) -> Response:
    session = db.session()
    found = edits.mine(session, slug, by=identity.actor())
    try:
        verb(session, found, by=identity.actor())
    except Refusal as error:
        session.rollback()
        return page(slug, 422, sentences.of(error))
    session.commit()
    flash(done)
    return fragments.leave(url_for("seller.products.product", slug=slug))


def _free(found: list[Product]) -> dict[int, int]:
    """What can still be sold of each stock item, in base units."""
    items = {pack.stock_item_id for product in found for pack in product.variants}
    rows = db.session.execute(select(StockLevel.stock_item_id, FREE).where(StockLevel.stock_item_id.in_(items)))
    return {int(item): int(amount) for item, amount in rows}
