"""Bank transfer to the operator's account, recognised by a unique three-digit code."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock

from .. import payments, receiving
from .closed import MethodClosed


class Transfer:
    """The buyer transfers exactly the sum and may send a photo as proof."""

    code = "transfer"
    prepaid = True

    def closed(self, session: Session, amount: int) -> str | None:
        """No account, or no free code."""
        return closed_by_account(session, receiving.current(session, "bank"), amount)

    def prepare(self, session: Session, payment: payments.Payment) -> None:
        """Claim a code."""
        claim_on_account(session, payment, "bank")

    def start(self, session: Session, payment: payments.Payment) -> None:
        """Start the clock."""
        start_clock(session, payment)


def closed_by_account(session: Session, account: receiving.ReceivingAccount | None, amount: int) -> str | None:
    """Why the account cannot take `amount` now, or nothing."""
    if account is None:
        return "no_account"
    return None if payments.has_free_code(session, amount, account) else "no_code"


def claim_on_account(session: Session, payment: payments.Payment, kind: str) -> None:
    """Bind a payment to the account of a kind with a unique code."""
    account = receiving.current(session, kind)
    if account is None:
        raise MethodClosed(reason="no_account")
    try:
        payments.claim_code(session, payment, account)
    except payments.CodesExhausted:
        raise MethodClosed(reason="no_code") from None


def start_clock(session: Session, payment: payments.Payment) -> None:
    """Wait for the money as long as the setting says; the code must still be the payment's."""
    if payment.code_key is None:
        raise MethodClosed(reason="no_code")
    payment.state = "waiting"
    payment.deadline = clock.now() + timedelta(minutes=payments.PAYMENT_MINUTES(session))
