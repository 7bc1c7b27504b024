"""What producer and buyer do with an order after it is placed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.money import payments
from marketplace.stock import allocations

from . import happenings, invoicing, receivables, rests, second_thoughts, settlement, slots, sold_counts
from .orders import ENDED, FLOW, Order, Strike

ACCEPT_HOURS = settings.declare("order.accept_hours", 24, "Batas penjual menerima pesanan, jam", settings.at_least(1))
ACCEPT_HOURS_SAME_DAY = settings.declare(
    "order.accept_hours_same_day", 4, "Batas menerima pesanan untuk hari yang sama, jam", settings.at_least(1)
)
SHIPPED_DAYS = settings.declare(
    "order.shipped_days", 3, "Hari sampai pesanan yang dikirim dianggap tiba", settings.at_least(1)
)
FINISH_HOURS = settings.declare(
    "order.finish_hours", 48, "Jam setelah tiba sampai pesanan selesai sendiri", settings.at_least(1)
)
CANCEL_HOURS = settings.declare(
    "order.cancel_hours", 24, "Batas penjual menjawab permintaan batal, jam", settings.at_least(1)
)
AFTER_HAND_OVER = faults.declare("order.hand_over", "stock has left, nothing is committed")
AFTER_COLLECT = faults.declare("order.collected", "cash is posted, nothing is committed")
AFTER_OWED = faults.declare("order.owed", "money is owed back, nothing is committed")


def accept(session: Session, order: Order, *, by: Actor) -> None:
    """The producer takes the order."""
    move(session, order, "accept", "producer", by=by)


def decline(session: Session, order: Order, reason: str, *, by: Actor) -> None:
    """The producer declines, or (by the system) let the deadline pass, which is a strike."""
    who = "system" if by.kind == "system" else "producer"
    move(session, order, "decline", who, by=by, reason=reason[:300])
    order.decline_reason = reason[:300]
    if who == "system":
        session.add(Strike(producer_id=order.producer_id, order_id=order.id, reason="no_answer"))
    undo(session, order, "declined", by=by)


def give_up(session: Session, order: Order, reason: str, *, by: Actor) -> None:
    """After acceptance nothing at all can be sent: everything goes back, and the promise was broken."""
    move(session, order, "give_up", "producer", by=by, reason=reason[:300])
    order.decline_reason = reason[:300]
    session.add(Strike(producer_id=order.producer_id, order_id=order.id, reason="gave_up"))
    undo(session, order, "declined", by=by)


def make_ready(session: Session, order: Order, *, by: Actor) -> None:
    """The goods are packed; the rest of an order takes its stock only now. Raise OutOfStock."""
    move(session, order, "ready", "producer", by=by)
    if order.is_rest:
        rests.take_stock(session, order)


def hand_over(session: Session, order: Order, *, by: Actor) -> None:
    """The goods leave: to a courier or on the maker's round, or straight to the buyer at pick-up."""
    verb = "collect" if order.delivery_kind == "pickup" else "hand_over"
    move(session, order, verb, "producer", by=by)
    allocations.send(session, order.references, by=by)
    sold_counts.add(session, [(line, line.going) for line in order.lines])
    faults.at(AFTER_HAND_OVER)
    if not order.group.on_terms:
        invoicing.goods_left(session, order, by=by)
    if order.state == "arrived":
        _collect_cash(session, order, by=by)


def deliver(session: Session, order: Order, *, by: Actor) -> None:
    """The goods are at the buyer's; cash on delivery is collected."""
    move(session, order, "deliver", "system" if by.kind == "system" else "producer", by=by)
    _collect_cash(session, order, by=by)


def receive(session: Session, order: Order, *, by: Actor) -> None:
    """The buyer says that everything arrived; an organisation counts instead (`take_in`). Raise NotAllowed."""
    if order.group.on_terms:
        raise NotAllowed(verb="receive", state=order.state)
    shipped = order.state == "shipped"
    move(session, order, "receive", "buyer", by=by)
    if shipped:
        _collect_cash(session, order, by=by)
    _complete(session, order, by=by)


def take_in(session: Session, order: Order, *, by: Actor) -> None:
    """An organisation has counted the goods, and what it did not accept is written as a shortage: it is invoiced."""
    move(session, order, "receive", "buyer", by=by)
    _complete(session, order, by=by)


def send_back(session: Session, order: Order, reason: str, *, by: Actor) -> None:
    """An organisation accepts nothing of a delivery: nothing is invoiced."""
    move(session, order, "turn_away", "buyer", by=by, reason=reason[:300])
    order.decline_reason = reason[:300]
    sold_counts.add(session, [(line, -line.going) for line in order.lines])
    receivables.not_delivered(session, order, by=by)


def finish(session: Session, order: Order, *, by: Actor) -> None:
    """The window for complaints is over."""
    move(session, order, "finish", "system", by=by)
    _complete(session, order, by=by)


def mark_late(session: Session, order: Order, *, by: Actor) -> None:
    """The promised day has passed: the buyer is told and may cancel at once."""
    session.refresh(order, with_for_update=True)
    if order.state not in {"accepted", "ready"} or order.late_at is not None:
        raise NotAllowed(verb="mark_late", state=order.state)
    order.late_at, order.deadline = clock.now(), None
    session.add(Strike(producer_id=order.producer_id, order_id=order.id, reason="late"))
    happenings.to_order(session, order, "mark_late", by=by)


