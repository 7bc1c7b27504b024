"""The producer's phone."""

from __future__ import annotations

from flask import Blueprint, Flask


def register(app: Flask) -> None:
    """Attach the producer's pages under the name `seller`."""
    from . import drafts, inbox, money, numbers, photos

    seller = Blueprint("seller", __name__)
    for module in (inbox, photos, drafts, money, numbers):
        seller.register_blueprint(module.bp)
    app.register_blueprint(seller)
