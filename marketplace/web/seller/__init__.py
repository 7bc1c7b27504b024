"""The producer's phone."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint, Flask

PARTS = (
    "inbox",
    "photos",
    "drafts",
    "products",
    "product_words",
    "packs",
    "money",
    "numbers",
)


def register(app: Flask) -> None:
    """Attach the producer's pages under the name `seller`."""
    seller = Blueprint("seller", __name__)
    for name in PARTS:
        seller.register_blueprint(import_module(f"{__name__}.{name}").bp)
    app.register_blueprint(seller)
