"""Lists of papers for staff: what waits, what was found, each in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock

from .certificates import Certificate, valid_today, waits
from .producers import Producer

PAGE = 50
Row = tuple[Certificate, Producer]
STATES = ("waiting", "verified", "early", "returned", "expired", "withdrawn")


@dataclass(frozen=True)
class Wanted:
    """What a list of papers is narrowed to; an empty value does not narrow."""

    text: str = ""
    kind: str = ""
    state: str = ""


def waiting(session: Session, limit: int = PAGE) -> list[Row]:
    """The papers that wait, oldest first, with their makers."""
    query = _with_makers().where(waits()).order_by(Certificate.submitted_at, Certificate.id)
    return _rows(session, query.limit(limit))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    count, oldest = session.execute(select(func.count(), func.min(Certificate.submitted_at)).where(waits())).one()
    return int(count), oldest


def one(session: Session, paper_id: int) -> Row | None:
    """One that waits, with its maker; nothing when it does not wait."""
    found = session.execute(_with_makers().where(waits(), Certificate.id == paper_id)).first()
    return (found[0], found[1]) if found else None


def following(session: Session, paper: Certificate) -> int | None:
    """The waiting paper after this one."""
    query = (
        select(Certificate.id)
        .where(waits(), tuple_(Certificate.submitted_at, Certificate.id) > (paper.submitted_at, paper.id))
        .order_by(Certificate.submitted_at, Certificate.id)
    )
    return session.scalar(query.limit(1))


def found(session: Session, wanted: Wanted, before: int | None = None) -> list[Row]:
    """Papers by number, maker, kind and state, the newest first, one more than PAGE when there are more."""
    query = _with_makers().order_by(Certificate.id.desc())
    if before is not None:
        query = query.where(Certificate.id < before)
    if wanted.kind:
        query = query.where(Certificate.kind == wanted.kind)
    if wanted.state in STATES:
        query = query.where(_state(wanted.state))
    if wanted.text:
        query = query.where(
            or_(
                Certificate.number.icontains(wanted.text, autoescape=True),
                Producer.name.icontains(wanted.text, autoescape=True),
                Producer.owner_name.icontains(wanted.text, autoescape=True),
            )
        )
    return _rows(session, query.limit(PAGE + 1))


def _with_makers() -> Any:
    return select(Certificate, Producer).join(Producer, Producer.id == Certificate.producer_id)


def _rows(session: Session, query: Any) -> list[Row]:
    return [(paper, maker) for paper, maker in session.execute(query)]


def _state(state: str) -> ColumnElement[bool]:
    """`Certificate.state` as a condition."""
    today = clock.today()
    there, verified = Certificate.withdrawn_at.is_(None), Certificate.verified_at.is_not(None)
    over = and_(Certificate.valid_to.is_not(None), Certificate.valid_to < today)
    conditions = {
        "withdrawn": Certificate.withdrawn_at.is_not(None),
        "returned": and_(there, Certificate.verified_at.is_(None), Certificate.returned_at.is_not(None)),
        "waiting": waits(),
        "expired": and_(there, verified, over),
        "verified": valid_today(),
        "early": and_(there, verified, Certificate.valid_from > today),
    }
    return conditions[state]
