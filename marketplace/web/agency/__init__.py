"""The agency's and the operator's desk."""

from __future__ import annotations

from flask import Blueprint, Flask, request, url_for

from .counters import desks


def register(app: Flask) -> None:
    """Attach the desk's pages under the name `agency`."""
    from . import (
        advice,
        changes,
        identity_links,
        jobs,
        owed,
        papers,
        proofs,
        start,
        statement_formats,
        statement_lines,
        statements,
        threads,
        whatsapp,
    )

    agency = Blueprint("agency", __name__)
    for part in (start, proofs, owed, changes, papers, whatsapp, threads, jobs, identity_links, advice):
        agency.register_blueprint(part.bp)
    for part in (statement_formats, statement_lines, statements):
        agency.register_blueprint(part.bp)
    app.register_blueprint(agency)
    app.jinja_env.globals["agency_nav"] = nav


def nav() -> list[tuple[str, str, int, bool]]:
    """The desk's menu for the present person: label, address, how many wait, whether it is here."""
    here = f"{request.blueprint}.show"
    return [(desk.label, url_for(desk.endpoint), desk.count, desk.endpoint == here) for desk in desks()]
