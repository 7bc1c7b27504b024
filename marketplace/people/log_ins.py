"""Logging in with phone or e-mail and password; silent about which of the two was wrong."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor

from . import limits, passwords, users
from .users import Identifier, User


def proven(session: Session, who: Identifier, password: str) -> User | None:
    """The person, when the password fits. An unknown one costs the same work."""
    user = users.known_by(session, who)
    fits = passwords.check(user.password_hash if user else None, password)
    return user if user is not None and fits and user.disabled_at is None else None


def knows_password(user: User, password: str) -> bool:
    """Whether somebody who is in knows the present password too."""
    return passwords.check(user.password_hash, password)


def welcome(session: Session, user: User, password: str, *, by: Actor) -> None:
    """Write down a right password, and keep it under today's costs."""
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.seal(password)
    limits.forgive(session, user)
    events.record(session, user.subject, "password_accepted", by=by)


def refuse(session: Session, who: Identifier, address: str, *, by: Actor) -> None:
    """Write down a refused log-in, whether or not there is such a person."""
    limits.log_in_failed(session, address)
    user = users.known_by(session, who)
    events.record(session, user.subject if user else "user:unknown", "log_in_refused", by=by)
