"""Attempts counted in the database, so that a limit holds over all processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import changed, clock, ids, upsert
from .db import Base
from .errors import TooMany


class Attempts(Base):
    """How often a key was used in one window of time."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def count(session: Session, purpose: str, who: str, *, limit: int, per: timedelta) -> None:
    """Count one attempt; raise TooMany (fact: retry_at) above `limit` in the current window."""
    seconds = int(per.total_seconds())
    window = int(clock.now().timestamp()) // seconds
    ends = datetime.fromtimestamp((window + 1) * seconds, tz=clock.now().tzinfo)
    statement = upsert.insert(session, Attempts).values(key=_key(purpose, who), window=window, count=1, expires_at=ends)
    used = session.execute(
        statement.on_conflict_do_update(
            index_elements=[Attempts.key, Attempts.window], set_={"count": Attempts.count + 1}
        ).returning(Attempts.count)
    ).scalar_one()
    if used > limit:
        raise TooMany(retry_at=ends)


def used(session: Session, purpose: str, who: str, *, per: timedelta) -> int:
    """How often the key was used in the current window."""
    window = int(clock.now().timestamp()) // int(per.total_seconds())
    query = select(func.coalesce(func.sum(Attempts.count), 0))
    return int(session.scalar(query.where(Attempts.key == _key(purpose, who), Attempts.window == window)) or 0)


def forget(session: Session, purpose: str, who: str) -> None:
    """Drop the count of a key, after success."""
    session.execute(delete(Attempts).where(Attempts.key == _key(purpose, who)))


def clean(session: Session) -> int:
    """Remove windows that are over; returns how many."""
    return changed.rows(session, delete(Attempts).where(Attempts.expires_at < clock.now()))


def _key(purpose: str, who: str) -> str:
    return f"{purpose}:{ids.digest(who)[:32]}"
