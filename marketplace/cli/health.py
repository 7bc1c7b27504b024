"""May this deployment open its doors: `flask ready`, and the check at every start."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from config import ConfigError, Deployment
from marketplace.kernel import db as database
from marketplace.money.receiving import ReceivingAccount
from marketplace.people.producers import Producer
from marketplace.people.users import User

MARKED = (Producer, User, ReceivingAccount)


@click.command("ready")
@with_appcontext
def ready() -> None:
    """Say whether the database answers, is up to date and fits the deployment."""
    refuse_unsound(current_app)
    behind = pending(current_app)
    if behind:
        raise click.ClickException(f"The database is not at {behind}; run: flask db upgrade")
    click.echo("ready")


def refuse_unsound(app: Flask) -> None:
    """Stop the start with one sentence: database away, or demo rows in production."""
    deployment: Deployment = app.config["DEPLOYMENT"]
    with _connect(app) as connection:
        if not deployment.is_production:
            return
        for model in MARKED:
            if _has_demo_rows(connection, model):
                raise ConfigError(
                    f"APP_ENV=production, but the database holds demo rows ({model.__tablename__}); "
                    "use an empty database"
                )


def closing_file(deployment: Deployment) -> Path:
    """Present while the server on this port is about to stop; `/readyz` looks at it."""
    return deployment.data_dir / f"stopping-{deployment.port}"


def pending(app: Flask) -> str:
    """The revision the database should be at, when it is at another; else an empty text."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = app.extensions["migrate"].migrate.get_config()
    head = ScriptDirectory.from_config(config).get_current_head() or ""
    with _connect(app) as connection:
        current = MigrationContext.configure(connection).get_current_revision() or ""
    return head if head != current else ""


def _connect(app: Flask) -> Connection:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    try:
        return create_engine(url, **database.engine_options(url)).connect()
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
        where = database_name(url)
        raise ConfigError(f"The database {where} cannot be reached: {reason}") from None


def database_name(url: str) -> str:
    """The address without its password."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)


def _has_demo_rows(connection: Connection, model: type[database.Base]) -> bool:
    try:
        flag = model.__table__.c.is_demo
        return connection.execute(select(flag).where(flag.is_(True)).limit(1)).first() is not None
    except SQLAlchemyError:
        connection.rollback()
        return False
