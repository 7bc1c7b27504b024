"""How much an organisation owes and has ordered on terms, and whether it may order more (F69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.errors import Refusal
from marketplace.money.payments import Payment
from marketplace.people.organisations import Organisation

from .bills import Bill, is_open
from .orders import Order, OrderGroup

OPEN = ("awaiting_payment", "placed", "accepted", "ready", "shipped", "arrived")
STOP_DAYS = settings.declare(
    "terms.stop_days", 14, "Hari lewat jatuh tempo sampai hotel tidak bisa memesan lagi", settings.at_least(0)
)


class CreditExceeded(Refusal):
    """The order does not fit below the credit limit; facts: limit, used, asked (rupiah)."""


class TermsClosed(Refusal):
    """The organisation may not order on these terms now; facts: why (state, terms, overdue)."""


@dataclass(frozen=True)
class Credit:
    """Rupiah: what staff granted, what open orders and open invoices use of it, and what was paid beforehand."""

    limit: int
    ordered: int
    billed: int
    deposits: int

    @property
    def used(self) -> int:
        """All of it that is not free."""
        return max(0, self.ordered + self.billed - self.deposits)

    @property
    def left(self) -> int:
        """What may still be ordered."""
        return max(0, self.limit - self.used)


def of(session: Session, organisation: Organisation) -> Credit:
    """The organisation's credit at this moment."""
    deposit, invoice = Bill.kind == "deposit", Bill.kind == "invoice"
    billed, held = session.execute(
        select(
            func.coalesce(func.sum(case((invoice, Bill.amount - Bill.credited - Bill.paid), else_=0)), 0),
            func.coalesce(func.sum(case((deposit, Bill.paid - Bill.used), else_=0)), 0),
        ).where(Bill.organisation_id == organisation.id)
    ).one()
    return Credit(organisation.credit_limit, _ordered(session, organisation), int(billed), int(held))


def stopped(session: Session, organisation: Organisation) -> bool:
    """Whether a bill is overdue for so long that nothing may be ordered before it is paid."""
    last = clock.today() - timedelta(days=STOP_DAYS(session))
    query = select(Bill.id).where(
        Bill.organisation_id == organisation.id, Bill.kind == "invoice", is_open(), Bill.due_on < last
    )
    return session.scalars(query.limit(1)).first() is not None


def demand(session: Session, organisation: Organisation, terms: str, amount: int) -> None:
    """Keep the organisation's row and make sure `amount` rupiah more may be ordered on these terms.

    Two orders against one limit wait for each other here. Raise TermsClosed, CreditExceeded.
    """
    session.refresh(organisation, with_for_update=True)
    if organisation.state == "suspended":
        raise TermsClosed(why="state")
    if terms not in organisation.terms:
        raise TermsClosed(why="terms")
    if stopped(session, organisation):
        raise TermsClosed(why="overdue")
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
