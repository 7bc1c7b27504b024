"""Card money of the demo: paid by the shop's own verbs, some of it at the bank already, one dispute."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.money import card_money, cards, receiving
from marketplace.money.cards import CardCharge
from marketplace.money.gateways.provider import Hosted
from marketplace.trade import card_disputes, card_payments
from marketplace.trade.orders import OrderGroup

MINOR = 100
FEE_PER_MILLE = 29


def pay(session: Session, group: OrderGroup) -> None:
    """The invented buyer pays on the provider's page; the id tells the twin how much it was."""
    page = cards.want(session, group.payment)
    told = Hosted(
        id=f"cs_demo_{group.number}", name=page.name, payment=group.payment.public_id, url="", status="complete",
        paid=True, amount=page.amount, currency="idr", intent=f"pi_demo_{page.amount}_{group.number}",
    )  # fmt: skip
    card_payments.tell(session, told)


def load(session: Session, finance: Actor) -> None:
    """The older half has reached the bank; the newest completed one is disputed."""
    charges = list(session.scalars(select(CardCharge).order_by(CardCharge.at)))
    account = receiving.current(session, "bank")
    settled = [charge for charge in charges[: len(charges) // 2] if not charge.refunded]
    if account is not None:
        for n, charge in enumerate(settled, start=1):
            fee = charge.amount * FEE_PER_MILLE // 1000
            card_money.settle(session, f"po_demo_{n:03d}", charge.amount, fee, account, by=finance)
    open_ones = [charge for charge in charges if charge not in settled and not charge.refunded]
    if open_ones:
        _dispute(session, open_ones[0])


def _dispute(session: Session, charge: CardCharge) -> None:
    card_disputes.tell(
        session,
        {
            "id": "du_demo_1", "payment_intent": charge.intent_id, "status": "needs_response",
            "amount": charge.amount * MINOR, "reason": "product_not_received",
        },
    )  # fmt: skip
