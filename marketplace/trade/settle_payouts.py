"""What payouts and handed-over cash mean in the ledger."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.money.deposits import CashDeposit
from marketplace.money.ledger import Account, Leg, Posting, post
from marketplace.money.payouts import Payout, PayoutLine


def claimed(session: Session, payout: Payout, *, by: Actor) -> None:
    """What the payout has claimed leaves the maker's accounts and waits on the payout's own."""
    legs = [*_taken(session, payout), Leg("payout", payout.id, -payout.amount)]
    post(session, f"payout:{payout.id} claimed", f"Pencairan {payout.batch.number}", legs, by=by)


def sent(session: Session, payout: Payout, account_id: int, *, by: Actor) -> None:
    """The bank has sent it."""
    legs = [Leg("payout", payout.id, payout.amount), Leg("clearing", account_id, -payout.amount)]
    post(session, f"payout:{payout.id} sent", f"Pencairan {payout.batch.number} terkirim", legs, by=by)


def failed(session: Session, payout: Payout, *, by: Actor) -> None:
    """It did not arrive: what was claimed is the maker's again; money that had left is back on the account."""
    back = Leg("clearing", payout.paid_from_id, payout.amount)
    waiting = Leg("payout", payout.id, payout.amount)
    legs = [Leg(leg.kind, leg.owner, -leg.amount) for leg in _taken(session, payout)]
    legs.append(back if payout.state == "sent" else waiting)
    post(session, f"payout:{payout.id} failed", f"Pencairan {payout.batch.number} gagal", legs, by=by)


def deposited(session: Session, deposit: CashDeposit, *, by: Actor) -> None:
    """A maker handed over cash by transfer."""
    legs = [
        Leg("clearing", deposit.account_id, deposit.amount),
        Leg("producer_cash", deposit.producer_id, -deposit.amount),
    ]
    post(session, f"deposit:{deposit.id} received", "Setoran uang tunai", legs, by=by)


def _taken(session: Session, payout: Payout) -> list[Leg]:
    """The legs that empty what the payout holds, account by account."""
    rows = session.execute(
        select(Account.kind, func.sum(Posting.amount))
        .join(Posting, Posting.account_id == Account.id)
        .join(PayoutLine, PayoutLine.posting_id == Posting.id)
        .where(PayoutLine.payout_id == payout.id, PayoutLine.released_at.is_(None))
        .group_by(Account.kind)
        .order_by(Account.kind)
    )
    return [Leg(kind, payout.producer_id, -int(amount)) for kind, amount in rows]
