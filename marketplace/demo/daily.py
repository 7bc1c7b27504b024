"""Lets the demo stay young: once a day everything that is going on moves on with the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, selectinload

from marketplace.kernel import clock, events
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.files import Files
from marketplace.money.payments import Payment
from marketplace.people.producers import Producer
from marketplace.stock.lots import Lot
from marketplace.trade import slots
from marketplace.trade.orders import ENDED, Order, OrderGroup

from . import counter, crowd, orders, pantry, papers, shelves, talk

AHEAD = timedelta(hours=26)
KEPT = timedelta(days=12)
SUBJECT = "demo:1"
UNDECIDED = ("waiting", "checking", "rejected")


def move_forward(session: Session, files: Files) -> bool:
    """Bring the demo to today; False when that was done today already, or there is no demo."""
    moved_on = last_moved(session)
    if moved_on is None or moved_on >= clock.today():
        return False
    days = (clock.today() - moved_on).days
    papers.move(session, days)
    talk.keep_waiting(session, days)
    _move_holidays(session, days)
    _move_promised_lots(session, days)
    orders.settle(session, files, [group for group in _open_groups(session) if _is_old(group)])
    keep_open(session)
    shelves.top_up(session)
    pantry.keep(session)
    orders.refill(session, files)
    counter.load(session, crowd.makers(session))
    keep_open(session)
    orders.forget_old_notices(session)
    mark(session)
    return True


def mark(session: Session) -> None:
    """Remember that the demo is of today."""
    events.record(session, SUBJECT, "moved", by=SYSTEM, day=clock.today().isoformat())


def last_moved(session: Session) -> date | None:
    """The day the demo stands at."""
    query = select(events.Event).where(events.Event.subject == SUBJECT).order_by(events.Event.id.desc()).limit(1)
    event = session.scalars(query).first()
    return date.fromisoformat(event.facts["day"]) if event else None


def keep_open(session: Session) -> None:
    """No deadline of an open demo order is nearer than a day, no promised day has passed."""
    for group in _open_groups(session):
        _keep_payment_open(group)
        for order in group.orders:
            _keep_order_open(session, order)
    session.flush()


def _open_groups(session: Session) -> list[OrderGroup]:
    going_on = select(Order.group_id).where(Order.state.not_in(ENDED))
    query = (
        select(OrderGroup)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .where(OrderGroup.is_demo, or_(Payment.state.in_(UNDECIDED), OrderGroup.id.in_(going_on)))
        .options(selectinload(OrderGroup.orders), selectinload(OrderGroup.payment))
        .order_by(OrderGroup.id)
    )
    return list(session.scalars(query))


def _is_old(group: OrderGroup) -> bool:
    return group.placed_at < clock.now() - KEPT


def _keep_payment_open(group: OrderGroup) -> None:
    payment = group.payment
    if payment.state in {"waiting", "rejected"}:
        payment.deadline = _ahead(payment.deadline)
        if group.hold is not None and group.hold.state == "live":
            group.hold.expires_at = payment.deadline


def _keep_order_open(session: Session, order: Order) -> None:
    if order.state in {"placed", "shipped", "arrived"} and order.deadline is not None:
        order.deadline = _ahead(order.deadline)
    if order.late_at is not None:
        return
    undecided = order.state == "expired" and order.group.payment.state in UNDECIDED
    if undecided or order.state in {"awaiting_payment", "placed", "accepted", "ready"}:
        _promise_later(session, order)
    if order.state in {"accepted", "ready"} and order.promised_on is not None:
        order.deadline = clock.midnight(order.promised_on + timedelta(days=1))
    if order.cancel_deadline is not None:
        order.cancel_deadline = _ahead(order.cancel_deadline)


def _promise_later(session: Session, order: Order) -> None:
    """A promised day that has come goes on by whole weeks, with its place in the time window."""
    old = order.promised_on
    if old is None or old > clock.today():
        return
    booked = order.slot_id if order.state != "expired" else None
    new = old + timedelta(weeks=(clock.today() - old).days // 7 + 1)
    if booked is not None:
        slots.unbook(session, booked, old)
        new = _booked_from(session, booked, new)
    order.ready_on += new - old
    order.promised_on = new


def _booked_from(session: Session, slot_id: int, day: date) -> date:
    while True:
        try:
            slots.book(session, slot_id, day)
            return day
        except slots.SlotFull:
            day += timedelta(weeks=1)


def _move_holidays(session: Session, days: int) -> None:
    for maker in session.scalars(select(Producer).where(Producer.is_demo, Producer.closed_until.is_not(None))):
        if maker.closed_from and maker.closed_until:
            maker.closed_from += timedelta(days=days)
            maker.closed_until += timedelta(days=days)


def _move_promised_lots(session: Session, days: int) -> None:
    """What is packed for a demo order stays as fresh as it was."""
    near = clock.today() + timedelta(days=5)
    for lot in session.scalars(select(Lot).where(Lot.allocated > 0, Lot.best_before <= near)):
        if lot.best_before is not None:
            dates = {"produced_on": lot.produced_on, "best_before": lot.best_before}
            later = {name: day + timedelta(days=days) for name, day in dates.items()}
            session.execute(update(Lot).where(Lot.id == lot.id).values(**later))


def _ahead(instant: datetime | None) -> datetime:
    least = clock.now() + AHEAD
    return least if instant is None else max(instant, least)
