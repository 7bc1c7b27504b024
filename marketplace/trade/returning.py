"""Finance's side of a debt to a buyer: sent with proof, or failed and back to the buyer for a better account."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal

from . import happenings, refund_accounts, settlement
from .owed import Owed

AFTER_RETURNED = faults.declare("owed.returned", "the return is posted, nothing is committed")


class AccountChanged(Refusal):
    """The buyer has given another account since the page was shown."""


def give_back(session: Session, owed: Owed, *, how: str, proof_key: str | None, seen: str = "", by: Actor) -> None:
    """The money was sent, to the account that finance saw; raise AccountChanged, NotAllowed."""
    settlement.refuse_twice(owed)
    account = refund_accounts.of(session, owed.order.group_id)
    if seen and (account is None or account.public_id != seen):
        raise AccountChanged()
    settlement.give_back(session, owed, how=how, proof_key=proof_key, by=by)
    faults.at(AFTER_RETURNED)
    to = account.masked if account is not None else ""
    happenings.to_order(session, owed.order, "returned", by=by, amount=owed.amount, to=to)


def failed(session: Session, owed: Owed, why: str, *, by: Actor) -> None:
    """The bank did not take the transfer, or sent it back: the buyer is asked for a better account."""
    account = refund_accounts.of(session, owed.order.group_id)
    settlement.came_back(session, owed, by=by)
    if account is not None:
        refund_accounts.refuse(session, account, why)
    happenings.to_order(
        session, owed.order, "return_failed", by=by, amount=owed.amount, why=why[:300],
        to=account.masked if account is not None else "",
    )  # fmt: skip
