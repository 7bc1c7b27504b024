"""Who does not want a message gets none, from the moment they say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from marketplace.kernel.actor import Actor
from marketplace.kernel.events import Event
from marketplace.people import privacy_choices
from marketplace.trade.orders import OrderGroup, group_subject
from marketplace.trade.orders import subject as order_subject

from .messages import Message
from .recipients import Recipient

CHANNELS = {"order_email": "email", "order_whatsapp": "whatsapp"}


def choose(session: Session, subject: str, purpose: str, allowed: bool, *, how: str, by: Actor) -> bool:
    """Keep a choice; what waits on a way that was just refused is never sent. Raise Invalid."""
    changed = privacy_choices.choose(session, subject, purpose, allowed, how=how, by=by)
    if changed and not allowed and purpose in CHANNELS:
        for message in _waiting(session, subject, CHANNELS[purpose]):
            session.delete(message)
        session.flush()
    return changed


def wants(session: Session, who: Recipient, about: Mapping[str, Any]) -> bool:
    """Whether the buyer of an order may be told this way; everybody else is told as their work needs it."""
    group = about.get("group")
    if group is None or who.address not in (group.phone, group.email) or group.organisation_id is not None:
        return True
    subject = f"user:{group.user_id}" if group.user_id is not None else f"group:{group.id}"
    return privacy_choices.allows(session, subject, f"order_{who.channel}")


def _waiting(session: Session, subject: str, channel: str) -> list[Message]:
    """Messages about the person's orders that have not left, to the phone and e-mail of those orders."""
    kind, _, number = subject.partition(":")
    own = OrderGroup.id == int(number) if kind == "group" else OrderGroup.user_id == int(number)
    groups = list(session.scalars(select(OrderGroup).where(own).options(selectinload(OrderGroup.orders))))
    names = {group_subject(group) for group in groups} | {
        order_subject(one) for group in groups for one in group.orders
    }
    addresses = {contact for group in groups for contact in (group.phone, group.email) if contact}
    waiting = Message.channel == channel, Message.state == "waiting", Message.address.in_(addresses)
    found = session.scalars(select(Message).where(*waiting, Message.key.startswith("event:")))
    return [message for message in found if session.get_one(Event, int(message.key.split(":")[1])).subject in names]
