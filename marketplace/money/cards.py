"""What we asked of the card provider for a payment, and the money that arrived there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import changed, clock
from marketplace.kernel.db import Base

from .payments import Payment

IN_FLIGHT = ("wanted", "open")
SHORTEST = timedelta(minutes=35)


class CardSession(Base):
    """One hosted page for one payment; the database sees to it that only one is in flight.

    States: wanted (the provider is still to be asked), open, paid, held (finance decides), expired, failed, dropped.
    `due_at` is when the provider is asked next; nobody is asked while it is empty.
    """

    __tablename__ = "card_sessions"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "uq_card_sessions_in_flight",
            "payment_id",
            unique=True,
            sqlite_where=text("state IN ('wanted', 'open')"),
            postgresql_where=text("state IN ('wanted', 'open')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str]
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(default="wanted")
    provider_id: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    looks: Mapped[int] = mapped_column(default=0)
    returned_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    payment: Mapped[Payment] = relationship()


class CardCharge(Base):
    """Money that the provider took for a payment; `refunded` of it is on its way back or there."""

    __tablename__ = "card_charges"
    __table_args__ = (CheckConstraint("amount > 0 AND refunded >= 0 AND refunded <= amount", name="amounts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    intent_id: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[int]
    refunded: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


def want(session: Session, payment: Payment) -> CardSession:
    """Ask for a hosted page; while one is in flight, that one is returned."""
    session.refresh(payment, with_for_update=True)
    found = newest(session, payment)
    if found is not None and found.state in (*IN_FLIGHT, "held"):
        return found
    number = 1 + (session.scalar(select(func.count()).where(CardSession.payment_id == payment.id)) or 0)
    name = f"{payment.public_id}-{number}"
    now = clock.now()
    made = CardSession(
        payment_id=payment.id, name=name, key=f"pay-{name}", amount=payment.due, due_at=now,
        expires_at=max(payment.deadline or now, now + SHORTEST),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def newest(session: Session, payment: Payment) -> CardSession | None:
    """The latest hosted page of a payment."""
    query = select(CardSession).where(CardSession.payment_id == payment.id).order_by(CardSession.id.desc())
    return session.scalars(query.limit(1)).first()


def hurry(session: Session, payment: Payment, *, returned: bool = False) -> None:
    """Ask the provider about this payment now: it ended here, or the buyer has come back."""
    if payment.method != "card":
        return
    values = {"due_at": clock.now(), "looks": 0, **({"returned_at": clock.now(), "error": ""} if returned else {})}
    mine = CardSession.payment_id == payment.id, CardSession.state.in_(IN_FLIGHT)
    changed.rows(session, update(CardSession).where(*mine).values(**values))


def take_back(session: Session, payment_id: int, amount: int) -> CardCharge | None:
    """Reserve `amount` of one charge for a refund; nothing when no charge has so much left."""
    for charge in session.scalars(select(CardCharge).where(CardCharge.payment_id == payment_id)):
        mine = CardCharge.id == charge.id, CardCharge.refunded + amount <= CardCharge.amount
        if changed.rows(session, update(CardCharge).where(*mine).values(refunded=CardCharge.refunded + amount)):
            session.refresh(charge)
            return charge
    return None
