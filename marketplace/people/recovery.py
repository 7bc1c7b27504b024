"""Ways back in for somebody who forgot the password: a link by e-mail, or one that staff hand over."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal

from . import letters, limits, login_sessions, one_time, users
from .one_time import OneTimeLink
from .users import Identifier, User

PURPOSES = ("reset_password", "first_password")
CHECKS = ("call_back", "id_card", "known_in_person")


class HasVerifiedEmail(Refusal):
    """The account can be recovered by e-mail, so staff hand out no link."""


def ask(session: Session, who: Identifier, *, by: Actor) -> None:
    """Send a link to the account's e-mail if there is one; the asker never learns whether."""
    user = users.known_by(session, who)
    events.record(session, user.subject if user else "user:unknown", "reset_asked", by=by)
    if user is None or user.disabled_at is not None or not _may_write_to(user, who):
        return
    _, token = one_time.issue(session, user, "reset_password", by=by, email=user.email)
    letters.promise(session, "reset_password", user, to_email=user.email, token=token)


def issue_by_staff(session: Session, user: User, *, check: str, reason: str, by: Actor) -> str:
    """A link for somebody with only a phone, after an identity check; returns its token once.

    Accounts of staff are an administrator's matter, and nobody makes a link for themselves.
    """
    if not by.has("officer") or check not in CHECKS or by.user_id == user.id:
        raise NotAllowed(verb="issue_link", state="-")
    if user.disabled_at is not None or (user.is_staff and not by.has("admin")):
        raise NotAllowed(verb="issue_link", state="staff")
    if user.email_verified_at is not None:
        raise HasVerifiedEmail()
    _, token = one_time.issue(session, user, "reset_password", by=by, check=check)
    events.record(session, user.subject, "identity_checked", by=by, check=check, reason=reason)
    return token


def invite(session: Session, user: User, *, by: Actor) -> str:
    """A link with which somebody chooses a first password; returns its token once."""
    _, token = one_time.issue(session, user, "first_password", by=by)
    events.record(session, user.subject, "invited", by=by)
    return token


def choose_password(session: Session, link: OneTimeLink, sealed: str, *, by: Actor) -> User:
    """Spend the link, set the password, end every session and other link. Raise LinkSpent."""
    one_time.use(session, link)
    user = link.user
    user.password_hash = sealed
    _mark_proof(user, link)
    for purpose in (*PURPOSES, "second_factor"):
        one_time.end_all(session, user, purpose)
    login_sessions.revoke_others(session, user, None, by=by)
    limits.forgive(session, user)
    events.record(session, user.subject, "password_reset", by=by, issued_by=link.issued_by)
    if user.email:
        letters.promise(session, "password_changed", user)
    return user


def _may_write_to(user: User, who: Identifier) -> bool:
    return bool(user.email) and (who.kind == "email" or user.email_verified_at is not None)


def _mark_proof(user: User, link: OneTimeLink) -> None:
    if link.facts.get("email") and link.facts["email"] == user.email and not user.email_verified_at:
        user.email_verified_at = clock.now()
    if link.facts.get("check") == "call_back" and user.phone and not user.phone_verified_at:
        user.phone_verified_at = clock.now()
