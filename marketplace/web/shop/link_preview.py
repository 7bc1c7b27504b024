"""The picture that chats show beside a link: drawn once for each version, then kept as a file (F27)."""

from __future__ import annotations

import re

from flask import Blueprint, abort, current_app, redirect
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.catalog.products import Product
from marketplace.kernel import ids, rupiah
from marketplace.kernel.db import db
from marketplace.kernel.files import Files
from marketplace.people import agency, producers
from marketplace.people.producers import Producer
from marketplace.trade import showcase
from marketplace.web import preview_card
from marketplace.web.access import PUBLIC, policy
from marketplace.web.preview_card import Card
from marketplace.web.statics import FOREVER

from . import photos, product_page
from .product_page import ProductPage

bp = Blueprint("link_preview", __name__)
KEY = re.compile(r"^([pt])([0-9a-f]{32})-([0-9a-f]{12})$")
DRAWING = "1"


@bp.get("/gambar/<key>.jpg")
@policy(PUBLIC)
def show(key: str) -> Response:
    """The picture of a version; an old version's address leads to the present one."""
    parts = KEY.match(key)
    if parts is None:
        abort(404)
    files: Files = current_app.extensions["files"]
    try:
        data = files.get(f"previews/{key}.jpg")
    except FileNotFoundError:
        card, present = _present(parts[1], parts[2])
        if present != key:
            return redirect(_address(present), 302)
        data = preview_card.draw(card)
        files.put(f"previews/{key}.jpg", data)
    return Response(data, mimetype="image/jpeg", headers={"Cache-Control": FOREVER})


def of_product(product: Product, page: ProductPage) -> str:
    """Address of a product's picture."""
    return _address(_key("p", product.public_id, _product_card(page)))


def newest_of(product: Product) -> str:
    """An address that leads to the picture of today, for lists in which none is drawn."""
    return _address(f"p{product.public_id}-{'0' * 12}")


def of_shop(maker: Producer) -> str:
    """Address of a shop's picture."""
    return _address(_key("t", maker.public_id, _shop_card(maker)))


def _present(kind: str, public_id: str) -> tuple[Card, str]:
    session = db.session()
    thing = Product if kind == "p" else Producer
    slug = session.scalar(select(thing.slug).where(thing.public_id == public_id)) or ""
    if kind == "p":
        card = _product_card(product_page.of(showcase.of(session, slug)))
    else:
        card = _shop_card(producers.by_slug(session, slug))
    return card, _key(kind, public_id, card)


def _product_card(page: ProductPage) -> Card:
    first = page.variants[0] if page.variants else None
    per = f"{rupiah.show(first.price_per)}/{first.per}" if first and first.price_per else ""
    return Card(
        title=page.name,
        by=page.producer.name,
        price=rupiah.show(first.price) if first else "",
        beside=" · ".join(filter(None, [first.label if first else "", per])),
        shop=agency.SHOP_NAME(db.session()),
        photo=photos.file_key(page.pictures[0], 960) if page.pictures else "",
    )


def _shop_card(maker: Producer) -> Card:
    query = select(Product.picture).where(
        Product.producer_id == maker.id,
        Product.published_at.is_not(None),
        Product.archived_at.is_(None),
        Product.picture.is_not(None),
    )
    key = maker.picture or db.session.scalar(query.order_by(Product.sold_count.desc(), Product.id).limit(1))
    return Card(
        title=maker.name,
        by=maker.owner_name,
        price="",
        beside=maker.makes,
        shop=agency.SHOP_NAME(db.session()),
        photo=photos.file_key(key, 960) if key else "",
    )


def _key(kind: str, public_id: str, card: Card) -> str:
    return f"{kind}{public_id}-{ids.digest(f'{DRAWING} {card!r}')[:12]}"


def _address(key: str) -> str:
    return f"/gambar/{key}.jpg"
