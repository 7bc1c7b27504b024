"""Ways to pay behind one protocol; each way is a file of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy.orm import Session

from marketplace.kernel.errors import Refusal

from ..payments import Payment
from . import card, cod, fake, qris, stripe_transfers, transfer


class Gateway(Protocol):
    """What the shop asks of a way to pay.

    Ways without a provider are verified by people. What a provider is asked (start, verify, status, refund) stands
    in `provider.py`; it is asked by the worker, never inside a request or a transaction.
    """

    code: str
    prepaid: bool

    def closed(self, session: Session, amount: int) -> str | None:
        """Why this way cannot be used for `amount` rupiah now (a reason key), or nothing."""

    def prepare(self, session: Session, payment: Payment) -> None:
        """Settle what the buyer will be asked for (account, unique code). Raise MethodClosed."""

    def start(self, session: Session, payment: Payment) -> None:
        """Begin waiting for the money: state and deadline. Raise MethodClosed or Declined."""


class UnknownMethod(Refusal):
    """There is no such way to pay; facts: code."""


GATEWAYS: Mapping[str, Gateway] = {
    gateway.code: gateway for gateway in (transfer.Transfer(), qris.Qris(), card.Card(), cod.CashOnDelivery())
}
FAKE: Gateway = fake.Fake()
TRANSFERS_ENABLED = stripe_transfers.ENABLED


def get(code: str, *, with_fake: bool = False) -> Gateway:
    """The way to pay with this code; raise UnknownMethod."""
    if with_fake and code == FAKE.code:
        return FAKE
    if code not in GATEWAYS:
        raise UnknownMethod(code=code)
    return GATEWAYS[code]
