"""A database whose own rules are off for a while, to see that `verify` would notice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session


@pytest.fixture
def without_rules(session: Session) -> Callable[[str], None]:
    """Take the triggers of a table away; the test's transaction brings them back."""

    def drop(table: str) -> None:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            return
        names = session.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": table}
        )
        for name in list(names):
            session.execute(text(f"DROP TRIGGER {name}"))

    return drop
