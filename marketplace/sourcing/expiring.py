"""A request that nobody decided about in time: what was held is free, and it can be sent again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import SYSTEM
from marketplace.stock import holds

from .requests import FLOW, PurchaseRequest


def expire(session: Session, request: PurchaseRequest) -> bool:
    """The deadline has passed: everything held is free, the list can be sent again. False when it is not so."""
    lock(session, request)
    if not is_over(request):
        return False
    request.state = FLOW.target(request.state, "expire", "system")
    let_go(session, request)
    events.record(session, request.subject, "expire", by=SYSTEM)
    return True


def is_over(request: PurchaseRequest) -> bool:
    """Whether nobody may decide any more; true from the deadline on, swept or not."""
    return request.state == "pending" and request.deadline is not None and request.deadline <= clock.now()


def expire_next(session: Session) -> bool:
    """One sweep: a request that nobody decided about in time."""
    found = session.scalars(
        select(PurchaseRequest)
        .where(PurchaseRequest.state == "pending", PurchaseRequest.deadline <= clock.now())
        .order_by(PurchaseRequest.deadline)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    return expire(session, found) if found is not None else False


def lock(session: Session, request: PurchaseRequest) -> None:
    """Keep a request for this transaction and see it as it is now."""
    session.execute(select(PurchaseRequest.id).where(PurchaseRequest.id == request.id).with_for_update())
    session.refresh(request)


def let_go(session: Session, request: PurchaseRequest) -> None:
    """What was held for a request is free again."""
    if request.hold is not None:
        holds.release(session, request.hold)
    request.hold_id = request.deadline = None
    session.flush()
    session.expire(request, ["hold"])
