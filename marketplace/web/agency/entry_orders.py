"""The orders that an entry is about: their documents are one press away from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from marketplace.money.cards import CardCharge
from marketplace.money.ledger import Entry, Posting
from marketplace.money.payouts import PayoutLine
from marketplace.money.statements import StatementLine
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund

from . import entry_sources

MOST = 100


def _of_payment(column: Select[Any]) -> Select[Order]:
    return select(Order).join(OrderGroup, OrderGroup.id == Order.group_id).where(OrderGroup.payment_id.in_(column))


FIND: dict[str, Callable[[int], Select[Order]]] = {
    "order": lambda n: select(Order).where(Order.id == n),
    "group": lambda n: select(Order).where(Order.group_id == n),
    "owed": lambda n: select(Order).join(Owed, Owed.order_id == Order.id).where(Owed.id == n),
    "refund": lambda n: select(Order).join(Refund, Refund.order_id == Order.id).where(Refund.id == n),
    "charge": lambda n: _of_payment(select(CardCharge.payment_id).where(CardCharge.id == n)),
    "statement_line": lambda n: _of_payment(select(StatementLine.extra_of).where(StatementLine.id == n)),
}


def of(session: Session, entry: Entry) -> list[Order]:
    """The orders, oldest first; of a payout those whose money it carries."""
    subject, number = entry_sources.parts(entry.source)
    if subject == "payout":
        return _paid_out(session, number)
    find = FIND.get(subject)
    return list(session.scalars(find(number).order_by(Order.id))) if find else []


def _paid_out(session: Session, number: int) -> list[Order]:
    """What a payout has claimed are postings; their entries are about orders."""
    sources = session.scalars(
        select(Entry.source)
        .join(Posting, Posting.entry_id == Entry.id)
        .join(PayoutLine, PayoutLine.posting_id == Posting.id)
        .where(PayoutLine.payout_id == number)
    )
    wanted = [n for subject, n in map(entry_sources.parts, sources) if subject == "order"]
    return list(session.scalars(select(Order).where(Order.id.in_(wanted[:MOST])).order_by(Order.id)))
