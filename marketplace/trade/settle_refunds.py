"""What a refund means in the ledger, before and after the order was earned."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.money.ledger import Leg, post

from .orders import Order
from .refund_rows import Refund


def given(session: Session, order: Order, refund: Refund, *, by: Actor) -> None:
    """Prepaid money that is still held is taken from there, what was earned is taken back from whoever earned it."""
    earned = order.state == "completed" or not order.group.is_prepaid
    legs = (
        reversal_legs(session, order, refund.amount) if earned else [Leg("order_funds", order.id, refund.amount)]
    )  # fmt: skip
    post(
        session,
        f"refund:{refund.id} given",
        f"Pengembalian {order.number}",
        [*legs, Leg("owed", order.group_id, -refund.amount)],
        by=by,
    )


def reversal_legs(session: Session, order: Order, amount: int) -> list[Leg]:
    """What undoes `amount` rupiah of an order that was earned; the producer may come to owe."""
    return [Leg("payable", order.producer_id, amount)]
