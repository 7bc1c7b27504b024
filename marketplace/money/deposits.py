"""Cash that a maker collected and hands over to the operator by transfer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock
from marketplace.kernel.db import Base


class CashDeposit(Base):
    """`amount` rupiah that arrived on the operator's account. `key` names the form, so that it counts once."""

    __tablename__ = "cash_deposits"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("receiving_accounts.id"))
    amount: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    proof_key: Mapped[str | None]


def known(session: Session, key: str) -> CashDeposit | None:
    """The deposit that this form has made already."""
    return session.scalars(select(CashDeposit).where(CashDeposit.key == key)).first()
