"""The producer's phone."""

from __future__ import annotations

from flask import Blueprint, Flask


def register(app: Flask) -> None:
    """Attach the producer's pages under the name `seller`."""
    from . import inbox

    seller = Blueprint("seller", __name__)
    seller.register_blueprint(inbox.bp)
    app.register_blueprint(seller)
