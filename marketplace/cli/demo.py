"""`flask demo`: fill an empty shop with invented data, or start over."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from marketplace.demo import load
from marketplace.demo.logins import LOGINS
from marketplace.kernel.db import Base, begin_write, db

group = AppGroup("demo", help="Invented data, marked as such.")
__all__ = ["LOGINS", "fill_if_empty", "group"]


def fill_if_empty(app: Flask) -> None:
    """Load the demo into a database without producers."""
    session = db.session()
    if load.is_empty(session):
        click.echo("Loading demo data …")
        begin_write(session)
        load.load(session, app.extensions["files"])
        session.commit()


@group.command("load")
def load_command() -> None:
    """Load once; a second time changes nothing."""
    _refuse_production()
    fill_if_empty(current_app._get_current_object())  # type: ignore[attr-defined]


@group.command("reset")
def reset() -> None:
    """Throw everything away and load again."""
    import flask_migrate

    _refuse_production()
    db.session.rollback()
    Base.metadata.drop_all(db.engine)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    flask_migrate.upgrade()
    fill_if_empty(current_app._get_current_object())  # type: ignore[attr-defined]


def _refuse_production() -> None:
    if current_app.config["DEPLOYMENT"].is_production:
        raise click.ClickException("Demo data has no place in production.")
