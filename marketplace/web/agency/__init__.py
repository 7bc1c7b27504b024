"""The agency's and the operator's desk."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint, Flask, current_app, request, url_for

from marketplace.web import access

from .counters import UNDER, desks

PARTS = (
    "start",
    "finance",
    "proofs",
    "owed",
    "refunds",
    "disputes",
    "card",
    "payouts",
    "payout_steps",
    "bank_accounts",
    "receiving_accounts",
    "identities",
    "maker_money",
    "statements",
    "statement_lines",
    "statement_formats",
    "accounts",
    "entries",
    "orders",
    "readdressing",
    "closing",
    "exporting",
    "sales_documents",
    "tax",
    "tax_handing",
    "commission",
    "courier",
    "bills",
    "changes",
    "reports",
    "restricted",
    "alarms",
    "demand",
    "papers",
    "paper_list",
    "paper_reviews",
    "paper_calendar",
    "paper_rules",
    "organisations",
    "whatsapp",
    "threads",
    "jobs",
    "identity_links",
    "advice",
    "searches",
    "local_reports",
    "local_rules",
    "room_goods",
    "assisting",
    "fieldwork",
    "businesses",
    "register_lists",
    "boards",
    "board_files",
    "board_print",
    "hotel_ready",
    "audit",
    "settings",
    "logos",
    "staff",
    "places",
    "zones",
    "texts",
)


def register(app: Flask) -> None:
    """Attach the desk's pages under the name `agency`."""
    agency = Blueprint("agency", __name__)
    for part in PARTS:
        agency.register_blueprint(import_module(f"{__name__}.{part}").bp)
    app.register_blueprint(agency)
    app.jinja_env.globals.update(agency_nav=nav, may_open=access.may_open)


def nav() -> list[tuple[str, str, int | None, bool]]:
    """The desk's menu for the present person: label, address, how many wait, whether it is here."""
    shown = desks()
    blueprint = request.blueprint or ""
    here = f"{UNDER.get(blueprint, blueprint)}.show"
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "policy", "") == "staff:finance" and here not in {desk.endpoint for desk in shown}:
        here = "agency.finance.show"
    return [(desk.label, url_for(desk.endpoint), desk.count, desk.endpoint == here) for desk in shown]
