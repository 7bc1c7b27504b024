"""The second person of a refund, and what the answer means for the dispute it belongs to."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor

from . import disputes, refunds
from .refund_rows import Refund


def approve(session: Session, refund: Refund, *, by: Actor) -> None:
    """Yes: the money goes back, and a dispute that waited for it is decided."""
    refunds.approve(session, refund, by=by)
    if refund.dispute_id is not None:
        disputes.second_person(session, refund, agrees=True, by=by)


def refuse(session: Session, refund: Refund, words: str, *, by: Actor) -> None:
    """No: nothing goes back, and a dispute waits for finance's decision again."""
    refunds.refuse(session, refund, words, by=by)
    if refund.dispute_id is not None:
        disputes.second_person(session, refund, agrees=False, by=by)
