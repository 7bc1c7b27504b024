"""Anybody reports a review or a question; a moderator hides it with a reason, or leaves it (F90)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, selectinload

from marketplace.kernel import changed, clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import asking, reviews
from .asking import tidy
from .review_rows import Review
from .threads import Thread

KINDS = ("review", "thread")
REASONS = ("rude", "false", "private", "advert", "other")
LONGEST = 500


class Report(Base):
    """Somebody thinks that this should not be seen. States: open, hidden, kept.

    `kind` is review or thread (a question), `target_id` its row; one decision settles all reports of a thing.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("kind IN ('review', 'thread')", name="kind"),
        CheckConstraint("state IN ('open', 'hidden', 'kept')", name="state"),
        Index("ix_reports_state_id", "state", "id"),
        Index("ix_reports_kind_target_id", "kind", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    kind: Mapped[str]
    target_id: Mapped[int]
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]
    by_user_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True)
class Case:
    """One thing that was reported, its open reports oldest first."""

    kind: str
    thing: Review | Thread
    reports: list[Report]

    @property
    def key(self) -> str:
        """How the case stands in an address."""
        return f"{self.kind}-{self.thing.public_id}"


def report(session: Session, thing: Review | Thread, reason: str, words: str, *, by: Actor) -> Report:
    """Keep a report. Raise Invalid (reason, words)."""
    text, wrong = tidy(words), {}
    if reason not in REASONS:
        wrong["reason"] = "wrong"
    if len(text) > LONGEST:
        wrong["words"] = "long"
    if wrong:
        raise Invalid(errors=wrong)
    found = Report(
        kind=kind_of(thing), target_id=thing.id, reason=reason, words=text, by_name=by.name, by_user_id=by.user_id
    )
    session.add(found)
    session.flush()
    events.record(session, thing.subject, "report", by=by, reason=reason)
    return found


def kind_of(thing: Review | Thread) -> str:
    """review or thread."""
    return "review" if isinstance(thing, Review) else "thread"


def cases(session: Session, limit: int = 50) -> list[Case]:
    """What waits for a moderator, the oldest first; a constant number of statements."""
    first = func.min(Report.id)
    query = select(Report.kind, Report.target_id).where(Report.state == "open")
    rows = session.execute(query.group_by(Report.kind, Report.target_id).order_by(first).limit(limit)).all()
    things = {kind: _things(session, kind, [row.target_id for row in rows if row.kind == kind]) for kind in KINDS}
    reports = _reports(session, [row.target_id for row in rows])
    return [Case(row.kind, things[row.kind][row.target_id], reports.get((row.kind, row.target_id), [])) for row in rows]


def case_of(session: Session, key: str) -> Case:
    """A thing by its key, reported or not: a moderator may look at any. Raise NotFound."""
    kind, _, public_id = key.partition("-")
    if kind == "review":
        thing: Review | Thread = reviews.by_public_id(session, public_id, hidden=True)
    elif kind == "thread":
        found = session.scalars(select(Thread).where(Thread.public_id == public_id)).first()
        if found is None:
            raise NotFound(key=key)
        thing = found
    else:
        raise NotFound(key=key)
    return Case(kind, thing, _reports(session, [thing.id]).get((kind, thing.id), []))


def hide(session: Session, case: Case, reason: str, *, by: Actor) -> None:
    """It is not seen any more; the reason is kept. Raise NotFound, Invalid (reason), NotAllowed."""
    if isinstance(case.thing, Review):
        reviews.hide(session, case.thing, reason, by=by)
    else:
        asking.hide(session, case.thing, reason, by=by)
    _decide(session, case, "hidden", by)


def keep(session: Session, case: Case, *, by: Actor) -> None:
    """It may stay. Raise NotFound for who is no moderator, NotAllowed when nothing waits."""
    if not by.has("moderator"):
        raise NotFound(key=case.key)
    if not _decide(session, case, "kept", by):
        raise NotAllowed(verb="keep", state="decided")
    events.record(session, case.thing.subject, "keep", by=by)


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many reports wait, and since when the oldest does."""
    count, oldest = session.execute(
        select(func.count(), func.min(Report.created_at)).where(Report.state == "open")
    ).one()  # fmt: skip
    return int(count), oldest


def _decide(session: Session, case: Case, state: str, by: Actor) -> int:
    statement = update(Report).where(
        Report.kind == case.kind, Report.target_id == case.thing.id, Report.state == "open"
    )
    values = {"state": state, "decided_at": clock.now(), "decided_by": by.name}
    return changed.rows(session, statement.values(**values).execution_options(synchronize_session=False))


def _things(session: Session, kind: str, row_ids: Sequence[int]) -> dict[int, Review | Thread]:
    if not row_ids:
        return {}
    if kind == "review":
        rows = select(Review).options(joinedload(Review.product), joinedload(Review.producer))
        return {row.id: row for row in session.scalars(rows.where(Review.id.in_(row_ids)))}
    asked = select(Thread).options(selectinload(Thread.posts), joinedload(Thread.producer), joinedload(Thread.product))
    return {row.id: row for row in session.scalars(asked.where(Thread.id.in_(row_ids)))}


def _reports(session: Session, target_ids: Sequence[int]) -> dict[tuple[str, int], list[Report]]:
    query = select(Report).where(Report.state == "open", Report.target_id.in_(target_ids)).order_by(Report.id)
    found: dict[tuple[str, int], list[Report]] = {}
    for row in session.scalars(query):
        found.setdefault((row.kind, row.target_id), []).append(row)
    return found
