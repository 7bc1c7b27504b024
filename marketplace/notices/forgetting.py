"""Takes secret links out of kept messages once they can do nothing any more."""

from __future__ import annotations

import re

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.events import Event
from marketplace.sourcing import quote_links
from marketplace.trade import action_links
from marketplace.trade.orders import Order, subject

from .messages import Message

LINK = re.compile(r"https?://\S+/(?P<kind>[tq])/(?P<token>[\w-]+)")
FORGOTTEN = "(tautan sudah tidak berlaku)"


def used(session: Session, order: Order, token: str) -> None:
    """Forget one token in the messages about its order."""
    about = select(Event.id).where(Event.subject == subject(order), Event.verb.in_(("place", "pay")))
    for event_id in session.scalars(about):
        for message in session.scalars(select(Message).where(Message.key.startswith(f"event:{event_id}:whatsapp:"))):
            message.body = LINK.sub(lambda found: FORGOTTEN if found["token"] == token else found[0], message.body)


def over(session: Session) -> int:
    """Forget every link that is used, too late or no longer needed; returns in how many messages."""
    count = 0
    carries = or_(Message.body.contains("/t/"), Message.body.contains("/q/"))
    for message in session.scalars(select(Message).where(Message.channel == "whatsapp", carries)):
        kept = LINK.sub(lambda found: _kept(session, found), message.body)
        count += kept != message.body
        message.body = kept
    return count


def _kept(session: Session, found: re.Match[str]) -> str:
    links = action_links if found["kind"] == "t" else quote_links
    return FORGOTTEN if links.is_over(session, found["token"]) else found[0]
