"""Signing up, without telling anybody who already has an account."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor

from . import letters, names, users, verification
from .users import Identifier, User


def sign_up(
    session: Session, *, name: str, who: Identifier, sealed: str, language: str = "id", by: Actor
) -> User | None:
    """Make the account, or nothing when the phone or e-mail is taken; the caller shows the same page."""
    taken = users.known_by(session, who)
    user = None if taken else _create(session, name, who, sealed, language)
    if user is None:
        _tell_owner(session, taken or users.known_by(session, who), who, by)
        return None
    events.record(session, user.subject, "signed_up", by=by, with_=who.kind)
    if who.kind == "email":
        verification.send(session, user, who.value, by=by)
    return user


def _create(session: Session, name: str, who: Identifier, sealed: str, language: str) -> User | None:
    user = User(
        name=names.clean(name),
        phone=who.value if who.kind == "phone" else None,
        email=who.value if who.kind == "email" else None,
        password_hash=sealed,
        language=language,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        return None
    return user


def _tell_owner(session: Session, owner: User | None, who: Identifier, by: Actor) -> None:
    if owner is None:
        return
    events.record(session, owner.subject, "sign_up_repeated", by=by, with_=who.kind)
    if who.kind == "email":
        letters.promise(session, "already_registered", owner)