def cancel(session: Session, order: Order, *, by: Actor) -> None:
    """The buyer cancels: at once before the producer accepted, or when the promise is broken (F10)."""
    verb = "cancel"
    if order.state != "placed" and order.cancels_at_once:
        verb = "cancel_rest" if order.is_rest else "cancel_late"
    if order.state == "awaiting_payment" and not order.group.on_terms:
        raise NotAllowed(verb=verb, state=order.state)
    move(session, order, verb, "buyer", by=by)
    undo(session, order, "cancelled", by=by)


def ask_cancel(session: Session, order: Order, reason: str, *, by: Actor) -> None:
    """After acceptance the buyer asks; silence of the producer grants it (F10)."""
    session.refresh(order, with_for_update=True)
    if order.state not in {"accepted", "ready"} or order.cancel_asked_at is not None:
        raise NotAllowed(verb="ask_cancel", state=order.state)
    order.cancel_asked_at, order.cancel_reason = clock.now(), reason[:300]
    order.cancel_deadline = clock.now() + timedelta(hours=CANCEL_HOURS(session))
    happenings.to_order(session, order, "ask_cancel", by=by, reason=reason[:300])


def grant_cancel(session: Session, order: Order, *, by: Actor) -> None:
    """The producer agrees, or did not answer in time."""
    if order.cancel_deadline is None:
        raise NotAllowed(verb="grant_cancel", state=order.state)
    move(session, order, "grant_cancel", "system" if by.kind == "system" else "producer", by=by)
    undo(session, order, "cancelled", by=by)


def refuse_cancel(session: Session, order: Order, *, by: Actor) -> None:
    """The producer has begun and keeps the order."""
    session.refresh(order, with_for_update=True)
    if order.state not in {"accepted", "ready"} or order.cancel_deadline is None:
        raise NotAllowed(verb="refuse_cancel", state=order.state)
    order.cancel_deadline, order.cancel_refused_at = None, clock.now()
    happenings.to_order(session, order, "refuse_cancel", by=by)


def undo(session: Session, order: Order, reason: str, *, by: Actor) -> None:
    """Give back slot, stock and money of an order that will not be delivered."""
    if order.slot_id is not None and order.promised_on is not None:
        slots.unbook(session, order.slot_id, order.promised_on)
    allocations.release(session, order.references)
    payment = order.group.payment
    if payment.state == "paid":
        settlement.owe(session, order, reason, by=by)
        faults.at(AFTER_OWED)
    elif payment.state == "on_delivery":
        _close_cash(session, order)
    elif order.group.on_terms:
        receivables.not_delivered(session, order, by=by)


def let_expire(session: Session, order: Order, *, by: Actor) -> None:
    """The down payment did not come in time: everything that was kept for the order is free again."""
    move(session, order, "expire", "system", by=by)
    undo(session, order, "no_deposit", by=by)


def move(session: Session, order: Order, verb: str, who: str, *, by: Actor, **facts: object) -> None:
    """Take one step of the life-cycle under the order's lock; set its next deadline; tell it."""
    session.refresh(order, with_for_update=True)
    order.state = FLOW.target(order.state, verb, who)
    second_thoughts.forget(session, order.id)
    order.deadline = deadline(session, order)
    if order.state not in {"accepted", "ready"}:
        order.cancel_deadline = None
    session.flush()
    happenings.to_order(session, order, verb, by=by, **facts)


def deadline(session: Session, order: Order) -> datetime | None:
    """Until when the present state may last (UTC)."""
    now = clock.now()
    if order.state == "placed":
        same_day = order.promised_on == clock.today()
        hours = ACCEPT_HOURS_SAME_DAY(session) if same_day else ACCEPT_HOURS(session)
        return now + timedelta(hours=hours)
    if order.state in {"accepted", "ready"} and order.late_at is None:
        return clock.midnight((order.promised_on or order.ready_on) + timedelta(days=1))
    if order.state == "shipped":
        return now + timedelta(days=SHIPPED_DAYS(session))
    if order.state == "arrived":
        return now + timedelta(hours=FINISH_HOURS(session))
    return None


def _complete(session: Session, order: Order, *, by: Actor) -> None:
    if order.group.payment.state == "paid":
        settlement.earned(session, order, by=by)
    elif order.group.on_terms:
        receivables.invoice(session, order, by=by)


def _collect_cash(session: Session, order: Order, *, by: Actor) -> None:
    if order.group.payment.method != "cod":
        return
    settlement.collected(session, order, by=by)
    faults.at(AFTER_COLLECT)
    invoicing.issue_receipt(session, order, by=by)
    _close_cash(session, order)


def _close_cash(session: Session, order: Order) -> None:
    """End the payment of a cash group once nothing of it is on its way."""
    payment = order.group.payment
    session.refresh(payment, with_for_update=True)
    states = session.scalars(select(Order.state).where(Order.group_id == order.group_id)).all()
    if payment.state != "on_delivery" or any(state not in (*ENDED, "arrived") for state in states):
        return
    got_some = any(state in {"arrived", "completed"} for state in states)
    payments.move(session, payment, "collect" if got_some else "cancel", "system" if not got_some else "producer")
