"""A shop that is emptied between tests keeps its reference data, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from tests.databases import REFERENCE, empty_shop


def test_only_what_the_migrations_fill_is_left(fresh_database: Callable[[], str], folder: Path) -> None:
    engine = create_engine(fresh_database().replace("postgresql:", "postgresql+psycopg:"))
    empty_shop(engine, folder / "template.db")
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if not name.startswith("search_index")]
        left = {name for name in names if connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first()}
    engine.dispose()
    assert left == set(REFERENCE)
