"""Who works for the agency, and with which role."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal

from . import login_sessions, names, users
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
    held = session.get(StaffRole, (user.id, role))
    if held is None:
        return
    holders = session.scalar(select(func.count()).where(StaffRole.role == "admin")) or 0
    if role == "admin" and holders == 1:
        raise LastAdministrator()
    session.delete(held)
    session.flush()
    session.expire(user, ["staff_roles"])
    login_sessions.revoke_others(session, user, None, by=by)
    events.record(session, user.subject, "role_withdrawn", by=by, role=role)


def everyone(session: Session) -> list[User]:
    """All people with a staff role, by name."""
    return list(session.scalars(select(User).where(User.staff_roles.any()).order_by(User.name)))
