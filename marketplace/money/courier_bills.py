"""Bills of the courier that the operator pays from the delivery fees it kept for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotFound

from . import ledger
from .ledger import Leg
from .receiving import ReceivingAccount


class CourierBill(Base):
    """`amount` rupiah that went to the courier; `key` makes sending the form twice harmless."""

    __tablename__ = "courier_bills"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    key: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("receiving_accounts.id"))
    amount: Mapped[int]
    note: Mapped[str]
    proof_key: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    account: Mapped[ReceivingAccount] = relationship()


def due(session: Session) -> int:
    """Rupiah of delivery fees that wait for the courier's bill; negative when bills were larger."""
    return -sum(ledger.balances(session, "courier").values())


def pay(
    session: Session, amount: int, note: str, proof_key: str, *, account: ReceivingAccount, key: str, by: Actor
) -> CourierBill:
    """Record a paid bill; the same `key` again gives the same bill. Raise Invalid."""
    before = session.scalars(select(CourierBill).where(CourierBill.key == key)).first()
    if before is not None:
        return before
    if amount <= 0:
        raise Invalid(errors={"amount": "empty"})
    bill = CourierBill(
        key=key, account_id=account.id, amount=amount, note=note[:200], proof_key=proof_key, by_name=by.name
    )
    session.add(bill)
    session.flush()
    legs = [Leg("courier", None, amount), Leg("clearing", account.id, -amount)]
    ledger.post(session, f"courier_bill:{bill.id} paid", f"Tagihan kurir {note[:80]}", legs, by=by)
    events.record(session, f"courier_bill:{bill.id}", "paid", by=by, amount=amount)
    return bill


def by_public_id(session: Session, public_id: str) -> CourierBill:
    """One bill; raise NotFound."""
    found = session.scalars(select(CourierBill).where(CourierBill.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def paid(session: Session, limit: int = 50) -> list[CourierBill]:
    """The bills, newest first."""
    return list(session.scalars(select(CourierBill).order_by(CourierBill.id.desc()).limit(limit)))
