"""`flask search rebuild`: write the index of words anew, after a change to how words are read."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from marketplace.catalog import indexing
from marketplace.kernel.db import begin_write, db

group = AppGroup("search", help="The index of words.")


@group.command("rebuild")
def rebuild() -> None:
    """Write it from the products, with the vocabulary and the synonyms; the shop finds by the old one meanwhile."""
    session = db.session()
    begin_write(session)
    count = indexing.rebuild(session)
    session.commit()
    click.echo(f"search: {count} products")
