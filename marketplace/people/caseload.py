"""Which officer looks after which business: one at a time, and how that went over to another."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound

from .businesses import Business
from .users import StaffRole, User

PAGE = 60


def assign(session: Session, business: Business, officer: User, *, by: Actor) -> None:
    """Put a business into an officer's caseload, out of another's. Raise NotAllowed, NotFound (no officer)."""
    if not (by.has("officer") or by.has("head")) or business.merged_into_id is not None:
        raise NotAllowed(verb="assign", state="-")
    if officer.id not in {one.id for one in officers(session)}:
        raise NotFound(user_id=officer.id)
    if business.officer_id == officer.id:
        return
    before = session.get(User, business.officer_id) if business.officer_id else None
    business.officer_id, business.assigned_at = officer.id, clock.now()
    session.flush()
    old = before.name if before else ""
    events.record(session, business.subject, "assigned", by=by, officer=officer.name, user_id=officer.id, before=old)


def release(session: Session, business: Business, *, by: Actor) -> None:
    """Nobody looks after it any more. Raise NotAllowed."""
    if not (by.has("officer") or by.has("head")) or business.officer_id is None:
        raise NotAllowed(verb="release", state="-")
    before = session.get_one(User, business.officer_id)
    business.officer_id, business.assigned_at = None, None
    session.flush()
    events.record(session, business.subject, "released", by=by, before=before.name)


def officers(session: Session) -> list[User]:
    """Everybody who may hold a caseload, by name."""
    held = select(StaffRole.user_id).where(StaffRole.role.in_(("officer", "admin")))
    query = select(User).where(User.id.in_(held), User.disabled_at.is_(None))
    return list(session.scalars(query.order_by(User.name, User.id)))


def of(session: Session, user_id: int, after: Business | None = None) -> list[Business]:
    """An officer's businesses by name, one page and one more row when there is a next page."""
    query = (
        select(Business)
        .options(joinedload(Business.producer))
        .where(Business.officer_id == user_id, Business.merged_into_id.is_(None))
        .order_by(Business.folded, Business.id)
    )
    if after is not None:
        query = query.where(
            or_(Business.folded > after.folded, (Business.folded == after.folded) & (Business.id > after.id))
        )
    return list(session.scalars(query.limit(PAGE + 1)))


def counts(session: Session) -> dict[int, int]:
    """How many businesses each officer looks after."""
    query = select(Business.officer_id, func.count()).where(
        Business.officer_id.is_not(None), Business.merged_into_id.is_(None)
    )
    return {int(user): int(count) for user, count in session.execute(query.group_by(Business.officer_id)) if user}


def count_due(session: Session, user_id: int) -> int:
    """How many of an officer's businesses wait for a visit that was promised by today."""
    query = select(func.count(Business.id)).where(
        Business.officer_id == user_id, Business.merged_into_id.is_(None), Business.next_visit_on <= clock.today()
    )
    return session.scalar(query) or 0


def officer_of(session: Session, producer_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """By maker: the user id and the name of the officer who looks after the shop."""
    query = (
        select(Business.producer_id, User.id, User.name)
        .join(User, User.id == Business.officer_id)
        .where(Business.producer_id.in_(producer_ids), Business.merged_into_id.is_(None))
    )
    return {producer: (user, name) for producer, user, name in session.execute(query) if producer is not None}
