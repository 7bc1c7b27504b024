"""Who got a lot: orders, buyers, amounts; and telling each of them when it must come back (F39)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.catalog.products import StockItem
from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.stock import stops
from marketplace.stock.allocations import Allocation
from marketplace.stock.lots import Lot, Movement

from . import happenings
from .offline_sales import OfflineSale
from .orders import Order, OrderLine

PAGE = 50


@dataclass(frozen=True)
class Receiver:
    """An order line that a lot served; `quantity` in base units, `sent` whether it has left."""

    order: Order
    line: OrderLine
    quantity: int
    sent: bool


@dataclass(frozen=True)
class SoldElsewhere:
    """Base units of a lot sold outside the shop; who bought them is not known."""

    place: str
    sold_at: datetime
    quantity: int


def own_lot(session: Session, public_id: str, *, by: Actor) -> Lot:
    """A lot of the actor's producers; raise NotFound for anybody else."""
    query = select(Lot).join(StockItem, StockItem.id == Lot.stock_item_id)
    lot = session.scalars(query.where(Lot.public_id == public_id, StockItem.producer_id.in_(by.producer_ids))).first()
    if lot is None:
        raise NotFound(public_id=public_id)
    return lot


def receivers(session: Session, lot: Lot) -> list[Receiver]:
    """Whom the lot and its clearance part went to, or is promised to: what has left comes first."""
    rows = session.execute(
        select(Allocation.reference, Allocation.state, func.sum(Allocation.quantity))
        .where(Allocation.lot_id.in_(_family(session, lot)), Allocation.state.in_(("open", "sent")))
        .group_by(Allocation.reference, Allocation.state)
    ).all()
    numbers = {int(reference.removeprefix("line:")): reference for reference, _, _ in rows if reference[:5] == "line:"}
    lines = {line.reference: line for line in session.scalars(select(OrderLine).where(OrderLine.id.in_(numbers)))}
    orders = _orders(session, {line.order_id for line in lines.values()})
    found = [
        Receiver(orders[lines[reference].order_id], lines[reference], int(quantity), state == "sent")
        for reference, state, quantity in rows
        if reference in lines
    ]
    return sorted(found, key=lambda row: (not row.sent, row.order.id, row.line.id))


def open_list(session: Session, lot: Lot, page: int, *, by: Actor) -> tuple[list[Receiver], bool]:
    """One page of the receivers with how to reach them, and whether more follow; who looked is kept."""
    found = receivers(session, lot)
    events.record(session, stops.subject(lot), "list_opened", by=by, acting_for=_owner(session, lot), page=page)
    return found[(page - 1) * PAGE : page * PAGE], len(found) > page * PAGE


def sold_elsewhere(session: Session, lot: Lot) -> list[SoldElsewhere]:
    """What of the lot was sold outside the shop and not taken back."""
    rows = session.execute(
        select(Movement.reference, func.sum(Movement.quantity))
        .where(Movement.lot_id.in_(_family(session, lot)), Movement.reference.startswith("offline:"))
        .group_by(Movement.reference)
    ).all()
    amounts = {int(reference.removeprefix("offline:")): -int(quantity) for reference, quantity in rows if quantity}
    sales = session.scalars(select(OfflineSale).where(OfflineSale.id.in_(amounts)).order_by(OfflineSale.id))
    return [SoldElsewhere(sale.place, sale.sold_at, amounts[sale.id]) for sale in sales]


def recall(session: Session, lot: Lot, reason: str, *, by: Actor) -> list[Order]:
    """Stop the lot for good and promise a message for every order that got some; returns these orders."""
    stops.recall(session, lot, reason, by=by)
    told: dict[int, Order] = {row.order.id: row.order for row in receivers(session, lot) if row.sent}
    for order in told.values():
        happenings.to_order(session, order, "recall", by=by, lot=lot.code, reason=reason[:300])
    return list(told.values())


def _owner(session: Session, lot: Lot) -> int:
    return session.get_one(StockItem, lot.stock_item_id).producer_id


def _family(session: Session, lot: Lot) -> list[int]:
    return [part.id for part in stops.family(session, lot)]


def _orders(session: Session, ids: set[int]) -> dict[int, Order]:
    query = select(Order).where(Order.id.in_(ids)).options(joinedload(Order.group))
    return {order.id: order for order in session.scalars(query)}
