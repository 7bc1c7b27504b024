"""A token on every form and HTMX request, and a unit of work that writes from its first statement."""

from __future__ import annotations

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from marketplace.kernel.db import begin_write, db

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
protect = CSRFProtect()


def register(app: Flask) -> None:
    """Check tokens before any view, then open the write transaction.

    A provider's message carries a signature instead of a token; it writes only once that is found good.
    """
    protect.init_app(app)

    @app.before_request
    def write_from_the_start() -> None:
        if request.method not in SAFE and request.endpoint is not None and request.blueprint != "hooks":
            begin_write(db.session())
