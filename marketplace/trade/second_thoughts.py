"""A producer's step that can still be taken back for some seconds before it acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import changed, clock, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base

UNDO_SECONDS = settings.declare(
    "order.undo_seconds", 10, "Detik sebuah langkah penjual masih bisa diurungkan", settings.at_least(0)
)


class PendingStep(Base):
    """At most one per order: `verb` with its `facts` acts at `due_at` (UTC) unless it is undone."""

    __tablename__ = "pending_steps"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    verb: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime] = mapped_column(index=True)
    by_user_id: Mapped[int | None]
    by_name: Mapped[str]


@dataclass(frozen=True)
class Step:
    """A pending step as read: `state` is that of the order when it was pressed."""

    order_id: int
    verb: str
    state: str
    reason: str
    due_at: datetime
    by_user_id: int | None
    by_name: str


def keep(session: Session, order_id: int, verb: str, state: str, reason: str, *, by: Actor) -> None:
    """Write down a step; the order must be locked and have none."""
    session.execute(
        insert(PendingStep).values(
            order_id=order_id,
            verb=verb,
            facts={"state": state, "reason": reason},
            due_at=clock.now() + timedelta(seconds=UNDO_SECONDS(session)),
            by_user_id=by.user_id,
            by_name=by.name,
        )
    )


def forget(session: Session, order_id: int) -> bool:
    """Delete the order's step; False when there was none (any more)."""
    statement = delete(PendingStep).where(PendingStep.order_id == order_id)
    return changed.rows(session, statement.execution_options(synchronize_session=False)) == 1


def of_orders(session: Session, order_ids: Iterable[int]) -> dict[int, Step]:
    """The pending steps of these orders."""
    rows = session.execute(
        select(
            PendingStep.order_id,
            PendingStep.verb,
            PendingStep.facts,
            PendingStep.due_at,
            PendingStep.by_user_id,
            PendingStep.by_name,
        ).where(PendingStep.order_id.in_(list(order_ids)))
    )
    return {
        order: Step(order, verb, str(facts.get("state", "")), str(facts.get("reason", "")), due_at, user, name)
        for order, verb, facts, due_at, user, name in rows
    }


def due(session: Session, order_ids: Iterable[int] | None = None, limit: int = 50) -> list[int]:
    """Orders whose step can no longer be taken back, all or among these."""
    query = select(PendingStep.order_id).where(PendingStep.due_at <= clock.now())
    if order_ids is not None:
        query = query.where(PendingStep.order_id.in_(list(order_ids)))
    return list(session.scalars(query.order_by(PendingStep.due_at).limit(limit)))
