"""Figures are counted once a day, piece by piece, so that no page adds up orders and no lock lasts long."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.events import Event
from marketplace.kernel.upsert import insert
from marketplace.trade.orders import Order, OrderGroup

from . import counting, spans, unwilling
from .sales import Counting, ToCount
from .spans import Span

ORDER = re.compile(r"order:(\d+)$")
PLACES = {"day": 1, "month": 2, "year": 3, "makers": 4, "done": 5}
UNSEEN = timedelta(minutes=15)
FEW = 400


def plan(session: Session, *, by: Actor = SYSTEM, everything: bool = False) -> bool:
    """Write down what must be counted: the days whose orders changed, then their sums.

    False when a counting is under way already. Without one before, everything is counted.
    """
    last = last_done(session)
    if is_under_way(session):
        return False
    newest = int(session.scalar(select(func.max(Event.id))) or 0)
    days = _all_days(session) if everything or last is None else _changed_days(session, last)
    session.add(Counting(planned_at=clock.now(), planned_by=by.name, event_id=newest))
    _write(session, days)
    session.flush()
    return True


def step(session: Session) -> bool:
    """Do the next piece; False when nothing waits. The caller commits each."""
    piece = session.scalars(select(ToCount).order_by(ToCount.place, ToCount.first).limit(1)).first()
    if piece is None:
        return False
    if piece.span == "day":
        counting.count_day(session, Span("day", piece.first))
    elif piece.span in spans.KINDS:
        counting.add_up(session, Span(piece.span, piece.first))
    elif piece.span == "makers":
        counting.stand(session)
    else:
        _end(session)
    session.delete(piece)
    session.flush()
    return True


def count_all(session: Session) -> None:
    """Plan and do everything that changed in one go, for the demo and for tests."""
    plan(session)
    while step(session):
        pass


def last_done(session: Session) -> Counting | None:
    """The last counting that is complete: what the figures are of."""
    query = select(Counting).where(Counting.done_at.is_not(None)).order_by(Counting.id.desc()).limit(1)
    return session.scalars(query).first()


def is_under_way(session: Session) -> bool:
    """Whether a counting is not done yet."""
    return session.scalar(select(Counting.id).where(Counting.done_at.is_(None)).limit(1)) is not None


def _end(session: Session) -> None:
    """The figures are of now; who counted before is of no interest any more."""
    newest = session.scalars(select(Counting).order_by(Counting.id.desc()).limit(1)).one()
    newest.done_at = clock.now()
    session.execute(delete(Counting).where(Counting.id != newest.id))


def _write(session: Session, days: Iterable[date]) -> None:
    pieces = {("makers", clock.today()), ("done", clock.today())}
    for day in days:
        pieces |= {("day", day), ("month", spans.month(day).first), ("year", spans.year(day).first)}
    rows = [{"span": span, "first": first, "place": PLACES[span]} for span, first in sorted(pieces)]
    session.execute(insert(session, ToCount).on_conflict_do_nothing(), rows)


def _all_days(session: Session) -> list[date]:
    first = session.scalar(select(func.min(OrderGroup.placed_at)))
    if first is None:
        return []
    day, today = clock.local(first).date(), clock.today()
    return [day + timedelta(days=n) for n in range((today - day).days + 1)]


def _changed_days(session: Session, last: Counting) -> set[date]:
    """Of the orders with events since; what was being written then has lower numbers, so a while is seen twice."""
    since: ColumnElement[bool] = or_(Event.id > last.event_id, Event.at >= last.planned_at - UNSEEN)
    subjects = session.scalars(select(Event.subject).where(since, Event.subject.startswith("order:")).distinct())
    ids = sorted({int(found[1]) for subject in subjects if (found := ORDER.match(subject))})
    days = unwilling.changed_days(session, since)
    for place in range(0, len(ids), FEW):
        query = select(OrderGroup.placed_at).join(Order, Order.group_id == OrderGroup.id)
        placed: Iterable[datetime] = session.scalars(query.where(Order.id.in_(ids[place : place + FEW])))
        days |= {clock.local(at).date() for at in placed}
    return days
