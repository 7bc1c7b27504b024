"""Who is told of which happening, and by which text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.events import Event
from marketplace.people import members
from marketplace.people.users import User
from marketplace.trade.orders import Order, OrderGroup

GROUP_TO_BUYER = {"place", "confirm", "reject", "expire"}
ORDER_TO_BUYER = {
    "accept", "decline", "hand_over", "collect", "deliver", "ready", "mark_late", "grant_cancel",
    "refuse_cancel", "fail", "recall", "short", "give_up",
}  # fmt: skip
ORDER_TO_PRODUCER = {"place", "pay", "ask_cancel", "cancel", "cancel_late", "cancel_rest", "mark_late"}


@dataclass(frozen=True)
class Recipient:
    """One person, one channel, one text (`templates/messages/<text>.txt`)."""

    text: str
    channel: str
    address: str
    name: str
    language: str
    is_demo: bool


def of(session: Session, event: Event) -> tuple[list[Recipient], OrderGroup | None, Order | None]:
    """Everybody to be told of an event, with the group or order it is about."""
    kind, _, number = event.subject.partition(":")
    if kind == "group":
        group = session.get_one(OrderGroup, int(number))
        return (_buyer(group, f"group_{event.verb}") if event.verb in GROUP_TO_BUYER else []), group, None
    if kind != "order":
        return [], None, None
    order = session.get_one(Order, int(number))
    found = []
    if event.verb in ORDER_TO_BUYER and not (event.verb == "ready" and order.delivery_kind != "pickup"):
        found += _buyer(order.group, f"buyer_{event.verb}")
    if event.verb in ORDER_TO_PRODUCER:
        found += _producer(session, order, f"producer_{event.verb}")
    return found, order.group, order


def _buyer(group: OrderGroup, text: str) -> list[Recipient]:
    found = [Recipient(text, "whatsapp", group.phone, group.name, group.language, group.is_demo)]
    if group.email:
        found.append(Recipient(text, "email", group.email, group.name, group.language, group.is_demo))
    return found


def _producer(session: Session, order: Order, text: str) -> list[Recipient]:
    maker = order.producer
    demo = maker.is_demo or order.group.is_demo
    found = [Recipient(text, "whatsapp", maker.phone, maker.owner_name, "id", demo)]
    people = members.user_ids(session, maker.id)
    for user in session.scalars(select(User).where(User.id.in_(people), User.email.is_not(None))):
        found.append(Recipient(text, "email", user.email or "", user.name, "id", demo or user.is_demo))
    return found
