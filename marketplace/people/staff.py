"""Who works for the agency, and with which role."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from marketplace.kernel import events, locks
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound, Refusal
from marketplace.kernel.events import Event

from . import login_sessions, names, recovery, second_factor, users
from .users import Identifier, StaffRole, User


class LastAdministrator(Refusal):
    """Somebody must be left who can give roles."""


def create(session: Session, *, name: str, who: Identifier, role: str, by: Actor) -> User:
    """A staff account without a password (its owner chooses one by a link); an existing account is used."""
    user = users.known_by(session, who)
    if user is None:
        user = User(name=names.clean(name), **{who.kind: who.value})
        session.add(user)
        session.flush()
        events.record(session, user.subject, "created", by=by)
    grant(session, user, role, by=by)
    return user


def grant(session: Session, user: User, role: str, *, by: Actor) -> None:
    """Give a role; the person logs in again, since staff sessions are shorter."""
    if role not in users.STAFF_ROLES:
        raise NotAllowed(verb="grant", state=role)
    if any(held.role == role for held in user.staff_roles):
        return
    session.add(StaffRole(user_id=user.id, role=role, granted_by=by.name))
    session.flush()
    session.expire(user, ["staff_roles"])
    login_sessions.revoke_others(session, user, None, by=by)
    events.record(session, user.subject, "role_granted", by=by, role=role)


def withdraw(session: Session, user: User, role: str, *, by: Actor) -> None:
    """Take a role away, at once in every session. Raise LastAdministrator."""
    locks.alone(session, "staff roles")
    held = session.get(StaffRole, (user.id, role), populate_existing=True)
    if held is None:
        return
    if role == "admin" and not _other_administrators(session, user):
        raise LastAdministrator()
    session.delete(held)
    session.flush()
    session.expire(user, ["staff_roles"])
    login_sessions.revoke_others(session, user, None, by=by)
    events.record(session, user.subject, "role_withdrawn", by=by, role=role)


def everyone(session: Session) -> list[User]:
    """All people with a staff role, by name."""
    query = select(User).where(User.staff_roles.any()).options(selectinload(User.staff_roles))
    return list(session.scalars(query.order_by(User.name)))


def by_public_id(session: Session, public_id: str) -> User:
    """A member of staff, or somebody who was one. Raise NotFound for everybody else."""
    user = users.by_public_id(session, public_id)
    if user is None or not (user.is_staff or _was_staff(session, user)):
        raise NotFound(public_id=public_id)
    return user


def link(session: Session, user: User, *, by: Actor) -> str:
    """A link to choose a password, shown once; nobody makes one for themselves or for a stranger."""
    if not by.has("admin") or by.user_id == user.id or not user.is_staff:
        raise NotAllowed(verb="link", state="-")
    return recovery.invite(session, user, by=by)


def forget_factor(session: Session, user: User, *, by: Actor) -> None:
    """A lost second factor is taken away: the next log-in sets up a new one. Never one's own."""
    if not by.has("admin") or by.user_id == user.id:
        raise NotAllowed(verb="forget_factor", state="-")
    second_factor.remove(session, user, by=by)
    login_sessions.revoke_others(session, user, None, by=by)


def _other_administrators(session: Session, user: User) -> int:
    """How many others could still give roles."""
    query = select(func.count()).select_from(StaffRole).join(User, User.id == StaffRole.user_id)
    return session.scalar(query.where(StaffRole.role == "admin", User.id != user.id, User.disabled_at.is_(None))) or 0


def _was_staff(session: Session, user: User) -> bool:
    query = select(Event.id).where(Event.subject == user.subject, Event.verb == "role_withdrawn").limit(1)
    return session.scalar(query) is not None
