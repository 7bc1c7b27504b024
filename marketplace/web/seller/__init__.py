"""The producer's phone."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint, Flask

PARTS = (
    "joining",
    "checklist",
    "inbox",
    "photos",
    "drafts",
    "products",
    "product_words",
    "packs",
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
    "money",
    "numbers",
    "more",
    "sheets",
)


def register(app: Flask) -> None:
    """Attach the producer's pages under the name `seller`."""
    seller = Blueprint("seller", __name__)
    for name in PARTS:
        seller.register_blueprint(import_module(f"{__name__}.{name}").bp)
    app.register_blueprint(seller)
