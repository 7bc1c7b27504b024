"""How much an organisation owes and has ordered on terms, and whether it may order more (F69)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.errors import Refusal
from marketplace.money.payments import Payment
from marketplace.people.organisations import Organisation

from .orders import Order, OrderGroup

OPEN = ("placed", "accepted", "ready", "shipped", "arrived")


class CreditExceeded(Refusal):
    """The order does not fit below the credit limit; facts: limit, used, asked (rupiah)."""


class TermsClosed(Refusal):
    """The organisation may not order on these terms now; facts: why (state, terms)."""


@dataclass(frozen=True)
class Credit:
    """Rupiah: what staff granted, and what open orders use of it."""

    limit: int
    ordered: int

    @property
    def used(self) -> int:
        """All of it that is not free."""
        return self.ordered

    @property
    def left(self) -> int:
        """What may still be ordered."""
        return max(0, self.limit - self.used)


def of(session: Session, organisation: Organisation) -> Credit:
    """The organisation's credit at this moment."""
    return Credit(organisation.credit_limit, _ordered(session, organisation))


def demand(session: Session, organisation: Organisation, terms: str, amount: int) -> None:
    """Keep the organisation's row and make sure `amount` rupiah more may be ordered on these terms.

    Two orders against one limit wait for each other here. Raise TermsClosed, CreditExceeded.
    """
    session.refresh(organisation, with_for_update=True)
    if organisation.state == "suspended":
        raise TermsClosed(why="state")
    if terms not in organisation.terms:
        raise TermsClosed(why="terms")
    now = of(session, organisation)
    if terms != "tunai" and amount > now.left:
        raise CreditExceeded(limit=now.limit, used=now.used, asked=amount)


def _ordered(session: Session, organisation: Organisation) -> int:
    query = (
        select(func.coalesce(func.sum(Order.goods - Order.shorted + Order.delivery_fee), 0))
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .where(OrderGroup.organisation_id == organisation.id, Payment.method == "terms", Order.state.in_(OPEN))
    )
    return int(session.scalar(query) or 0)
