"""What a refund means in the ledger, before and after the order was earned."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.money.ledger import Leg, post

from . import dealing, receivables, refund_rows
from .orders import Order
from .refund_rows import Refund


def given(session: Session, order: Order, refund: Refund, *, by: Actor) -> int:
    """Prepaid money that is still held is taken from there, what was earned is taken back from whoever earned it.

    Returns what is owed to the buyer: all of it, or with an unpaid bill what that does not cover.
    """
    earned = order.state == "completed" or not order.group.is_prepaid
    owed = refund.amount
    if order.group.on_terms:
        earned = receivables.is_settled(session, order)
        owed = receivables.lower(session, order, refund.amount)
    legs = (
        reversal_legs(session, order, refund) if earned else [Leg("order_funds", order.id, refund.amount)]
    )  # fmt: skip
    post(
        session,
        f"refund:{refund.id} given",
        f"Pengembalian {order.number}",
        [*legs, Leg("owed", order.group_id, -owed), Leg("receivable", order.id, owed - refund.amount)],
        by=by,
    )
    return owed


def reversal_legs(session: Session, order: Order, refund: Refund) -> list[Leg]:
    """What everybody gives back of an order that was earned; the maker may come to owe. The refund is written."""
    packs, fee = refund_rows.packs_refunded(session, order.id), refund_rows.fee_refunded(session, order.id)
    earlier = dict(packs)
    for row in refund.lines:
        earlier[row.order_line_id] -= row.quantity
    before = dealing.of(order, earlier, fee - refund.fee)
    back = before.less(dealing.of(order, packs, fee))
    return [replace(leg, amount=-leg.amount) for leg in back.legs(order.producer_id)]
