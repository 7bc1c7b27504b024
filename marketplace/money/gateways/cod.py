"""Cash at the door: nothing is paid now, the producer collects."""

from __future__ import annotations

from sqlalchemy.orm import Session

from .. import payments


class CashOnDelivery:
    """Who may use it is a rule of trade (`trade/cod.py`); here only the payment starts."""

    code = "cod"
    prepaid = False

    def closed(self, session: Session, amount: int) -> str | None:
        """Never closed by itself."""
        return None

    def prepare(self, session: Session, payment: payments.Payment) -> None:
        """Nothing to settle beforehand."""

    def start(self, session: Session, payment: payments.Payment) -> None:
        """Wait for the door."""
        payment.state, payment.deadline = "on_delivery", None
