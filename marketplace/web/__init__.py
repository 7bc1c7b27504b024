"""The web: blueprints by audience on top of the domain."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

from . import (
    access,
    basket,
    category_names,
    csrf,
    errors,
    favourites,
    filters,
    globals_for_templates,
    health,
    identity,
    language,
    logs,
    offline,
    security,
    statics,
    uploads,
)


def register(app: Flask) -> None:
    """Attach everything that speaks HTTP; a route without a policy stops the start."""
    logs.register(app)
    Compress(app)
    statics.register(app)
    security.register(app)
    language.register(app)
    identity.register(app)
    basket.register(app)
    favourites.register(app)
    globals_for_templates.register(app)
    uploads.register(app)
    csrf.register(app)
    filters.register(app)
    category_names.register(app)
    errors.register(app)
    health.register(app)
    offline.register(app)
    from . import agency, buyer, documents, hooks, seller, shop

    for audience in (shop, seller, buyer, agency, documents, hooks):
        audience.register(app)
    access.verify(app)
