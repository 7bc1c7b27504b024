"""An approver decides about a request that waits: the first decision counts, and only before the deadline."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people.buyers import Buyer, BuyerRole, Desk
from marketplace.trade.orders import OrderGroup

from . import approvals, checks, expiring, ordering, purchase_orders, schedules, spending
from .requests import FLOW, PurchaseRequest

AFTER_ORDER = faults.declare("approve.ordered", "an approved request is ordered, nothing is committed")


class OwnRequest(Refusal):
    """The organisation does not let an approver decide about an own request."""


class AlreadyDecided(Refusal):
    """Somebody was quicker; facts: state, who."""


class TimeOver(Refusal):
    """The time to decide has passed, what was held is free again."""


def approve(
    session: Session, desk: Desk, request: PurchaseRequest, *, seen: int, seen_marks: str, by: Actor
) -> OrderGroup:
    """Order it at the prices that the approver saw; with any other price nothing happens.

    Raise NotFound, OwnRequest, AlreadyDecided, TimeOver, RequestTroubled, PricesChanged, BudgetExceeded,
    CreditExceeded, TermsClosed, SlotFull, OutOfStock.
    """
    _demand(session, desk, request, "approve")
    plan = schedules.plan(session, request)
    checks.demand(plan, seen, seen_marks)
    session.refresh(request.organisation, with_for_update=True)
    _still_approves(session, desk, request)
    spending.demand(session, request, plan.total)
    request.state = FLOW.target(request.state, "approve", "approver")
    request.decided_by_id, request.deadline = desk.buyer_id, None
    group = ordering.place(session, plan, contact_of(session, desk, request).user, by=by)
    ordering.finish(session, request, group)
    purchase_orders.issue(session, request, group, by=by)
    faults.at(AFTER_ORDER)
    events.record(session, request.subject, "approve", by=by, total=request.total)
    return group


def refuse(session: Session, desk: Desk, request: PurchaseRequest, reason: str, *, by: Actor) -> None:
    """It is not bought. Raise as `approve`, and Invalid without a reason."""
    _turn_down(session, desk, request, "refuse", reason, by)


def send_back(session: Session, desk: Desk, request: PurchaseRequest, reason: str, *, by: Actor) -> None:
    """The requester is to change it. Raise as `refuse`."""
    _turn_down(session, desk, request, "send_back", reason, by)


def contact_of(session: Session, desk: Desk, request: PurchaseRequest) -> Buyer:
    """Whom a maker asks: the requester, or the approver when the requester has left meanwhile."""
    requester = session.get_one(Buyer, request.buyer_id)
    return requester if requester.ended_at is None else session.get_one(Buyer, desk.buyer_id)


def may_decide(session: Session, desk: Desk, request: PurchaseRequest) -> bool:
    """Whether the buttons are for this person."""
    own = desk.buyer_id == request.buyer_id and not approvals.own_allowed(session, request.organisation_id)
    return desk.may(request.outlet_id, "approver") and not own


def _demand(session: Session, desk: Desk, request: PurchaseRequest, verb: str) -> None:
    if not desk.may(request.outlet_id, "approver"):
        raise NotFound(public_id=request.public_id)
    expiring.lock(session, request)
    if request.state != "pending":
        who = session.get(Buyer, request.decided_by_id) if request.decided_by_id else None
        raise AlreadyDecided(state=request.state, who=who.user.name if who else "")
    if expiring.is_over(request):
        raise TimeOver()
    if not may_decide(session, desk, request):
        raise OwnRequest()
    FLOW.target(request.state, verb, "approver")


def _still_approves(session: Session, desk: Desk, request: PurchaseRequest) -> None:
    """Members are taken away under the organisation's lock, which is held here."""
    held = (
        select(BuyerRole.id)
        .join(Buyer)
        .where(
            Buyer.id == desk.buyer_id,
            Buyer.ended_at.is_(None),
            BuyerRole.outlet_id == request.outlet_id,
            BuyerRole.role.in_(("approver", "owner")),
        )
    )
    if session.scalars(held.limit(1)).first() is None:
        raise NotFound(public_id=request.public_id)


def _turn_down(session: Session, desk: Desk, request: PurchaseRequest, verb: str, reason: str, by: Actor) -> None:
    if not reason.strip():
        raise Invalid(errors={"reason": "empty"})
    _demand(session, desk, request, verb)
    request.state = FLOW.target(request.state, verb, "approver")
    request.decided_by_id, request.decided_at, request.reason = desk.buyer_id, clock.now(), reason.strip()[:500]
    expiring.let_go(session, request)
    events.record(session, request.subject, verb, by=by, reason=request.reason)
