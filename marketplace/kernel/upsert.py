"""INSERT … ON CONFLICT in the dialect of the session's database."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from .db import Base


def insert(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    chosen = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return chosen(model)
