"""What a person agreed to or objected to, purpose by purpose: dated, never overwritten, and withdrawable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid

TEXT = "data-pribadi-2026-11"
PURPOSES = {"order_email": True, "order_whatsapp": True, "invitations": False, "statistics": True, "processing": True}


class PrivacyChoice(Base):
    """One decision of `subject` (`user:5`, or `group:7` for a guest) about one purpose. The newest counts.

    `processing` set to no is a restriction: the data are kept, and used for open orders only.
    """

    __tablename__ = "privacy_choices"
    __table_args__ = (Index("ix_privacy_choices_subject_purpose", "subject", "purpose", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    purpose: Mapped[str]
    allowed: Mapped[bool]
    text_version: Mapped[str]
    how: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class PrivacyRequest(Base):
    """Somebody made use of a right: `copy` or `erase`."""

    __tablename__ = "privacy_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    subject: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def choose(session: Session, subject: str, purpose: str, allowed: bool, *, how: str, by: Actor) -> bool:
    """Write a decision down; False when it is the one that holds already. Raise Invalid for no such purpose."""
    if purpose not in PURPOSES:
        raise Invalid(errors={"purpose": "unknown"})
    if present(session, subject)[purpose] == allowed:
        return False
    session.add(PrivacyChoice(subject=subject, purpose=purpose, allowed=allowed, text_version=TEXT, how=how))
    session.flush()
    events.record(session, subject, "allow" if allowed else "object", by=by, purpose=purpose, text_version=TEXT)
    return True


def present(session: Session, subject: str) -> dict[str, bool]:
    """What holds now, by purpose; what was never decided has its beginning."""
    return PURPOSES | {row.purpose: row.allowed for row in history(session, subject)}


def history(session: Session, subject: str) -> list[PrivacyChoice]:
    """Every decision, oldest first."""
    return list(
        session.scalars(select(PrivacyChoice).where(PrivacyChoice.subject == subject).order_by(PrivacyChoice.id))
    )


def allows(session: Session, subject: str, purpose: str) -> bool:
    """Whether data may be used for this; a restriction leaves only what an order needs."""
    held = present(session, subject)
    return held[purpose] and (held["processing"] or purpose.startswith("order_"))


def objecting(session: Session, purpose: str, subjects: Iterable[str]) -> set[str]:
    """Who among these does not allow it, in one statement."""
    wanted = list(subjects)
    query = select(PrivacyChoice).where(PrivacyChoice.subject.in_(wanted)).order_by(PrivacyChoice.id)
    held: dict[str, dict[str, bool]] = {}
    for row in session.scalars(query):
        held.setdefault(row.subject, {})[row.purpose] = row.allowed
    stated = {subject: PURPOSES | held.get(subject, {}) for subject in wanted}
    return {subject for subject, said in stated.items() if not (said[purpose] and said["processing"])}


def all_objecting(session: Session, purpose: str) -> set[str]:
    """Everybody who does not allow it: `user:5`, and `group:7` for a guest."""
    newest = select(func.max(PrivacyChoice.id)).group_by(PrivacyChoice.subject, PrivacyChoice.purpose)
    query = select(PrivacyChoice.subject).where(
        PrivacyChoice.id.in_(newest), PrivacyChoice.purpose.in_((purpose, "processing")), ~PrivacyChoice.allowed
    )
    return set(session.scalars(query))


def note(session: Session, subject: str, kind: str, *, by: Actor) -> PrivacyRequest:
    """Write down that a right was used."""
    request = PrivacyRequest(subject=subject, kind=kind)
    session.add(request)
    session.flush()
    events.record(session, subject, f"privacy_{kind}", by=by)
    return request
