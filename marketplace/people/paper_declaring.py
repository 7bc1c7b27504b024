"""A halal paper without an end holds while nothing changes: once a year its maker says that nothing has (UU 6/2023)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.errors import NotAllowed

from .certificates import Certificate
from .producers import Producer

DAYS = settings.declare(
    "papers.declare_days", 365,
    "Sesudah berapa hari pemilik surat halal tanpa tanggal akhir ditanya apakah bahan atau caranya berubah",
    settings.at_least(30),
)  # fmt: skip
ASKED = 0


def is_due(session: Session) -> ColumnElement[bool]:
    """The condition under which a paper waits for its maker's word."""
    return and_(
        Certificate.kind == "halal",
        Certificate.valid_to.is_(None),
        Certificate.verified_at.is_not(None),
        Certificate.withdrawn_at.is_(None),
        func.coalesce(Certificate.declared_at, Certificate.verified_at) <= clock.now() - timedelta(days=DAYS(session)),
    )


def due_of(session: Session, producer_id: int) -> set[int]:
    """A maker's papers, by id, that wait for her word."""
    query = select(Certificate.id).where(Certificate.producer_id == producer_id, is_due(session))
    return set(session.scalars(query))


def ask_next(session: Session) -> bool:
    """Ask one maker about one paper, once a year."""
    paper = session.scalars(
        select(Certificate)
        .where(is_due(session), Certificate.reminded_days.is_(None))
        .order_by(Certificate.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if paper is None:
        return False
    paper.reminded_days = ASKED
    session.flush()
    events.record(session, paper.subject, "declare_asked", by=SYSTEM, producer_id=paper.producer_id)
    return True


def unchanged(session: Session, paper: Certificate, *, by: Actor) -> None:
    """Her word that nothing has changed; the next question comes in a year. Raise NotAllowed when none is due."""
    if paper.id not in due_of(session, paper.producer_id):
        raise NotAllowed(verb="declare", state=paper.state)
    paper.declared_at, paper.reminded_days = clock.now(), None
    session.flush()
    events.record(session, paper.subject, "unchanged", by=by, producer_id=paper.producer_id)


def waiting(session: Session, limit: int) -> list[tuple[Certificate, Producer]]:
    """Papers whose makers have not answered, the longest first, for who looks after them."""
    said = func.coalesce(Certificate.declared_at, Certificate.verified_at)
    query = select(Certificate, Producer).join(Producer, Producer.id == Certificate.producer_id).where(is_due(session))
    return [(paper, maker) for paper, maker in session.execute(query.order_by(said, Certificate.id).limit(limit))]
