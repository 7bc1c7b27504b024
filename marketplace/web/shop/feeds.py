"""The catalogue for Google and WhatsApp: every pack on sale, written while it is read (F104)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from xml.sax.saxutils import escape

from flask import Blueprint, stream_with_context, url_for
from werkzeug.wrappers import Response

from marketplace.kernel import sheets
from marketplace.kernel.db import db
from marketplace.people import agency
from marketplace.trade import offers
from marketplace.trade.offers import Offer
from marketplace.web.access import PUBLIC, policy
from marketplace.web.filters import public_url

from . import link_preview, linked_data, photos

bp = Blueprint("feeds", __name__)
GOOGLE = {"now": "in_stock", "made": "backorder", "later": "preorder", "out": "out_of_stock"}
WHATSAPP = {"now": "in stock", "made": "available for order", "later": "preorder", "out": "out of stock"}
HEADER = ["id", "title", "description", "availability", "condition", "price", "link", "image_link", "brand",
          "item_group_id", "product_type"]  # fmt: skip
MEASURES = {"g": "1 kg", "ml": "1 l"}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_TITLE, LONGEST_TEXT = 150, 5000


@bp.get("/umpan/google.xml")
@policy(PUBLIC)
def google() -> Response:
    """RSS with the terms of Google Merchant Center."""
    return Response(
        stream_with_context(_rss(offers.every(db.session()))), content_type="application/xml; charset=utf-8"
    )


@bp.get("/umpan/whatsapp.csv")
@policy(PUBLIC)
def whatsapp() -> Response:
    """The table that a WhatsApp Business catalogue reads."""
    lines = _table(offers.every(db.session()))
    return Response(stream_with_context(lines), content_type="text/csv; charset=utf-8")


def _rss(found: Iterable[Offer]) -> Iterator[str]:
    name, home = agency.SHOP_NAME(db.session()), public_url(url_for("shop.home.show"))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
    yield f"{_tag('title', name)}{_tag('link', home)}{_tag('description', name)}\n"
    for offer in found:
        yield f"<item>{''.join(_tag(f'g:{term}', value) for term, value in _google(offer).items())}</item>\n"
    yield "</channel></rss>\n"


def _google(offer: Offer) -> dict[str, str]:
    product, pack, state = offer.product, offer.pack, _state(offer)
    facts = _shared(offer) | {"availability": GOOGLE[state], "identifier_exists": "no"}
    if product.picture:
        facts["image_link"] = public_url(photos.picture_url(product.picture, 960))
    ready = pack.preorder_on or pack.earliest
    if state in ("made", "later") and ready is not None:
        facts["availability_date"] = _day(ready)
    if pack.unit in MEASURES:
        facts["unit_pricing_measure"] = f"{pack.content * pack.minimum} {pack.unit}"
        facts["unit_pricing_base_measure"] = MEASURES[pack.unit]
    return facts


def _table(found: Iterable[Offer]) -> Iterator[str]:
    yield _line(HEADER)
    for offer in found:
        facts = _shared(offer) | {
            "availability": WHATSAPP[_state(offer)],
            "image_link": public_url(link_preview.newest_of(offer.product)),
        }
        yield _line([sheets.harmless(facts[column]) for column in HEADER])


def _shared(offer: Offer) -> dict[str, str]:
    """What both name alike. The price is that of the fewest packs that can be bought."""
    product, pack = offer.product, offer.pack
    what = pack.label if pack.minimum == 1 else f"{pack.minimum} × {pack.label}"
    return {
        "id": f"{product.public_id}-{pack.id}",
        "item_group_id": product.public_id,
        "title": f"{product.name[: LONGEST_TITLE - len(what) - 2]}, {what}",
        "description": (product.description or product.name)[:LONGEST_TEXT],
        "link": public_url(url_for("shop.catalogue.product", slug=product.slug)),
        "price": f"{pack.price * pack.minimum} IDR",
        "condition": "new",
        "brand": product.producer.name,
        "product_type": product.category.name,
    }


def _state(offer: Offer) -> str:
    return linked_data.availability(offer.pack, offer.product.made_to_order)


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(NOT_XML.sub('', value))}</{name}>"


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00+08:00"


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
