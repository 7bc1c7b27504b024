"""Pesan lagi: an earlier order of the organisation as a new draft, with what has changed marked (F71)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet
from marketplace.trade.orders import Order, OrderGroup, OrderLine

from . import goods, requests, wishes
from .requests import PurchaseRequest, RequestLine


@dataclass(frozen=True)
class Earlier:
    """An order that can be repeated; `goods` in rupiah."""

    group_id: int
    public_id: str
    number: str
    outlet_id: int | None
    placed_at: datetime
    lines: int
    goods: int


def earlier(session: Session, outlet_ids: list[int], limit: int = 10) -> list[Earlier]:
    """The latest orders of these outlets."""
    rows = session.execute(
        select(
            OrderGroup.id, OrderGroup.public_id, OrderGroup.number, OrderGroup.outlet_id, OrderGroup.placed_at,
            func.count(func.distinct(OrderLine.variant_id)), OrderGroup.goods,
        )
        .join(Order, Order.group_id == OrderGroup.id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(OrderGroup.outlet_id.in_(outlet_ids), Order.parent_id.is_(None))
        .group_by(OrderGroup.id)
        .order_by(OrderGroup.placed_at.desc(), OrderGroup.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Earlier(*row) for row in rows]


def repeat(session: Session, desk: Desk, public_id: str, *, by: Actor) -> PurchaseRequest:
    """A draft with the same packs. Raise NotFound for who may not ask there, NotAllowed for a closed outlet.

    Lines keep the price of then as the one last seen, so that the sheet marks what differs today. A good that was
    bought at an offered price comes at today's price; one that left the shop stays as a wish by its name.
    """
    group = session.scalars(
        select(OrderGroup)
        .where(OrderGroup.public_id == public_id, OrderGroup.organisation_id == desk.organisation.id)
        .options(selectinload(OrderGroup.orders).selectinload(Order.lines))
    ).first()
    if group is None or group.outlet_id is None or not desk.may(group.outlet_id, "requester"):
        raise NotFound(public_id=public_id)
    outlet = session.get_one(Outlet, group.outlet_id)
    if outlet.closed_at is not None:
        raise NotAllowed(verb="repeat", state="closed")
    draft = requests.begin(session, desk, outlet, terms=group.terms or "tunai")
    _fill(session, draft, group)
    session.flush()
    events.record(session, draft.subject, "repeat", by=by, order=group.number)
    return draft


def _fill(session: Session, draft: PurchaseRequest, group: OrderGroup) -> None:
    bought: dict[int, list[OrderLine]] = {}
    for order in group.orders:
        for line in order.lines if order.parent_id is None else []:
            bought.setdefault(line.variant_id, []).append(line)
    packs = goods.of(session, bought, draft.organisation_id, draft.outlet_id)
    for variant_id, lines in bought.items():
        pack, quantity = packs.get(variant_id), sum(line.quantity for line in lines)
        if pack is None or not pack.on_sale:
            name = f"{lines[0].name} {lines[0].label}"
            session.add(wishes.RequestWish(request_id=draft.id, text=f"{name}, {quantity}", name=name, packs=quantity))
            continue
        draft.lines.append(
            RequestLine(
                producer_id=pack.producer_id, variant_id=variant_id, quantity=quantity, unit_price=lines[-1].unit_price,
                rule=lines[-1].rule if not lines[-1].rule.startswith("quote:") else pack.price(quantity).rule,
            )
        )  # fmt: skip
