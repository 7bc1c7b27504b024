"""Which purchases of an organisation somebody must approve: by sum, category, outlet (F60)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.catalog.categories import Category
from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.people.buyers import Buyer, BuyerRole, Desk
from marketplace.people.organisations import LARGEST_CREDIT, Outlet

from .requests import PurchaseRequest
from .schedules import Plan

_SHOWN = (joinedload(PurchaseRequest.outlet),)


class ApprovalRule(Base):
    """A purchase of `from_sum` rupiah or more needs an approver; of one outlet or category when it names one.

    Rules end, they are not changed.
    """

    __tablename__ = "approval_rules"
    __table_args__ = (CheckConstraint("from_sum >= 0", name="from_sum"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    from_sum: Mapped[int]
    by_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    outlet: Mapped[Outlet | None] = relationship()
    category: Mapped[Category | None] = relationship()


class ApprovalPolicy(Base):
    """Whether an approver may approve what she requested herself; no row means no."""

    __tablename__ = "approval_policies"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    own_allowed: Mapped[bool] = mapped_column(default=False)


def rules(session: Session, organisation_id: int) -> list[ApprovalRule]:
    """The rules that hold, the strictest first."""
    query = (
        select(ApprovalRule)
        .where(ApprovalRule.organisation_id == organisation_id, ApprovalRule.ended_at.is_(None))
        .options(joinedload(ApprovalRule.outlet), joinedload(ApprovalRule.category))
        .order_by(ApprovalRule.from_sum, ApprovalRule.id)
    )
    return list(session.scalars(query))


def add(
    session: Session, desk: Desk, *, from_sum: int, outlet: Outlet | None, category: Category | None, by: Actor
) -> ApprovalRule:
    """Another rule. Raise NotFound for who does not own the place, Invalid for a sum or a rule that exists."""
    _demand_owner(desk, outlet.id if outlet else None)
    if not 0 <= from_sum <= LARGEST_CREDIT:
        raise Invalid(errors={"from_sum": "large"})
    wanted = (outlet.id if outlet else None, category.id if category else None, from_sum)
    if any((one.outlet_id, one.category_id, one.from_sum) == wanted for one in rules(session, desk.organisation.id)):
        raise Invalid(errors={"from_sum": "same"})
    rule = ApprovalRule(
        organisation_id=desk.organisation.id, outlet_id=wanted[0], category_id=wanted[1], from_sum=from_sum,
        by_name=by.name,
    )  # fmt: skip
    session.add(rule)
    session.flush()
    events.record(session, desk.organisation.subject, "approval_rule_added", by=by, rule=rule.id, from_sum=from_sum)
    return rule


def end(session: Session, desk: Desk, rule_id: int, *, by: Actor) -> None:
    """A rule holds no more. Raise NotFound."""
    found = next((one for one in rules(session, desk.organisation.id) if one.id == rule_id), None)
    if found is None:
        raise NotFound(rule_id=rule_id)
    _demand_owner(desk, found.outlet_id)
    found.ended_at = clock.now()
    session.flush()
    events.record(session, desk.organisation.subject, "approval_rule_ended", by=by, rule=rule_id)


def own_allowed(session: Session, organisation_id: int) -> bool:
    """Whether an approver may decide about an own request."""
    found = session.get(ApprovalPolicy, organisation_id)
    return found is not None and found.own_allowed


def allow_own(session: Session, desk: Desk, allowed: bool, *, by: Actor) -> None:
    """Change that. Raise NotFound for who is no owner."""
    _demand_owner(desk, None)
    found = session.get(ApprovalPolicy, desk.organisation.id)
    if found is None:
        found = ApprovalPolicy(organisation_id=desk.organisation.id)
        session.add(found)
    found.own_allowed = allowed
    session.flush()
    events.record(session, desk.organisation.subject, "own_approval", by=by, allowed=allowed)


def asked_by(session: Session, plan: Plan) -> list[ApprovalRule]:
    """The rules that ask for an approver of this purchase."""
    request = plan.request
    found = rules(session, request.organisation_id)
    return [
        rule
        for rule in found
        if rule.outlet_id in (None, request.outlet_id) and (amount := _amount(plan, rule)) and amount >= rule.from_sum
    ]


def approvers(session: Session, outlet_id: int, *, but_for: int | None = None) -> list[Buyer]:
    """Who may decide at an outlet (owners too), by name; `but_for` is a buyer who may not."""
    query = (
        select(Buyer)
        .join(BuyerRole)
        .where(BuyerRole.outlet_id == outlet_id, BuyerRole.role.in_(("approver", "owner")), Buyer.ended_at.is_(None))
        .options(joinedload(Buyer.user))
    )
    found = {buyer.id: buyer for buyer in session.scalars(query) if buyer.id != but_for}
    return sorted(found.values(), key=lambda buyer: (buyer.user.name, buyer.id))


def approvers_of(session: Session, request: PurchaseRequest) -> list[Buyer]:
    """Who may decide about a request: the requester only where the organisation allows it."""
    own = own_allowed(session, request.organisation_id)
    return approvers(session, request.outlet_id, but_for=None if own else request.buyer_id)


def waiting(session: Session, desk: Desk) -> list[PurchaseRequest]:
    """What a person may decide about now, the nearest deadline first."""
    outlets = desk.outlet_ids("approver")
    query = select(PurchaseRequest).where(
        PurchaseRequest.outlet_id.in_(outlets), PurchaseRequest.state == "pending",
        PurchaseRequest.deadline > clock.now(),
    )  # fmt: skip
    return list(session.scalars(query.order_by(PurchaseRequest.deadline).options(*_SHOWN)))


def decided(session: Session, desk: Desk, limit: int = 20) -> list[PurchaseRequest]:
    """The last decisions at those outlets, newest first."""
    outlets = desk.outlet_ids("approver")
    query = select(PurchaseRequest).where(
        PurchaseRequest.outlet_id.in_(outlets), PurchaseRequest.decided_by_id.is_not(None)
    )
    return list(session.scalars(query.order_by(PurchaseRequest.decided_at.desc()).limit(limit).options(*_SHOWN)))


def _amount(plan: Plan, rule: ApprovalRule) -> int:
    """Rupiah that a rule looks at: the whole purchase, or what of it belongs to a category."""
    if rule.category_id is None:
        return plan.total
    code = rule.category.code if rule.category else ""
    mine = [line for line in plan.request.lines if _category(plan, line.variant_id) == code]
    return sum(plan.unit(line) * line.quantity for line in mine)


def _category(plan: Plan, variant_id: int) -> str | None:
    pack = plan.packs.get(variant_id)
    return pack.category_code if pack else None


def _demand_owner(desk: Desk, outlet_id: int | None) -> None:
    """A rule of one outlet is for its owner, one of all outlets for an owner anywhere."""
    held = desk.anywhere() if outlet_id is None else desk.may(outlet_id)
    if not held:
        raise NotFound(organisation=desk.organisation.public_id)
