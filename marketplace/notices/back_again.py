"""Who is told that a pack is there again, and the end of it: what has not left by then never does."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.events import Event
from marketplace.trade import stock_waits
from marketplace.trade.stock_waits import StockWait

from .messages import Message


def stop_all(session: Session, wait: StockWait) -> int:
    """End every wait of the same address; returns how many were still open."""
    held = list(session.scalars(select(StockWait).where(StockWait.address == wait.address)))
    ended = stock_waits.stop(session, held)
    about = select(Event.id).where(Event.subject.in_([f"stock_wait:{one.id}" for one in held]))
    keys = [f"event:{event_id}:" for event_id in session.scalars(about)]
    unsent = select(Message).where(Message.address == wait.address, Message.state == "waiting")
    for message in session.scalars(unsent):
        if message.key.startswith(tuple(keys)):
            session.delete(message)
    session.flush()
    return ended
