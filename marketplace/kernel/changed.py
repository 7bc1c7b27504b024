"""How many rows a statement changed: the answer every conditional update is judged by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.orm import Session


def rows(session: Session, statement: Executable) -> int:
    """Execute an UPDATE or DELETE and return its row count."""
    result: Any = session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101
    return int(result.rowcount)
