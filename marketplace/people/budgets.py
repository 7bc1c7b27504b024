"""How much may be ordered in a month: for an outlet as a whole, or for one member there (F61)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid

from .organisations import LARGEST_CREDIT, Outlet


class Budget(Base):
    """`amount` rupiah a month from `since` on, until another row follows; `buyer_id` is empty for the outlet."""

    __tablename__ = "budgets"
    __table_args__ = (
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
        Index("ix_budgets_outlet_id_buyer_id", "outlet_id", "buyer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("buyers.id"))
    amount: Mapped[int | None]
    since: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]


def set_amount(session: Session, outlet: Outlet, buyer_id: int | None, amount: int | None, *, by: Actor) -> None:
    """A new monthly budget in rupiah; nothing means no limit. Raise Invalid."""
    if amount is not None and not 0 <= amount <= LARGEST_CREDIT:
        raise Invalid(errors={"amount": "large"})
    if amount == limit(session, outlet.id, buyer_id):
        return
    session.add(Budget(outlet_id=outlet.id, buyer_id=buyer_id, amount=amount, by_name=by.name))
    session.flush()
    events.record(
        session, outlet.organisation.subject, "budget_set", by=by, outlet=outlet.name, buyer_id=buyer_id, amount=amount
    )


def current(session: Session, outlet_ids: list[int]) -> dict[tuple[int, int | None], Budget]:
    """The row that holds now for each outlet and each of its members."""
    newest = select(func.max(Budget.id)).where(Budget.outlet_id.in_(outlet_ids)).group_by(
        Budget.outlet_id, Budget.buyer_id
    )  # fmt: skip
    rows = session.scalars(select(Budget).where(Budget.id.in_(newest)))
    return {(row.outlet_id, row.buyer_id): row for row in rows}


def limit(session: Session, outlet_id: int, buyer_id: int | None) -> int | None:
    """The monthly rupiah that hold now; nothing means no limit."""
    whose = Budget.buyer_id.is_(None) if buyer_id is None else Budget.buyer_id == buyer_id
    query = select(Budget.amount).where(Budget.outlet_id == outlet_id, whose).order_by(Budget.id.desc()).limit(1)
    return session.scalars(query).first()
