"""From placed to paid: proofs, finance's decision, expiry, and money that arrives late."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.money import cards, payments
from marketplace.stock import allocations, holds
from marketplace.stock.levels import OutOfStock

from . import fulfilment, happenings, settlement, slots
from .orders import Order, OrderGroup

AFTER_PAID = faults.declare("payment.posted", "money is posted, stock not yet allocated")
AFTER_ALLOCATED = faults.declare("payment.allocated", "stock is allocated, nothing is committed")
AFTER_PROOF = faults.declare("payment.proof", "the proof is written, nothing is committed")
AFTER_EXPIRED = faults.declare("payment.expired", "the hold is given back, nothing is committed")


class TooLittle(Refusal):
    """Less arrived than was asked for, by more than the tolerance; facts: lack, limit."""


def send_proof(session: Session, group: OrderGroup, file_key: str, sender: str, *, by: Actor) -> None:
    """The buyer shows a transfer. In time, it stops the clock until finance decides."""
    refuse_needless_proof(group)
    in_time = group.payment.state in {"waiting", "rejected"}
    payments.move(session, group.payment, "send_proof", "buyer")
    payments.add_proof(session, group.payment, file_key, sender)
    faults.at(AFTER_PROOF)
    if in_time and group.hold is not None and group.hold.is_live:
        holds.extend(session, group.hold, None)
    group.payment.deadline = None
    happenings.to_group(session, group, "send_proof", by=by)


def refuse_needless_proof(group: OrderGroup) -> None:
    """Raise NotAllowed when the payment takes no proof now, before anything is stored."""
    _only_the_provider_says(group, "send_proof")
    payments.FLOW.target(group.payment.state, "send_proof", "buyer")


def _only_the_provider_says(group: OrderGroup, verb: str) -> None:
    """Whether a card has paid is nobody else's to say."""
    if group.payment.method == "card":
        raise NotAllowed(verb=verb, state=group.payment.state)


def reject(session: Session, group: OrderGroup, reason: str, *, by: Actor) -> None:
    """Finance did not find the money: the buyer gets the reason and a new time to pay."""
    payments.move(session, group.payment, "reject", "finance")
    payments.decide_proofs(session, group.payment, "rejected", reason[:300], by=by)
    until = clock.now() + timedelta(minutes=payments.PAYMENT_MINUTES(session))
    group.payment.deadline = until
    if group.hold is not None and group.hold.is_live:
        holds.extend(session, group.hold, until)
    happenings.to_group(session, group, "reject", by=by, reason=reason[:300])


def confirm(session: Session, group: OrderGroup, *, by: Actor, received: int | None = None, source: str = "") -> None:
    """Finance found the money. Stock is allocated; what is not there any more is owed back.

    `received` rupiah arrived (nothing given: what was asked for); raise TooLittle. `source` says where it was seen.
    """
    if by.kind != "system":
        _only_the_provider_says(group, "confirm")
    payments.move(session, group.payment, "confirm", "finance")
    received = group.payment.due if received is None else received
    refuse_too_little(session, group, received)
    payments.decide_proofs(session, group.payment, "accepted", "", by=by)
    settlement.paid(session, group, received, is_near(session, group, received), source=source, by=by)
    faults.at(AFTER_PAID)
    waiting = [order for order in group.orders if order.state in {"awaiting_payment", "expired"}]
    revived = [order for order in waiting if order.state == "expired"]
    for order in revived:
        _book_again(session, order)
    served = allocate(session, group, waiting)
    faults.at(AFTER_ALLOCATED)
    happenings.to_group(session, group, "confirm", by=by)
    for order in waiting:
        if order in served:
            fulfilment.move(session, order, "pay", "finance", by=by)
        else:
            fulfilment.move(session, order, "fail", "finance", by=by)
            fulfilment.undo(session, order, "no_stock", by=by)


def is_near(session: Session, group: OrderGroup, received: int) -> bool:
    """Whether the difference to what was asked for is small enough to be borne or kept."""
    return abs(received - group.payment.due) <= payments.TOLERANCE(session)


def refuse_too_little(session: Session, group: OrderGroup, received: int) -> None:
    """Raise TooLittle when the money does not pay the order."""
    if received < group.payment.due and not is_near(session, group, received):
        raise TooLittle(lack=group.payment.due - received, limit=payments.TOLERANCE(session))


def expire(session: Session, group: OrderGroup, *, by: Actor) -> None:
    """The time to pay is over; everything held is free again."""
    payments.move(session, group.payment, "expire", "system")
    cards.hurry(session, group.payment)
    for order in group.orders:
        _unbook(session, order)
    if group.hold is not None:
        holds.release(session, group.hold)
    faults.at(AFTER_EXPIRED)
    for order in group.orders:
        if order.state == "awaiting_payment":
            fulfilment.move(session, order, "expire", "system", by=by)
    happenings.to_group(session, group, "expire", by=by)


def cancel(session: Session, group: OrderGroup, *, by: Actor) -> None:
    """The buyer gives up before paying; the whole group ends."""
    if not group.is_prepaid:
        raise NotAllowed(verb="cancel", state=group.payment.state)
    payments.move(session, group.payment, "cancel", "buyer")
    cards.hurry(session, group.payment)
    for order in group.orders:
        _unbook(session, order)
    if group.hold is not None:
        holds.release(session, group.hold)
    for order in group.orders:
        if order.state == "awaiting_payment":
            fulfilment.move(session, order, "cancel", "buyer", by=by)
    happenings.to_group(session, group, "cancel", by=by)


def allocate(session: Session, group: OrderGroup, orders: list[Order]) -> list[Order]:
    """Allocate the group's stock: from its hold, else anew; returns the orders that are served."""
    if group.hold is not None and group.hold.is_live:
        try:
            with session.begin_nested():
                allocations.from_hold(session, group.hold, _claims(orders))
            return orders
        except (holds.HoldOver, OutOfStock):
            session.refresh(group.hold)
    if group.hold is not None:
        holds.release(session, group.hold)
    return [order for order in orders if _allocate_anew(session, order)]


def _allocate_anew(session: Session, order: Order) -> bool:
    try:
        with session.begin_nested():
            wanted = [
                holds.Wanted(line.stock_item_id, line.base_quantity, line.lead_days, line.preorder_on)
                for line in order.lines
            ]
            hold = holds.take(session, wanted, until=clock.now() + timedelta(minutes=1))
            allocations.from_hold(session, hold, _claims([order]))
        return True
    except (holds.HoldOver, OutOfStock):
        return False


def _claims(orders: list[Order]) -> list[allocations.Claim]:
    return [
        allocations.Claim(line.reference, line.stock_item_id, line.base_quantity)
        for order in orders
        for line in order.lines
    ]


def _unbook(session: Session, order: Order) -> None:
    if order.slot_id is not None and order.promised_on is not None and order.state == "awaiting_payment":
        slots.unbook(session, order.slot_id, order.promised_on)


def _book_again(session: Session, order: Order) -> None:
    if order.slot_id is None or order.promised_on is None:
        return
    try:
        with session.begin_nested():
            if order.producer.closed_on(order.promised_on):
                raise slots.SlotFull(slot_id=order.slot_id, day=order.promised_on)
            slots.book(session, order.slot_id, order.promised_on)
    except slots.SlotFull:
        order.slot_id = order.promised_on = order.window_starts = order.window_ends = None
        session.flush()
