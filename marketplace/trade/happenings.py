"""What happened to an order, written once: the event, and the promise to tell those concerned."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import events, jobs
from marketplace.kernel.actor import Actor

from .orders import Order, OrderGroup, group_subject, subject


def to_order(session: Session, order: Order, verb: str, *, by: Actor, **facts: Any) -> events.Event:
    """Record an order's event and promise its messages, in the caller's transaction."""
    return _record(session, subject(order), verb, by, facts)


def to_group(session: Session, group: OrderGroup, verb: str, *, by: Actor, **facts: Any) -> events.Event:
    """Record a group's event and promise its messages, in the caller's transaction."""
    return _record(session, group_subject(group), verb, by, facts)


def _record(session: Session, what: str, verb: str, by: Actor, facts: dict[str, Any]) -> events.Event:
    event = events.record(session, what, verb, by=by, **facts)
    jobs.promise(session, "notice", f"notice:{event.id}", event_id=event.id)
    return event
