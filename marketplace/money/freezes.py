"""What keeps an order's money from being paid out: a dispute, a hold by finance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, locks
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base


class Freeze(Base):
    """While `lifted_at` is empty, nothing of `subject` (`order:9`) is paid out. Times in UTC."""

    __tablename__ = "freezes"
    __table_args__ = (
        Index(
            "uq_freezes_open",
            "subject",
            "reason",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


def freeze(session: Session, subject: str, reason: str, *, by: Actor) -> None:
    """Keep the money of `subject` back; a second time for the same reason changes nothing.

    It waits for a payout that is being made at this moment, and the next one waits for it.
    """
    locks.alone(session, "payouts")
    if _open(session, subject, reason) is None:
        session.add(Freeze(subject=subject, reason=reason, by_name=by.name))
        session.flush()


def lift(session: Session, subject: str, reason: str, *, by: Actor) -> None:
    """Let it go again; when nothing is frozen for this reason, nothing changes."""
    found = _open(session, subject, reason)
    if found is not None:
        found.lifted_at, found.lifted_by = clock.now(), by.name
        session.flush()


def frozen(session: Session) -> set[str]:
    """The subjects of which nothing may be paid out now."""
    return set(session.scalars(select(Freeze.subject).where(Freeze.lifted_at.is_(None))))


def _open(session: Session, subject: str, reason: str) -> Freeze | None:
    query = select(Freeze).where(Freeze.subject == subject, Freeze.reason == reason, Freeze.lifted_at.is_(None))
    return session.scalars(query.with_for_update()).first()
