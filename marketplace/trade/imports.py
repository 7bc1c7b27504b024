"""A whole list of products from a spreadsheet: checked first, saved step by step, undone as a whole (F54)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids, jobs
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotAllowed, NotFound

AT_WORK = ("waiting", "saving", "undoing")


class ImportRun(Base):
    """One uploaded file. `digest` tells the same file again.

    States: waiting (to be checked), faulty, clean, saving, saved, undoing, undone. `report` holds the
    faults by row and what would change; `undo` what to put back.
    """

    __tablename__ = "import_runs"
    __table_args__ = (UniqueConstraint("producer_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    digest: Mapped[str]
    name: Mapped[str]
    file_key: Mapped[str]
    pictures_key: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting")
    rows: Mapped[int] = mapped_column(default=0)
    done_rows: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undo: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    saved_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    @property
    def subject(self) -> str:
        """How events name this list."""
        return f"import:{self.id}"


def digest(cells: list[list[str]], pictures: bytes | None) -> str:
    """What tells one list from another: its cells, however the file was saved, and its pictures."""
    told = hashlib.sha256(json.dumps(cells).encode())
    told.update(hashlib.sha256(pictures or b"").digest())
    return told.hexdigest()


def begin(
    session: Session, producer_id: int, *, name: str, mark: str, file_key: str, pictures_key: str | None, by: Actor
) -> ImportRun:
    """A new list, or the same one again: what is saved stays as it is, anything else is checked anew."""
    if producer_id not in by.producer_ids:
        raise NotFound(producer=producer_id)
    query = select(ImportRun).where(ImportRun.producer_id == producer_id, ImportRun.digest == mark)
    run = session.scalars(query.with_for_update()).first()
    if run is not None and run.state not in {"faulty", "clean", "undone"}:
        return run
    if run is None:
        run = ImportRun(producer_id=producer_id, digest=mark, by_name=by.name, name=name[:120], file_key=file_key)
        session.add(run)
    run.file_key, run.pictures_key, run.name = file_key, pictures_key, name[:120]
    run.state, run.report, run.undo, run.rows, run.done_rows = "waiting", {}, {}, 0, 0
    run.saved_at = run.undone_at = None
    session.flush()
    events.record(session, run.subject, "begin", by=by, acting_for=producer_id, name=run.name)
    go_on(session, run, "import_check", by=by)
    return run


def of(session: Session, public_id: str, *, by: Actor) -> ImportRun:
    """A list of the actor's own; raise NotFound."""
    query = select(ImportRun).where(ImportRun.public_id == public_id, ImportRun.producer_id.in_(by.producer_ids))
    run = session.scalars(query).first()
    if run is None:
        raise NotFound(public_id=public_id)
    return run


def recent(session: Session, *, by: Actor, limit: int = 10) -> list[ImportRun]:
    """The actor's latest lists."""
    query = select(ImportRun).where(ImportRun.producer_id.in_(by.producer_ids)).order_by(ImportRun.id.desc())
    return list(session.scalars(query.limit(limit)))


def save(session: Session, run: ImportRun, *, by: Actor) -> None:
    """Begin to save a list without faults; raise NotAllowed."""
    _move(session, run, "clean", "saving", by=by)
    go_on(session, run, "import_save", by=by, start=0)


def take_back(session: Session, run: ImportRun, *, by: Actor) -> None:
    """Begin to undo a whole list; raise NotAllowed."""
    _move(session, run, "saved", "undoing", by=by)
    go_on(session, run, "import_undo", by=by, start=0)


def go_on(session: Session, run: ImportRun, kind: str, *, by: Actor, start: int = 0) -> None:
    """Promise the next piece of work on this list."""
    jobs.promise(
        session, kind, f"{kind}:{run.id}:{ids.token()}",
        run_id=run.id, start=start, user_id=by.user_id, name=by.name,
    )  # fmt: skip


def actor(run: ImportRun, facts: dict[str, Any]) -> Actor:
    """Who asked for the work of a job."""
    return Actor(
        "user",
        facts["name"],
        user_id=facts["user_id"],
        producer_ids=frozenset({run.producer_id}),
        acting_for=run.producer_id,
    )


def _move(session: Session, run: ImportRun, source: str, target: str, *, by: Actor) -> None:
    session.refresh(run, with_for_update=True)
    if run.state != source:
        raise NotAllowed(verb=target, state=run.state)
    run.state, run.done_rows = target, 0
    session.flush()
    events.record(session, run.subject, target, by=by, acting_for=run.producer_id)
