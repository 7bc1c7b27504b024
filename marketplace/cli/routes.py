"""`flask urls`: every route with its declared policy."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from marketplace.web import access


@click.command("urls")
@with_appcontext
def command() -> None:
    """Print path, methods, policy and endpoint of every route."""
    for row in access.url_map(current_app):
        click.echo("\t".join(row))
