"""Connect transfers: an optional way to pay makers out, off by default (docs/decisions/0020-cards.md).

Only rupiah, only accounts of the same country as the platform, only money that already lies at the provider. A
maker needs an account there, with the provider's own proof of identity. Everybody else is paid by bank transfer.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.kernel import settings

from .provider import ProviderRefused
from .stripe_api import MINOR, Stripe, honestly

ENABLED = settings.declare("card.connect", False, "Pencairan ke penjual lewat penyedia kartu (Connect)")


@dataclass(frozen=True)
class Sent:
    """A transfer that the provider accepted."""

    id: str
    amount: int


def send(session: Session, provider: Stripe, *, account: str, amount: int, payout: str) -> Sent:
    """Send `amount` rupiah of one payout to a maker's account. Raise ProviderRefused or ProviderAway.

    The caller holds no transaction; the same payout twice is one transfer.
    """
    if not ENABLED(session):
        raise ProviderRefused("card.connect is off")
    if amount <= 0:
        raise ProviderRefused("nothing to send")
    session.rollback()
    params = {
        "amount": amount * MINOR, "currency": "idr", "destination": account, "transfer_group": f"payout-{payout}",
        "metadata": {"payout": payout},
    }  # fmt: skip
    with honestly():
        made = provider.client.v1.transfers.create(params, {"idempotency_key": f"payout-{payout}"})
    return Sent(str(made.id), amount)
