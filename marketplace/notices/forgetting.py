"""Takes secret links out of kept messages once they can do nothing any more."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.events import Event
from marketplace.trade import action_links
from marketplace.trade.orders import Order, subject

from .messages import Message

LINK = re.compile(r"https?://\S+/t/(?P<token>[\w-]+)")
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
    for message in session.scalars(select(Message).where(Message.channel == "whatsapp", Message.body.contains("/t/"))):
        kept = LINK.sub(lambda found: _kept(session, found), message.body)
        count += kept != message.body
        message.body = kept
    return count


def _kept(session: Session, found: re.Match[str]) -> str:
    return FORGOTTEN if action_links.is_over(session, found["token"]) else found[0]
