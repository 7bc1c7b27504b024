"""From a request to one group of orders on terms: one order for each delivery of each maker."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.people.users import User
from marketplace.stock import holds
from marketplace.trade import terms
from marketplace.trade.orders import OrderGroup
from marketplace.trade.terms import LineDraft, OrderDraft, Sale

from . import quotes, ways
from .requests import PurchaseRequest, RequestLine
from .schedules import Part, Plan, Planned


def place(session: Session, plan: Plan, contact: User, *, by: Actor) -> OrderGroup:
    """Order what the hold of a request keeps, at the prices of the plan; raise what `terms.place` raises."""
    request = plan.request
    if request.hold is None:
        raise holds.HoldOver(hold_id=None)
    freeze(plan)
    return terms.place(session, sale(session, plan, contact), request.hold, by=by)


def freeze(plan: Plan) -> None:
    """What the plan costs is what the request says from now on."""
    for line in plan.request.lines:
        line.unit_price, line.rule = plan.prices[line.id].unit, plan.prices[line.id].rule
    for part in plan.parts:
        for one in part.deliveries:
            one.delivery.fee = one.fee


def sale(session: Session, plan: Plan, contact: User) -> Sale:
    """The request in the words of trade."""
    request = plan.request
    lives = quotes.agreed_life(session, [line.quote_line_id for line in request.lines if line.quote_line_id])
    outlet = request.outlet
    return Sale(
        organisation=request.organisation,
        outlet=outlet,
        terms=request.terms,
        user_id=contact.id,
        contact=contact.name,
        phone=contact.phone or request.organisation.phone,
        email=contact.email or request.organisation.email,
        language=contact.language,
        orders=[_order(plan, part, one, lives) for part in plan.parts for one in part.deliveries],
    )


def _order(plan: Plan, part: Part, one: Planned, lives: Mapping[int, int]) -> OrderDraft:
    way, time = one.way, one.time
    if way is None or time is None:
        raise ValueError("the schedule was not checked")
    lines = [_line(plan, line, one.shares[line.id], lives) for line in part.lines if one.shares.get(line.id)]
    kind = "own" if way.kind == "quoted" else way.kind
    return OrderDraft(
        producer_id=part.producer.id,
        day=time.day,
        starts=time.starts,
        ends=time.ends,
        kind=kind,
        way="" if kind == "own" else way.name,
        detail=way.detail,
        fee=one.fee,
        slot_id=time.slot_id if way.kind in (*ways.COMES, "pickup") else None,
        note=" · ".join(text for text in (plan.request.note, one.delivery.note) if text)[:300],
        lines=lines,
    )


def _line(plan: Plan, line: RequestLine, packs: int, lives: Mapping[int, int]) -> LineDraft:
    pack, price = plan.packs[line.variant_id], plan.prices[line.id]
    return LineDraft(
        variant_id=line.variant_id,
        stock_item_id=pack.stock_item_id,
        name=pack.name,
        label=pack.label,
        slug=pack.slug,
        quantity=packs,
        base_quantity=packs * pack.content,
        unit_price=price.unit,
        list_price=max(price.listed, price.unit),
        rule=price.rule,
        lead_days=pack.lead_days if pack.supply.made else None,
        preorder_on=pack.supply.day,
        shelf_days=lives.get(line.quote_line_id) if line.quote_line_id else None,
    )


def finish(session: Session, request: PurchaseRequest, group: OrderGroup) -> None:
    """The request has become this group."""
    request.group_id, request.goods, request.delivery = group.id, group.goods, group.delivery
    request.decided_at = clock.now()
    session.flush()
