"""What time does by itself: every waiting state's default outcome, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import NotAllowed
from marketplace.money import payments
from marketplace.money.payments import Payment
from marketplace.people import paper_declaring, paper_reminders
from marketplace.stock import holds, lots

from . import (
    back_in_stock,
    card_check,
    checkout,
    clearance,
    fulfilment,
    paying,
    pressing,
    second_thoughts,
    terms_sweeps,
)
from .checkout import Checkout
from .dispute_rows import Dispute
from .orders import FLOW, Order, OrderGroup
from .second_thoughts import PendingStep

Step = Callable[[Session], bool]


def steps() -> list[Step]:
    """The sweeps in order; each does at most one thing and says whether it did. The caller commits."""
    return [
        pressed_step, expire_payment, release_hold, overdue_order, unanswered_cancel, write_off, near_date,
        card_check.promise, terms_sweeps.no_deposit, terms_sweeps.remind,
        paper_reminders.remind_next, paper_declaring.ask_next, back_in_stock.tell_next,
    ]  # fmt: skip


def pressed_step(session: Session) -> bool:
    """A step whose time to be taken back is over."""
    due = second_thoughts.due(session, limit=1)
    for order_id in due:
        pressing.act_if_due(session, order_id)
    return bool(due)


def expire_payment(session: Session) -> bool:
    """A payment whose time is over."""
    group = session.scalars(
        select(OrderGroup)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .where(Payment.state.in_(list(payments.FLOW.waiting)), Payment.deadline <= clock.now())
        .order_by(OrderGroup.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Payment)
    ).first()
    if group is None:
        return False
    paying.expire(session, group, by=SYSTEM)
    return True


def release_hold(session: Session) -> bool:
    """The hold of a checkout that was left."""
    over = holds.expired(session, limit=1)
    if not over:
        return False
    left = session.scalars(select(Checkout).where(Checkout.hold_id == over[0].id, Checkout.state == "open")).first()
    if left is not None:
        checkout.end(session, left)
    else:
        holds.release(session, over[0])
    return True


def overdue_order(session: Session) -> bool:
    """An order whose present state has lasted too long; a step that was pressed in time comes first.

    The step is looked for again under the order's lock: it may have been pressed since the order was found.
    """
    order = session.scalars(
        select(Order)
        .where(
            Order.deadline <= clock.now(),
            Order.state.in_(list(FLOW.waiting)),
            Order.id.not_in(select(PendingStep.order_id)),
            or_(Order.state != "arrived", Order.id.not_in(select(Dispute.order_id).where(Dispute.closed_at.is_(None)))),
        )
        .order_by(Order.deadline)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if order is None:
        return False
    if second_thoughts.of_orders(session, [order.id]):
        return True
    outcome = FLOW.waiting[order.state]
    if outcome == "decline":
        fulfilment.decline(session, order, "", by=SYSTEM)
    elif outcome == "deliver":
        fulfilment.deliver(session, order, by=SYSTEM)
    elif outcome == "finish":
        fulfilment.finish(session, order, by=SYSTEM)
    else:
        fulfilment.mark_late(session, order, by=SYSTEM)
    return True


def unanswered_cancel(session: Session) -> bool:
    """A wish to cancel that the producer did not answer."""
    order = session.scalars(
        select(Order)
        .where(Order.cancel_deadline <= clock.now(), Order.id.not_in(select(PendingStep.order_id)))
        .order_by(Order.cancel_deadline)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if order is None:
        return False
    if second_thoughts.of_orders(session, [order.id]):
        return True
    try:
        fulfilment.grant_cancel(session, order, by=SYSTEM)
    except NotAllowed:
        order.cancel_deadline = None
    return True


def write_off(session: Session) -> bool:
    """Lots past their date leave the shelf."""
    return any(lots.write_off_overdue(session, item) for item in lots.overdue_items(session))


def near_date(session: Session) -> bool:
    """A lot that nears its date sells as a clearance from now on."""
    return clearance.move_next(session)
