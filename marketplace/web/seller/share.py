"""A maker shares her shop or a product to WhatsApp: the text first, then one tap (F27)."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.notices.channels import whatsapp_link
from marketplace.people.producers import Producer
from marketplace.trade import shelf, showcase
from marketplace.web import fragments
from marketplace.web.access import PRODUCER, policy
from marketplace.web.shop import link_preview, product_page, sharing

from . import own

bp = Blueprint("share", __name__)
SHOWN = 60


@bp.get("/jualan/bagikan")
@policy(PRODUCER)
def show() -> Response:
    """The whole shop, or one product of it."""
    session = db.session()
    maker = session.get_one(Producer, own.producer_id())
    text, preview = sharing.of_shop(maker), link_preview.of_shop(maker)
    chosen = request.args.get("produk", "")
    if chosen:
        shown = showcase.of(session, chosen)
        if shown.product.producer_id != maker.id:
            raise NotFound(slug=chosen)
        page = product_page.of(shown)
        text, preview = sharing.of_product(page), link_preview.of_product(shown.product, page)
    return fragments.page(
        "seller/share/show.html",
        chosen=chosen,
        text=text,
        preview=preview,
        share_url=whatsapp_link.share(text),
        cards=shelf.listing(session, shelf.Choice(producer_id=maker.id), limit=SHOWN).cards,
    )
