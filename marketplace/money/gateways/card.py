"""Card: the buyer pays on the provider's own page; only the provider's word makes it paid."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings

from .. import cards, payments
from .provider import Provider
from .stripe_api import Access, Stripe

MINIMUM = settings.declare(
    "card.minimum", 10_000, "Jumlah terkecil yang bisa dibayar dengan kartu", settings.at_least(1)
)
_provider: Provider | None = None


def use(access: Access | None) -> None:
    """Take cards at this provider from now on, or not at all; the deployment decides."""
    global _provider
    _provider = Stripe(access) if access else None


def provider() -> Provider | None:
    """Who takes the cards; nobody when the deployment has no keys."""
    return _provider


class Card:
    """Nothing is asked of the provider here: the page is made by the worker, outside every transaction."""

    code = "card"
    prepaid = True

    def closed(self, session: Session, amount: int) -> str | None:
        """No keys (then it is not even shown), or too little."""
        if _provider is None:
            return "off"
        return "below_minimum" if amount < MINIMUM(session) else None

    def prepare(self, session: Session, payment: payments.Payment) -> None:
        """Nothing to settle beforehand."""

    def start(self, session: Session, payment: payments.Payment) -> None:
        """Wait for the money, and want a hosted page."""
        payment.state = "waiting"
        payment.deadline = clock.now() + timedelta(minutes=payments.PAYMENT_MINUTES(session))
        session.flush()
        cards.want(session, payment)
