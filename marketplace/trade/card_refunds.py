"""Card refunds: each debt to a buyer who paid by card is sent back once, by the provider."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import changed, clock, faults
from marketplace.kernel.db import Base
from marketplace.money import card_cases, cards
from marketplace.money.cards import CardCharge
from marketplace.money.gateways.provider import Refunded

from . import happenings, settlement
from .card_payments import BY
from .owed import Owed

AFTER_CLAIM = faults.declare("card.refund_claimed", "the debt is being sent, the provider was not asked")
AFTER_RETURN = faults.declare("card.refund_returned", "the refund is posted, nothing is committed")


class CardRefund(Base):
    """One debt on its way back to a card. States: wanted, pending (at the provider), done, failed."""

    __tablename__ = "card_refunds"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owed_id: Mapped[int] = mapped_column(ForeignKey("owed.id"), unique=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("card_charges.id"), index=True)
    amount: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="wanted")
    provider_id: Mapped[str | None] = mapped_column(unique=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    owed: Mapped[Owed] = relationship()
    charge: Mapped[CardCharge] = relationship()


def doer(session: Session, facts: dict[str, Any]) -> None:
    """The job `card_refund`: claim the debt; the provider is asked later, outside every transaction."""
    owed_id = int(facts["owed_id"])
    mine = update(Owed).where(Owed.id == owed_id, Owed.state == "owed").values(state="sending")
    if not changed.rows(session, mine):
        return
    owed = session.get_one(Owed, owed_id, populate_existing=True)
    charge = cards.take_back(session, owed.order.group.payment_id, owed.amount)
    if charge is None:
        owed.state = "owed"
        _tell(session, owed, "no charge has so much left")
        return
    session.add(
        CardRefund(
            owed_id=owed.id, charge_id=charge.id, amount=owed.amount, key=f"owed-{owed.id}", due_at=clock.now()
        )
    )  # fmt: skip
    session.flush()
    faults.at(AFTER_CLAIM)


def of_debt(session: Session, told: Refunded) -> CardRefund | None:
    """Our refund that the provider speaks of."""
    query = select(CardRefund).where(CardRefund.provider_id == told.id)
    found = session.scalars(query).first()
    if found is None and told.owed.isdecimal():
        found = session.scalars(select(CardRefund).where(CardRefund.owed_id == int(told.owed))).first()
    return found


def tell(session: Session, told: Refunded) -> str:
    """Act on what the provider says of a refund; returns in one word what it meant."""
    refund = of_debt(session, told)
    if refund is None:
        card_cases.tell(session, "foreign_refund", told.id, amount=max(told.amount, 0))
        return "foreign"
    session.refresh(refund, with_for_update=True)
    if refund.provider_id not in (None, told.id) or told.amount != refund.amount:
        _tell(session, refund.owed, f"refund {told.id} of {told.amount}")
        return "held"
    refund.provider_id = told.id
    if told.status == "succeeded":
        return _done(session, refund)
    if told.status == "failed":
        return fail(session, refund, told.reason or "failed")
    if refund.state == "wanted":
        refund.state = "pending"
    session.flush()
    return "pending"


def fail(session: Session, refund: CardRefund, reason: str) -> str:
    """It will not arrive: the debt is finance's again, who see why."""
    if refund.state == "failed":
        return "known"
    sent = refund.state == "done"
    refund.state, refund.error, refund.due_at = "failed", reason[:300], None
    amount = refund.amount
    session.execute(
        update(CardCharge).where(CardCharge.id == refund.charge_id).values(refunded=CardCharge.refunded - amount)
    )
    owed = refund.owed
    if sent:
        settlement.card_came_back(session, owed, by=BY)
    else:
        session.refresh(owed, with_for_update=True)
        owed.state = "owed"
    _tell(session, owed, reason)
    session.flush()
    return "failed"


def _done(session: Session, refund: CardRefund) -> str:
    if refund.state in {"done", "failed"}:
        return "known"
    owed = refund.owed
    session.refresh(owed, with_for_update=True)
    settlement.give_back(session, owed, how=settlement.BY_CARD, proof_key=None, by=BY)
    refund.state, refund.due_at, refund.error = "done", None, ""
    happenings.to_order(session, owed.order, "returned", by=BY, amount=owed.amount)
    session.flush()
    faults.at(AFTER_RETURN)
    return "returned"


def _tell(session: Session, owed: Owed, reason: str) -> None:
    payment_id = owed.order.group.payment_id
    card_cases.tell(
        session, "refund", f"owed:{owed.id}", payment_id=payment_id, amount=owed.amount, reason=reason[:300]
    )
