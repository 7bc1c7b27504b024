"""How many rows a statement changed: the answer every conditional update is judged by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, Executable, update
from sqlalchemy.orm import Session

from . import clock
from .actor import Actor
from .errors import NotAllowed


def rows(session: Session, statement: Executable) -> int:
    """Execute an UPDATE or DELETE and return its row count."""
    result: Any = session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101
    return int(result.rowcount)


def decide(session: Session, waiting: Any, state: str, reason: str, *, by: Actor) -> None:
    """Decide what waits, once, whoever tries at the same moment. Raise NotAllowed for whoever comes second."""
    model = type(waiting)
    done = rows(
        session,
        update(model)
        .where(model.id == waiting.id, model.state == "waiting")
        .values(state=state, reason=reason, decided_at=clock.now(), decided_by=by.name)
        .execution_options(synchronize_session=False),
    )
    if done != 1:
        raise NotAllowed(verb=state, state="decided")
    session.refresh(waiting)
