"""What time does to papers: notices before the end, each once, and the word that a paper is over (F34)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM

from .certificates import Certificate

OVER = -1


def _days(value: list[int]) -> bool:
    whole = all(type(day) is int and 0 <= day <= 365 for day in value)
    return 0 < len(value) <= 6 and whole and value == sorted(set(value), reverse=True)


REMIND_DAYS: settings.Setting[list[int]] = settings.declare(
    "papers.remind_days", [60, 30, 7], "Berapa hari sebelum surat berakhir pemiliknya diberi tahu", _days
)


def remind_next(session: Session) -> bool:
    """Tell the maker of one paper whose next notice has come; of several at once only the nearest is sent."""
    found = session.scalars(
        select(Certificate)
        .where(Certificate.verified_at.is_not(None), Certificate.withdrawn_at.is_(None), _due(session))
        .order_by(Certificate.valid_to, Certificate.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if found is None or found.valid_to is None:
        return False
    left = (found.valid_to - clock.today()).days
    found.reminded_days = min((day for day in REMIND_DAYS(session) if left <= day), default=OVER) if left >= 0 else OVER
    session.flush()
    if not _is_renewed(session, found):
        verb = "expired" if left < 0 else "remind"
        events.record(session, found.subject, verb, by=SYSTEM, producer_id=found.producer_id, days=left)
    return True


def _due(session: Session) -> ColumnElement[bool]:
    today = clock.today()
    steps = [(day, today + timedelta(days=day)) for day in REMIND_DAYS(session)]
    steps.append((OVER, today - timedelta(days=1)))
    return or_(
        *(
            and_(
                Certificate.valid_to <= last, or_(Certificate.reminded_days.is_(None), Certificate.reminded_days > day)
            )
            for day, last in steps
        )
    )


def _is_renewed(session: Session, paper: Certificate) -> bool:
    """A later paper of the same number is there already, verified or on its way: nothing is left to do."""
    query = select(Certificate.id).where(
        Certificate.producer_id == paper.producer_id,
        Certificate.kind == paper.kind,
        Certificate.number == paper.number,
        Certificate.id != paper.id,
        Certificate.withdrawn_at.is_(None),
        Certificate.returned_at.is_(None),
        or_(Certificate.valid_to.is_(None), Certificate.valid_to > paper.valid_to),
    )
    return session.scalar(query.limit(1)) is not None
