"""Sending a request on its way: to an approver when a rule asks for one, else it is ordered at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people.buyers import Buyer, Desk
from marketplace.people.organisations import TERMS
from marketplace.stock import holds
from marketplace.trade import credit, slots

from . import approvals, checks, expiring, ordering, purchase_orders, schedules, spending
from .requests import FLOW, PurchaseRequest
from .schedules import Plan

HOURS = settings.declare(
    "approval.hours", 24, "Jam stok dan kapasitas ditahan untuk permintaan hotel yang menunggu persetujuan",
    settings.at_least(1),
)  # fmt: skip
AFTER_HOLD = faults.declare("submit.held", "stock is held for a request, nothing is committed")


class NobodyApproves(Refusal):
    """A rule asks for an approver and the outlet has none who may."""


def choose_terms(session: Session, request: PurchaseRequest, terms: str, hotel_number: str, note: str) -> None:
    """How it is paid, the hotel's own order number, a note for all makers. Raise Invalid, NotAllowed.

    A price that was quoted holds on the terms it was accepted on, and on no others.
    """
    FLOW.target(request.state, "submit", "requester")
    wrong = {} if terms in TERMS and terms in request.organisation.terms else {"terms": "unknown"}
    if terms != request.terms and any(line.is_quoted for line in request.lines):
        wrong["terms"] = "quoted"
    if len(hotel_number.strip()) > 40:
        wrong["hotel_number"] = "long"
    if wrong:
        raise Invalid(errors=wrong)
    request.terms, request.hotel_number, request.note = terms, hotel_number.strip(), note.strip()[:300]
    session.flush()


def submit(
    session: Session, desk: Desk, request: PurchaseRequest, *, seen: int, seen_marks: str, by: Actor
) -> PurchaseRequest:
    """Check everything again and go on: `pending` with everything held, or `ordered`.

    `seen` and `seen_marks` are what the person saw (`checks.marks`). Raise NotFound, NotAllowed, RequestTroubled,
    PricesChanged, BudgetExceeded, CreditExceeded, TermsClosed, NobodyApproves, OutOfStock, SlotFull.
    """
    if not desk.may(request.outlet_id, "requester"):
        raise NotFound(public_id=request.public_id)
    expiring.expire(session, request)
    FLOW.target(request.state, "submit", "requester")
    plan = schedules.plan(session, request)
    checks.demand(plan, seen, seen_marks)
    credit.demand(session, request.organisation, request.terms, plan.total)
    spending.demand(session, request, plan.total)
    asking = approvals.asked_by(session, plan)
    until = deadline(session, plan)
    if asking:
        _demand_approver(session, request)
    request.hold = holds.take(session, _wanted(plan), until=until)
    faults.at(AFTER_HOLD)
    request.submitted_at, request.reason, request.decided_by_id = clock.now(), "", None
    request.goods, request.delivery = plan.goods, plan.delivery
    if asking:
        _wait(session, plan, until, [rule.id for rule in asking], by)
    else:
        _order(session, plan, by)
    return request


def deadline(session: Session, plan: Plan) -> datetime:
    """Until when an approver may decide: as long as staff allow, and while the chosen times can still be had."""
    ends = [clock.now() + timedelta(hours=HOURS(session))]
    for part in plan.parts:
        for one in part.deliveries:
            if one.time is not None and one.time.slot_id is not None:
                slot = session.get_one(slots.Slot, one.time.slot_id)
                ends.append(slots.cutoff(slot.starts, slot.cutoff_minutes, one.time.day))
            elif one.time is not None:
                ends.append(clock.midnight(one.time.day))
    return max(min(ends), clock.now() + timedelta(minutes=1))


def withdraw(session: Session, desk: Desk, request: PurchaseRequest, *, by: Actor) -> None:
    """The requester takes it back: everything held is free, the list can be changed. Raise NotFound, NotAllowed."""
    if not desk.may(request.outlet_id, "requester"):
        raise NotFound(public_id=request.public_id)
    expiring.lock(session, request)
    request.state = FLOW.target(request.state, "withdraw", "requester")
    expiring.let_go(session, request)
    events.record(session, request.subject, "withdraw", by=by)


def _demand_approver(session: Session, request: PurchaseRequest) -> None:
    if not approvals.approvers_of(session, request):
        raise NobodyApproves()


def _wanted(plan: Plan) -> list[holds.Wanted]:
    known = [(line, plan.packs[line.variant_id]) for line in plan.request.lines]
    return [
        holds.Wanted(
            pack.stock_item_id,
            line.quantity * pack.content,
            pack.lead_days if pack.supply.made else None,
            pack.supply.day,
        )
        for line, pack in known
    ]


def _wait(session: Session, plan: Plan, until: datetime, rules: list[int], by: Actor) -> None:
    request = plan.request
    request.state, request.deadline = FLOW.target(request.state, "submit", "requester"), until
    ordering.freeze(plan)
    session.flush()
    events.record(session, request.subject, "submit", by=by, total=request.total, rules=rules)


def _order(session: Session, plan: Plan, by: Actor) -> None:
    request = plan.request
    contact = session.get_one(Buyer, request.buyer_id).user
    group = ordering.place(session, plan, contact, by=by)
    request.state = FLOW.target(request.state, "order", "requester")
    ordering.finish(session, request, group)
    purchase_orders.issue(session, request, group, by=by)
    events.record(session, request.subject, "order", by=by, total=request.total)
