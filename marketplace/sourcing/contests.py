"""A maker who does not agree with a count says so; finance decides, and what she is right about is invoiced."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.trade import disputes, not_accepted
from marketplace.trade.orders import Order

from .receipt_rows import FLOW, Receipt

LONGEST = 1000
AFTER_OVERRULED = faults.declare("receipt.overruled", "what was accepted after all is invoiced, nothing is committed")


def may_contest(session: Session, receipt: Receipt) -> bool:
    """Whether the maker can still say that a count is wrong."""
    return receipt.state == "signed" and not receipt.is_complete and clock.now() <= until(session, receipt)


def until(session: Session, receipt: Receipt) -> datetime:
    """Until when a count can be contested."""
    return receipt.at + timedelta(hours=disputes.OPEN_HOURS(session))


def contest(session: Session, receipt: Receipt, words: str, *, by: Actor) -> None:
    """The maker says why the count is wrong; finance decides. Raise NotFound, NotAllowed, Invalid."""
    if receipt.order.producer_id not in by.producer_ids:
        raise NotFound(public_id=receipt.public_id)
    session.refresh(receipt, with_for_update=True)
    if not may_contest(session, receipt):
        raise NotAllowed(verb="contest", state=receipt.state)
    receipt.contest_words = _text(words)
    receipt.state = FLOW.target(receipt.state, "contest", "producer")
    receipt.contested_at, receipt.contested_by = clock.now(), by.name
    session.flush()
    events.record(session, receipt.subject, "contest", by=by)


def decide(session: Session, receipt: Receipt, verb: str, words: str, *, by: Actor) -> None:
    """Finance lets the count stand (`uphold`), or has everything that was rejected invoiced (`overrule`)."""
    if not by.has("finance"):
        raise NotFound(public_id=receipt.public_id)
    session.refresh(receipt, with_for_update=True)
    target = FLOW.target(receipt.state, verb, "finance")
    receipt.decision_words = _text(words)
    if verb == "overrule":
        receipt.rest_id = _invoice_after_all(session, receipt, by).id
        faults.at(AFTER_OVERRULED)
    receipt.state, receipt.decided_at, receipt.decided_by = target, clock.now(), by.name
    session.flush()
    events.record(session, receipt.subject, verb, by=by)


def waiting(session: Session, limit: int = 100) -> list[Receipt]:
    """Counts that finance has to decide about, the oldest first."""
    whole = joinedload(Receipt.order).joinedload(Order.producer)
    query = select(Receipt).where(Receipt.state == "contested").order_by(Receipt.contested_at, Receipt.id)
    return list(session.scalars(query.options(whole).limit(limit)))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many wait, and since when."""
    query = select(func.count(), func.min(Receipt.contested_at)).where(Receipt.state == "contested")
    count, oldest = session.execute(query).one()
    return int(count), oldest


def _invoice_after_all(session: Session, receipt: Receipt, by: Actor) -> Order:
    return not_accepted.accept_after_all(session, receipt.order, by=by)


def _text(words: str) -> str:
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise Invalid(errors={"words": "empty" if not words else "long"})
    return words
