"""An officer has seen who a maker is: who, when, how. Nothing is paid out before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed

from .producers import Producer

WAYS = ("met", "video", "photo")


class IdentityCheck(Base):
    """One check of one maker. `how` is one of WAYS, `name_seen` the name on the identity card."""

    __tablename__ = "identity_checks"
    __table_args__ = (
        Index(
            "uq_identity_checks_valid",
            "producer_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    how: Mapped[str]
    name_seen: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]


def verify(session: Session, producer: Producer, *, how: str, name_seen: str, note: str = "", by: Actor) -> None:
    """An officer vouches for the maker. Raise Invalid, NotAllowed when she is verified or vouches for herself."""
    if how not in WAYS or not name_seen:
        raise Invalid(errors={"how": "wrong"})
    if producer.id in by.producer_ids or of(session, producer.id) is not None:
        raise NotAllowed(verb="verify", state="verified")
    row = IdentityCheck(
        producer_id=producer.id, how=how, name_seen=name_seen, note=note, by_user_id=by.user_id, by_name=by.name
    )
    session.add(row)
    session.flush()
    events.record(session, producer.subject, "identity_verified", by=by, how=how)


def withdraw(session: Session, producer: Producer, *, by: Actor) -> None:
    """Something was wrong with the check; nothing is paid out until the next one."""
    row = of(session, producer.id)
    if row is None:
        return
    row.withdrawn_at, row.withdrawn_by = clock.now(), by.name
    session.flush()
    events.record(session, producer.subject, "identity_withdrawn", by=by)


def of(session: Session, producer_id: int) -> IdentityCheck | None:
    """The check that holds, or nothing."""
    query = select(IdentityCheck).where(IdentityCheck.producer_id == producer_id, IdentityCheck.withdrawn_at.is_(None))
    return session.scalars(query).first()


def verified_ids(session: Session) -> set[int]:
    """The makers whose identity is verified."""
    return set(session.scalars(select(IdentityCheck.producer_id).where(IdentityCheck.withdrawn_at.is_(None))))


def missing(session: Session, limit: int = 50) -> list[Producer]:
    """Makers whom nobody has verified yet, those who joined first at the top."""
    query = select(Producer).where(*_unchecked())
    return list(session.scalars(query.order_by(Producer.joined_at, Producer.id).limit(limit)))


def waiting(session: Session, slug: str) -> Producer | None:
    """A maker by name whom nobody has verified yet."""
    return session.scalars(select(Producer).where(Producer.slug == slug, *_unchecked())).first()


def count_missing(session: Session) -> int:
    """How many they are."""
    return session.scalar(select(func.count(Producer.id)).where(*_unchecked())) or 0


def _unchecked() -> tuple[ColumnElement[bool], ...]:
    checked = select(IdentityCheck.producer_id).where(IdentityCheck.withdrawn_at.is_(None))
    return Producer.id.not_in(checked), Producer.suspended_at.is_(None)


def done(session: Session, limit: int = 50) -> list[tuple[IdentityCheck, Producer]]:
    """Checks that hold, newest first, with their makers."""
    query = select(IdentityCheck, Producer).join(Producer).where(IdentityCheck.withdrawn_at.is_(None))
    return [(row, maker) for row, maker in session.execute(query.order_by(IdentityCheck.id.desc()).limit(limit))]
