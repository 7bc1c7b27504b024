"""What people change about their own account."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal

from . import letters, limits, login_sessions, names, one_time
from .login_sessions import LoginSession
from .users import User


class PhoneNotUsable(Refusal):
    """The phone cannot be put on this account."""


def describe(session: Session, user: User, *, name: str, company: str | None, language: str, by: Actor) -> None:
    """Change name, company and language."""
    user.name, user.company, user.language = names.clean(name), names.clean(company or "") or None, language
    events.record(session, user.subject, "profile_changed", by=by)


def change_password(session: Session, user: User, sealed: str, *, keep: LoginSession | None, by: Actor) -> None:
    """Set a new password and end every other session."""
    user.password_hash = sealed
    login_sessions.revoke_others(session, user, keep, by=by)
    one_time.end_all(session, user, "reset_password")
    limits.forgive(session, user)
    events.record(session, user.subject, "password_changed", by=by)
    if user.email:
        letters.promise(session, "password_changed", user)


def change_phone(session: Session, user: User, phone: str, *, by: Actor) -> None:
    """Put another phone on the account, not verified yet. Raise PhoneNotUsable."""
    if phone == user.phone:
        return
    try:
        with session.begin_nested():
            user.phone, user.phone_verified_at = phone, None
    except IntegrityError:
        raise PhoneNotUsable() from None
    events.record(session, user.subject, "phone_changed", by=by)
    if user.email:
        letters.promise(session, "new_login_method", user, what="phone")
