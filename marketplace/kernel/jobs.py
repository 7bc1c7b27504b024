"""The outbox: work promised in a transaction, done later by a worker, retried, visible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import changed, clock
from .db import Base

MAX_ATTEMPTS = 10
LEASE = timedelta(minutes=2)


class Job(Base):
    """One promised piece of work. States: waiting, running, done, failed."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    facts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]


Doer = Callable[[Session, dict[str, Any]], None]


def promise(session: Session, kind: str, key: str, **facts: Any) -> Job:
    """Write a job in the caller's transaction; `key` makes it unique."""
    job = Job(kind=kind, key=key, facts=facts, created_at=clock.now(), due_at=clock.now())
    session.add(job)
    session.flush()
    return job


def claim(session: Session) -> Job | None:
    """Take the next due job, or one whose worker died; the caller commits the claim."""
    now = clock.now()
    open_states = Job.state.in_(("waiting", "running"))
    job = session.scalars(
        select(Job)
        .where(open_states, Job.due_at <= now)
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if job is None:
        return None
    job.state, job.attempts, job.due_at = "running", job.attempts + 1, now + LEASE
    return job


def finish(session: Session, job: Job) -> None:
    """Mark a job done; a secret it carried is forgotten."""
    job.state, job.done_at, job.error = "done", clock.now(), None
    job.facts = {name: value for name, value in job.facts.items() if name != "token"}


def fail(session: Session, job_id: int, error: str) -> None:
    """Put a job back with a growing pause, or set it aside after the last attempt."""
    job = session.get_one(Job, job_id)
    job.error = error[:500]
    if job.attempts >= MAX_ATTEMPTS:
        job.state = "failed"
        return
    job.state = "waiting"
    job.due_at = clock.now() + timedelta(seconds=min(3600, 5 * 2**job.attempts))


def replay(session: Session, job_id: int) -> bool:
    """Let a job that was set aside run again; False when it is not set aside."""
    result = changed.rows(
        session,
        update(Job)
        .where(Job.id == job_id, Job.state == "failed")
        .values(state="waiting", attempts=0, due_at=clock.now()),
    )
    return bool(result)


def failed(session: Session) -> list[Job]:
    """Jobs that were set aside, newest first."""
    return list(session.scalars(select(Job).where(Job.state == "failed").order_by(Job.id.desc())))


def count_failed(session: Session) -> int:
    """How many jobs were set aside."""
    return session.scalar(select(func.count()).where(Job.state == "failed")) or 0


def pending(session: Session, limit: int = 50) -> list[Job]:
    """Jobs that still run by themselves, those tried most often first."""
    query = select(Job).where(Job.state.in_(("waiting", "running"))).order_by(Job.attempts.desc(), Job.due_at)
    return list(session.scalars(query.limit(limit)))
