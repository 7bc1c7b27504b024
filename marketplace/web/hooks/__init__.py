"""Messages of other machines; each proves itself by its signature, never by a cookie."""

from __future__ import annotations

from flask import Blueprint, Flask

from marketplace.web.csrf import protect

bp = Blueprint("hooks", __name__)


def register(app: Flask) -> None:
    """Attach them; a form's token has no meaning here."""
    from . import stripe  # noqa: F401 - adds its route

    protect.exempt(bp)
    app.register_blueprint(bp)
