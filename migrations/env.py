"""Runs migrations: one transaction on both databases, one process at a time."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from marketplace.cli import models
from marketplace.kernel.db import Base, db

LOCK = 7_301_2026

models.load()


def migrate() -> None:
    """Bring the database to the wanted revision."""
    options: dict[str, Any] = dict(current_app.extensions["migrate"].configure_args)
    options["include_name"] = _ours
    with db.engine.connect().execution_options(write=True) as connection:
        _prepare(connection)
        context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True, **options)
        with context.begin_transaction():
            _alone(connection)
            context.run_migrations()
            _check(connection)
        _restore(connection)


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    """The full-text index belongs to the database, not to the models: its shadow tables and its column."""
    if kind == "column" and parents.get("table_name") == "search_texts":
        return name != "vector"
    return not (name or "").startswith(("search_index", "ix_search_texts_vector"))


def _prepare(connection: Connection) -> None:
    """SQLite rebuilds tables to change them, which foreign keys must not notice."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def _alone(connection: Connection) -> None:
    """A second process waits; long steps are allowed, waiting for a lock in front of buyers is not."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")


def _check(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration leaves rows without their parent: {broken[:5]}")


def _restore(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


migrate()
