"""One after the other: what must not run at the same time as itself, by name, until the end of the transaction."""

from __future__ import annotations

from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def alone(session: Session, name: str) -> None:
    """Wait until nobody else holds the name. On SQLite a writer is alone anyway (`begin_write`)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(crc32(name.encode()))))
