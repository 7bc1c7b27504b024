"""Do payouts agree with the ledger? Every line is a fault."""

from __future__ import annotations

from sqlalchemy import Text, case, cast, func, literal, select
from sqlalchemy.orm import Session

from marketplace.money import ledger
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.payouts import Payout, PayoutBatch, PayoutLine

from . import dues


def faults(session: Session) -> list[str]:
    """Claims held twice or by nobody, sums that differ, payout accounts that should be empty."""
    return _twice(session) + _sums(session) + _accounts(session) + _batches(session) + _owners(session)


def _twice(session: Session) -> list[str]:
    rows = session.execute(
        select(PayoutLine.posting_id)
        .where(PayoutLine.released_at.is_(None))
        .group_by(PayoutLine.posting_id)
        .having(func.count() > 1)
    )
    return [f"posting {posting} is claimed twice" for (posting,) in rows]


def _sums(session: Session) -> list[str]:
    """A payout pays what it holds; a failed one holds nothing; an entry for each of its states."""
    held = (
        select(PayoutLine.payout_id, func.sum(Posting.amount).label("sum"), func.min(Account.code).label("code"))
        .join(Posting, Posting.id == PayoutLine.posting_id)
        .join(Account, Account.id == Posting.account_id)
        .where(PayoutLine.released_at.is_(None))
        .group_by(PayoutLine.payout_id)
        .subquery()
    )
    found = []
    for number, state, amount, total in session.execute(
        select(Payout.id, Payout.state, Payout.amount, held.c.sum).outerjoin(held, held.c.payout_id == Payout.id)
    ):
        expected = 0 if state == "failed" else amount
        if -int(total or 0) != expected:
            found.append(f"payout {number}: pays {expected}, holds {-int(total or 0)}")
    return found


def _accounts(session: Session) -> list[str]:
    """`payout:<id>` holds the amount while it is claimed, and nothing when it is sent or failed."""
    books = ledger.balances(session, "payout")
    found = []
    for number, state, amount in session.execute(select(Payout.id, Payout.state, Payout.amount)):
        expected = -amount if state == "claimed" else 0
        actual = books.pop(f"payout:{number}", 0)
        if actual != expected:
            found.append(f"payout {number} is {state}: its account holds {actual}, should hold {expected}")
    return found + [f"{code} holds {amount} without a payout" for code, amount in books.items() if amount]


def _batches(session: Session) -> list[str]:
    rows = session.execute(
        select(PayoutBatch.id, PayoutBatch.total, func.coalesce(func.sum(Payout.amount), 0))
        .outerjoin(Payout, Payout.batch_id == PayoutBatch.id)
        .group_by(PayoutBatch.id, PayoutBatch.total)
    )
    return [f"payout batch {number}: {total} / {paid}" for number, total, paid in rows if total != paid]


def _owners(session: Session) -> list[str]:
    """A maker's balance is what nothing has claimed: payouts took exactly what they hold, from nobody else."""
    own = cast(Payout.producer_id, Text)
    stray = session.execute(
        select(PayoutLine.id)
        .join(Payout, Payout.id == PayoutLine.payout_id)
        .join(Posting, Posting.id == PayoutLine.posting_id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.code.not_in([literal("payable:") + own, literal("producer_cash:") + own]))
    )
    open_sum = func.sum(case((dues.unclaimed(), Posting.amount), else_=0))
    rows = session.execute(
        select(Account.code, func.sum(Posting.amount), open_sum)
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Account.kind.in_(dues.KINDS))
        .group_by(Account.code)
    )
    return [f"payout line {line} claims another maker's posting" for (line,) in stray] + [
        f"{code}: balance {int(total)}, unclaimed {int(unclaimed)}"
        for code, total, unclaimed in rows
        if total != unclaimed
    ]
