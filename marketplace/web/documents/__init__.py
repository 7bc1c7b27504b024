"""Sales documents on the web: buyer by the order's link, maker for her own, finance for all."""

from __future__ import annotations

from flask import Blueprint, Flask


def register(app: Flask) -> None:
    """Attach the pages under the name `documents`."""
    from . import buyer, check, check_local, desk, links, seller

    parent = Blueprint("documents", __name__)
    for part in (buyer, seller, desk, check, check_local):
        parent.register_blueprint(part.bp)
    app.register_blueprint(parent)
    links.register(app)
