"""The books of refunds and disputes: rows against orders, ledger, stock and freezes."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.money.freezes import Freeze
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.stock.lots import Movement
from marketplace.stock.returns import CAUSE

from .dispute_rows import Dispute
from .disputes import FROZEN_BY
from .orders import Order, OrderLine
from .owed import Owed
from .refund_rows import Refund, RefundLine

GIVEN = Refund.state == "given"


def faults(session: Session) -> list[str]:
    """What does not agree; empty when all is well."""
    return _orders(session) + _rows(session) + _debts(session) + _packs(session) + _shelf(session) + _frozen(session)


def _orders(session: Session) -> list[str]:
    """Σ refunds of an order = what the order says was refunded."""
    total = func.coalesce(func.sum(Refund.amount), 0)
    rows = session.execute(
        select(Order.number, Order.refunded, total)
        .outerjoin(Refund, (Refund.order_id == Order.id) & GIVEN)
        .group_by(Order.id, Order.number, Order.refunded)
        .having(total != Order.refunded)
    )
    return [f"order {number}: refunded {says}, its refunds {sums}" for number, says, sums in rows]


def _rows(session: Session) -> list[str]:
    """Σ lines and fee of a refund = its amount."""
    total = func.coalesce(func.sum(RefundLine.amount), 0)
    rows = session.execute(
        select(Refund.id, Refund.amount, total + Refund.fee)
        .outerjoin(RefundLine, RefundLine.refund_id == Refund.id)
        .group_by(Refund.id, Refund.amount, Refund.fee)
        .having(total + Refund.fee != Refund.amount)
    )
    return [f"refund {number}: {amount}, its lines {sums}" for number, amount, sums in rows]


def _debts(session: Session) -> list[str]:
    """A refund that was given has one posting of its amount and one debt, less what it took off an unpaid bill;
    one that was not has neither."""
    posted, lowered = _posted(session, "owed"), _posted(session, "receivable")
    found = []
    for number, state, amount, order_id, owed, owed_order in session.execute(
        select(Refund.id, Refund.state, Refund.amount, Refund.order_id, Owed.amount, Owed.order_id)
        .outerjoin(Owed, Owed.id == Refund.owed_id)
    ):  # fmt: skip
        source = f"refund:{number} given"
        amount -= lowered.pop(source, 0)
        expected = (amount, amount, order_id) if state == "given" and amount else (0, None, None)
        actual = (posted.pop(source, 0), owed, owed_order)
        if actual != expected:
            found.append(f"refund {number} ({state}): posted {actual[0]}, owed {owed}, should be {expected[0]}")
    return found + [f"{source}: posted without a refund" for source in {**posted, **lowered}]


def _posted(session: Session, kind: str) -> dict[str, int]:
    """Rupiah that refunds credited to accounts of a kind, by source."""
    rows = session.execute(
        select(Entry.source, func.sum(Posting.amount))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Entry.source.startswith("refund:"), Account.kind == kind)
        .group_by(Entry.source)
    )
    return {source: -int(amount) for source, amount in rows}


def _packs(session: Session) -> list[str]:
    """No more packs of a line are refunded than were sent."""
    rows = session.execute(
        select(RefundLine.order_line_id, func.sum(RefundLine.quantity))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(GIVEN)
        .group_by(RefundLine.order_line_id)
    )
    found = []
    for line_id, packs in rows:
        line = session.get_one(OrderLine, line_id)
        if packs > line.going:
            found.append(f"line {line_id}: {packs} packs refunded, {line.going} sent")
    return found


def _shelf(session: Session) -> list[str]:
    """What went back on sale is what the refunds say."""
    says = {
        f"line:{line}": int(units)
        for line, units in session.execute(
            select(RefundLine.order_line_id, func.sum(RefundLine.put_back))
            .where(RefundLine.put_back > 0)
            .group_by(RefundLine.order_line_id)
        )
    }
    moved = {
        reference: int(units)
        for reference, units in session.execute(
            select(Movement.reference, func.sum(Movement.quantity))
            .where(Movement.cause == CAUSE)
            .group_by(Movement.reference)
        )
    }
    return [
        f"{reference}: {moved.get(reference, 0)} came back, its refunds say {says.get(reference, 0)}"
        for reference in sorted({*says, *moved})
        if says.get(reference) != moved.get(reference)
    ]


def _frozen(session: Session) -> list[str]:
    """Money is frozen by a dispute exactly while that is open."""
    open_ = {
        f"order:{order_id}" for order_id in session.scalars(select(Dispute.order_id).where(Dispute.closed_at.is_(None)))
    }
    frozen = set(session.scalars(select(Freeze.subject).where(Freeze.reason == FROZEN_BY, Freeze.lifted_at.is_(None))))
    return [
        f"{what}: {'frozen without a dispute' if what in frozen else 'disputed and not frozen'}"
        for what in sorted(open_ ^ frozen)
    ]
