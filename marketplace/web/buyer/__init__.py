"""The desk of organisations that buy: hotels, restaurants, caterers."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint, Flask

PARTS = (
    "start",
    "today",
    "joining",
    "invitations",
    "settings",
    "outlets",
    "members",
    "budgets",
    "suppliers",
    "requests",
    "from_shop",
    "request",
    "quick",
    "prices",
    "schedule",
    "submit",
    "approvals",
    "approval_rules",
    "purchase_orders",
    "amending",
    "rfqs",
    "rfq_parts",
    "quotes",
    "quote_awards",
    "receiving",
    "bills",
    "local_reports",
    "local_outside",
    "local_versions",
)


def register(app: Flask) -> None:
    """Attach the organisations' pages under the name `buyer`."""
    from . import navigation

    buyer = Blueprint("buyer", __name__)
    for part in PARTS:
        buyer.register_blueprint(import_module(f"{__name__}.{part}").bp)
    app.register_blueprint(buyer)
    navigation.register(app)
