"""An invented consent: the officer may help a maker who asked for it by phone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.people import assisting, users
from marketplace.people.producers import Producer
from marketplace.people.users import Identifier

from . import logins


def load(session: Session, makers: dict[str, Producer]) -> None:
    """By the shop's own verb."""
    officer = users.known_by(session, Identifier("email", logins.OFFICER))
    if officer is not None:
        assisting.note(session, makers["U06"], "call_back", by=users.as_actor(session, officer))
