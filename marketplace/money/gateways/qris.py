"""QRIS: the operator's own code with the amount set into it; confirmed by finance."""

from __future__ import annotations

from sqlalchemy.orm import Session

from .. import payments, receiving
from .. import qris as payload
from .transfer import claim_on_account, closed_by_account, start_clock


class Qris:
    """The buyer scans; no callback exists, so a unique amount tells payments apart."""

    code = "qris"
    prepaid = True

    def closed(self, session: Session, amount: int) -> str | None:
        """No sound payload, or a sum above the ceiling."""
        account = receiving.current(session, "qris")
        if account is None or not payload.is_static(account.payload):
            return "no_account"
        if amount + payments.CODES[-1] > payload.CEILING(session):
            return "above_ceiling"
        return closed_by_account(session, account, amount)

    def prepare(self, session: Session, payment: payments.Payment) -> None:
        """Claim a unique amount."""
        claim_on_account(session, payment, "qris")

    def start(self, session: Session, payment: payments.Payment) -> None:
        """Start the clock."""
        start_clock(session, payment)
