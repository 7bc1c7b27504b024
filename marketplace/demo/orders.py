"""Invented orders of three months in every state, made by the shop's own verbs at earlier times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.files import Files
from marketplace.kernel.jobs import Job
from marketplace.money.payments import Payment
from marketplace.stock import lots
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed

from . import crowd, scenes, wares
from .stage import Stage
from .tales import Teller

TOLD_FOR = timedelta(hours=12)
OPEN = ("placed", "accepted", "ready", "shipped", "arrived")
PRESENT: dict[str, ColumnElement[bool]] = {
    "waiting": Payment.state == "waiting",
    "checking": Payment.state == "checking",
    "late_proof": (Payment.state == "checking") & (Order.state == "expired"),
    "rejected": Payment.state == "rejected",
    "cash": (Payment.state == "on_delivery") & (Order.state == "placed"),
    "placed": (Payment.state == "paid") & (Order.state == "placed"),
    "accepted": (Order.state == "accepted") & Order.late_at.is_(None) & Order.cancel_deadline.is_(None),
    "asked": Order.cancel_deadline.is_not(None),
    "ready": Order.state == "ready",
    "shipped": Order.state == "shipped",
    "arrived": Order.state == "arrived",
    "late": (Order.state == "accepted") & Order.late_at.is_not(None),
    "owed": (Owed.state == "owed") & (Payment.method != "card"),
    "card": (Payment.method == "card") & (Order.state == "placed"),
    "card_owed": (Payment.method == "card") & (Order.state == "declined"),
}


def load(session: Session, files: Files) -> None:
    """Tell the past and what is going on; messages of what is long over are not composed any more."""
    known, people = wares.by_sku(session), crowd.buyers(session)
    play(session, files, scenes.past(clock.today(), known, people))
    refill(session, files)
    forget_old_notices(session)


def refill(session: Session, files: Files) -> int:
    """Let new orders come in for every screen that has become empty; returns how many came."""
    known, people = wares.by_sku(session), crowd.buyers(session)
    now = clock.now()
    coming = [
        scenes.going_on(kind, n, known, people, now)
        for kind, still in scenes.STILLS.items()
        for n in range(present(session, kind), still.count)
    ]
    play(session, files, coming)
    return len(coming)


def forget_old_notices(session: Session) -> None:
    """Drop the promises of messages about happenings that are hours old."""
    old = clock.now() - TOLD_FOR
    session.execute(delete(Job).where(Job.kind == "notice", Job.state == "waiting", Job.created_at < old))


def settle(session: Session, files: Files, groups: list[OrderGroup]) -> None:
    """Bring these groups to their natural end, in steps over the last hours."""
    teller = _teller(session, files)
    pace = timedelta(minutes=70)
    for group in groups:
        teller.stage.begin(clock.now() - 8 * pace, teller.end(group, pace))
    teller.stage.play()
    session.flush()


def play(session: Session, files: Files, coming: Iterable[scenes.Scene]) -> None:
    """Tell them all in the order of time, up to now."""
    teller = _teller(session, files)
    for scene in coming:
        teller.stage.begin(scene.when, teller.tell(scene.wish, scene.money, scene.fates, scene.pace))
    teller.stage.play()
    for item in lots.overdue_items(session):
        lots.write_off_overdue(session, item)
    session.flush()


def _teller(session: Session, files: Files) -> Teller:
    return Teller(session, files, Stage(), crowd.finance(session), crowd.makers(session))


def present(session: Session, kind: str) -> int:
    """How many demo groups show a kind of thing that is going on."""
    query = (
        select(func.count(func.distinct(OrderGroup.id)))
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .join(Order, Order.group_id == OrderGroup.id)
        .outerjoin(Owed, Owed.order_id == Order.id)
        .where(OrderGroup.is_demo, PRESENT[kind])
    )
    return int(session.scalar(query) or 0)
