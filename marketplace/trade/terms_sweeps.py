"""What time does to bills: reminders before and after the due day, and down payments that did not come."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM

from . import fulfilment
from .bills import Bill, is_open
from .orders import Order


def _days(value: object) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= 10
        and all(type(day) is int and -60 <= day <= 365 for day in value)
        and value == sorted(set(value))
    )


REMIND_DAYS: settings.Setting[list[int]] = settings.declare(
    "terms.remind_days",
    [-3, 1, 7, 14],
    "Hari pengingat tagihan tempo, dihitung dari jatuh tempo; minus berarti sebelumnya",
    _days,
)


def remind(session: Session) -> bool:
    """Tell an organisation of one bill whose next reminder has come; of several at once only the latest is sent."""
    days, today = REMIND_DAYS(session), clock.today()
    due = [and_(Bill.reminded == place, Bill.due_on <= today - timedelta(days=day)) for place, day in enumerate(days)]
    query = select(Bill).where(is_open(), or_(*due)).order_by(Bill.due_on, Bill.id).limit(1)
    bill = session.scalars(query.with_for_update(skip_locked=True)).first()
    if bill is None:
        return False
    bill.reminded = sum(bill.due_on <= today - timedelta(days=day) for day in days)
    session.flush()
    events.record(session, bill.subject, "remind", by=SYSTEM, open=bill.open, late=bill.days_late, step=bill.reminded)
    return True


def no_deposit(session: Session) -> bool:
    """A down payment that did not come: its orders end, what was kept for them is free, what came is owed back."""
    bill = session.scalars(
        select(Bill)
        .where(
            Bill.kind == "deposit",
            is_open(),
            Bill.due_on < clock.today(),
            Bill.group_id.in_(select(Order.group_id).where(Order.state == "awaiting_payment")),
        )
        .order_by(Bill.id)
        .limit(1)
    ).first()
    if bill is None:
        return False
    query = select(Order).where(Order.group_id == bill.group_id).order_by(Order.id).with_for_update()
    orders = session.scalars(query.execution_options(populate_existing=True)).all()
    waiting = [order for order in orders if order.state == "awaiting_payment"]
    for order in waiting:
        fulfilment.let_expire(session, order, by=SYSTEM)
    if waiting:
        events.record(session, bill.subject, "no_deposit", by=SYSTEM)
    return True
