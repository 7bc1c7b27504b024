"""Proof that an e-mail address belongs to the person: a link sent to it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor

from . import letters, one_time, users
from .users import Identifier, User


def send(session: Session, user: User, email: str, *, by: Actor) -> None:
    """Send a link to the address; it becomes the account's address when the link is used.

    An address that another account holds gets a different letter, and the asker the same answer.
    """
    holder = users.known_by(session, Identifier("email", email))
    events.record(session, user.subject, "email_verification_asked", by=by)
    if holder is not None and holder.id != user.id:
        letters.promise(session, "already_registered", holder)
        return
    _, token = one_time.issue(session, user, "verify_email", by=by, email=email)
    letters.promise(session, "verify_email", user, to_email=email, token=token)


def confirm(session: Session, link: one_time.OneTimeLink, *, by: Actor) -> User:
    """The address of the link is the person's: keep it and mark it. Raise LinkSpent."""
    one_time.use(session, link)
    user, email = link.user, str(link.facts["email"])
    holder = users.known_by(session, Identifier("email", email))
    if holder is not None and holder.id != user.id:
        raise one_time.LinkSpent()
    if user.email and user.email != email:
        letters.promise(session, "new_login_method", user, to_email=user.email, what="email")
    user.email, user.email_verified_at = email, clock.now()
    events.record(session, user.subject, "email_verified", by=by)
    return user
