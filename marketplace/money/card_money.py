"""The money that lies at the card provider: what is settled to our bank, and the daily comparison of both books."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed

from . import ledger
from .receiving import ReceivingAccount


class CardSettlement(Base):
    """The provider sent `gross` less `fee` to our account. `reference` is the provider's own, and unique."""

    __tablename__ = "card_settlements"
    __table_args__ = (CheckConstraint("gross > 0 AND fee >= 0 AND fee < gross", name="amounts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    gross: Mapped[int]
    fee: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("receiving_accounts.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    account: Mapped[ReceivingAccount] = relationship()


class CardCheck(Base):
    """One day's comparison of the provider's ledger with ours; done when `done_at` is set."""

    __tablename__ = "card_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    compared: Mapped[int] = mapped_column(default=0)
    differences: Mapped[int] = mapped_column(default=0)


def balance(session: Session) -> int:
    """Rupiah that the provider holds for us, by our own books."""
    return ledger.balances(session, "card_clearing").get("card_clearing", 0)


def settle(
    session: Session, reference: str, gross: int, fee: int, account: ReceivingAccount, *, by: Actor
) -> CardSettlement:
    """Record that card money reached the bank. Raise Invalid, or NotAllowed when it was recorded before."""
    if session.scalar(select(CardSettlement.id).where(CardSettlement.reference == reference)) is not None:
        raise NotAllowed(verb="settle", state="settled")
    wrong = {"gross": "range"} if not 0 < gross <= balance(session) else {}
    if not 0 <= fee < max(gross, 1):
        wrong["fee"] = "range"
    if wrong:
        raise Invalid(errors=wrong)
    made = CardSettlement(reference=reference, gross=gross, fee=fee, account_id=account.id, by_name=by.name)
    session.add(made)
    session.flush()
    legs = [
        ledger.Leg("clearing", account.id, gross - fee),
        ledger.Leg("fees", None, fee),
        ledger.Leg("card_clearing", None, -gross),
    ]
    ledger.post(session, f"card_settlement:{made.id} settled", f"Uang kartu masuk bank {reference}", legs, by=by)
    return made


def settlements(session: Session, limit: int = 20) -> list[CardSettlement]:
    """What was recorded, newest first."""
    return list(session.scalars(select(CardSettlement).order_by(CardSettlement.id.desc()).limit(limit)))


def last_check(session: Session) -> CardCheck | None:
    """The latest comparison that was finished."""
    query = select(CardCheck).where(CardCheck.done_at.is_not(None)).order_by(CardCheck.day.desc())
    return session.scalars(query.limit(1)).first()
