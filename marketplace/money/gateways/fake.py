"""The twin of a card provider for tests: pays, declines or is down, as a setting says."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings

from .. import payments
from .closed import Declined

OUTCOMES = ("waiting", "declined", "down")
OUTCOME = settings.declare(
    "test.fake_gateway", "waiting", "Jawaban penyedia uji (hanya saat diuji)", lambda value: value in OUTCOMES
)


class Fake:
    """Offered only under the test flag."""

    code = "fake"
    prepaid = True

    def closed(self, session: Session, amount: int) -> str | None:
        """Always open."""
        return None

    def prepare(self, session: Session, payment: payments.Payment) -> None:
        """Nothing to settle beforehand."""

    def start(self, session: Session, payment: payments.Payment) -> None:
        """Wait for money, or raise Declined as the setting says."""
        outcome = OUTCOME(session)
        if outcome != "waiting":
            raise Declined(reason=outcome)
        payment.state = "waiting"
        payment.deadline = clock.now() + timedelta(minutes=payments.PAYMENT_MINUTES(session))
