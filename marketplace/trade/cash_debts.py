"""Makers who hold more of the operator's money than they have earned (F51): how much, since when, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, locks, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.money import deposits, receiving
from marketplace.money.deposits import CashDeposit
from marketplace.money.ledger import Account, Entry, Posting

from . import dues, settle_payouts
from .paying_out import NoBankAccount

LIMIT = settings.declare(
    "cod.debt_limit", 500_000, "COD seorang penjual ditutup bila setorannya di atas jumlah ini", settings.at_least(0)
)


def _is_day(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


BLOCK_FROM = settings.declare(
    "cod.debt_block_from",
    "",
    "Tanggal (tahun-bulan-hari) mulai COD ditutup karena setoran; kosong: tidak pernah",
    _is_day,
)


@dataclass(frozen=True)
class Debt:
    """`amount` rupiah that a maker owes the operator, since `since` (UTC)."""

    amount: int
    since: datetime


def of(session: Session, producer_id: int) -> Debt | None:
    """What she owes, or nothing: her hand less what she has earned."""
    rows = session.execute(
        select(Entry.at, func.sum(Posting.amount))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.code.in_([f"{kind}:{producer_id}" for kind in dues.KINDS]), dues.unclaimed())
        .group_by(Entry.id, Entry.at)
        .order_by(Entry.id)
    )
    total, since = 0, None
    for at, amount in rows:
        total += int(amount)
        since = (since or at) if total > 0 else None
    return Debt(total, since) if since is not None else None


def blocked_from(session: Session) -> date | None:
    """The day from which a debt above the limit closes cash on delivery."""
    text = BLOCK_FROM(session)
    return date.fromisoformat(text) if text else None


def blocks(session: Session, producer_ids: list[int]) -> bool:
    """Whether one of these makers takes no cash now, since she holds too much of it."""
    day = blocked_from(session)
    if day is None or clock.today() < day:
        return False
    limit = LIMIT(session)
    return any((debt := of(session, maker)) is not None and debt.amount > limit for maker in producer_ids)


def record_deposit(
    session: Session, producer_id: int, amount: int, *, key: str, proof_key: str | None, by: Actor
) -> CashDeposit:
    """Finance saw her transfer on the operator's account. The same form twice counts once.

    Raise Invalid for more than she has in her hand, NoBankAccount.
    """
    locks.alone(session, "payouts")
    before = deposits.known(session, key)
    if before is not None:
        return before
    account = receiving.current(session, "bank")
    if account is None:
        raise NoBankAccount()
    held = in_hand(session, producer_id)
    if not 0 < amount <= held:
        raise Invalid(errors={"amount": "too_much"}, held=held)
    row = CashDeposit(
        key=key, producer_id=producer_id, account_id=account.id, amount=amount, by_name=by.name, proof_key=proof_key
    )
    session.add(row)
    session.flush()
    settle_payouts.deposited(session, row, by=by)
    events.record(session, f"producer:{producer_id}", "cash_deposited", by=by, amount=amount)
    return row


def in_hand(session: Session, producer_id: int) -> int:
    """Cash that she collected and neither netted nor handed over."""
    query = select(func.coalesce(func.sum(Posting.amount), 0)).join(Account)
    return int(session.scalar(query.where(Account.code == f"producer_cash:{producer_id}")) or 0)
