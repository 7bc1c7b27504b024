"""The producer's phone."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint, Flask

from marketplace.web import offline

PARTS = (
    "today",
    "inbox",
    "purchase_orders",
    "papers",
    "shortage",
    "refunds",
    "disputes",
    "receipts",
    "steps",
    "joining",
    "checklist",
    "photos",
    "drafts",
    "products",
    "product_words",
    "packs",
    "price_lists",
    "selling",
    "grid",
    "lots",
    "production",
    "sales",
    "stock",
    "stock_item",
    "shop_settings",
    "calendar",
    "ways",
    "documents",
    "advice",
    "helpers",
    "threads",
    "reviews",
    "links",
    "quotations",
    "share",
    "bank",
    "money",
    "numbers",
    "sheets",
    "more",
)


def register(app: Flask) -> None:
    """Attach the producer's pages under the name `seller`."""
    from . import navigation

    seller = Blueprint("seller", __name__)
    for name in PARTS:
        seller.register_blueprint(import_module(f"{__name__}.{name}").bp)
    seller.after_request(offline.label)
    app.register_blueprint(seller)
    navigation.register(app)
