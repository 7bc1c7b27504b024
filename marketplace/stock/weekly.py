"""How much of a made-to-order good its maker makes in a week."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid

from . import levels
from .capacity import CapacityOverride, CapacityWeek, monday

LARGEST = 100_000_000


def set_weekly(session: Session, stock_item_id: int, amount: int, *, by: Actor) -> None:
    """From this week on `amount` base units a week; what is promised already stays promised. Raise Invalid."""
    if not 0 <= amount <= LARGEST:
        raise Invalid(errors={"amount": "large"})
    level = levels.locked(session, stock_item_id)
    before, level.weekly_capacity = level.weekly_capacity, amount
    first = monday(clock.today())
    extra: dict[object, int] = defaultdict(int)
    for week, more in session.execute(
        select(CapacityOverride.week, CapacityOverride.extra).where(
            CapacityOverride.stock_item_id == stock_item_id, CapacityOverride.week >= first
        )
    ):
        extra[week] += more
    weeks = select(CapacityWeek).where(CapacityWeek.stock_item_id == stock_item_id, CapacityWeek.week >= first)
    for row in session.scalars(weeks.with_for_update().execution_options(populate_existing=True)):
        row.capacity = max(row.promised, amount + extra[row.week])
    session.flush()
    events.record(session, f"stock:{stock_item_id}", "weekly_changed", by=by, before=before, after=amount)
