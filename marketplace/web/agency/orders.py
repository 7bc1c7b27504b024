"""An order as staff see it: goods, money, proofs, what happened, and its entries in the books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.kernel import events
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.trade import dispute_queue, owed, refund_rows, refunds, tracing
from marketplace.trade.orders import Order, OrderGroup, group_subject, subject
from marketplace.web import fragments, refund_words, words
from marketplace.web.access import policy
from marketplace.web.documents import links
from marketplace.web.shop import checkout_page

from . import account_names, order_events

bp = Blueprint("orders", __name__)
Values = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A section: its template, what that gets as `part` (nothing leaves it out), and whether it stands beside."""

    template: str
    values: Callable[[Session, Order], Values | None]
    beside: bool = False


def _lines(session: Session, order: Order) -> Values:
    return {"delivery": checkout_page.option_name(order.delivery_kind, order.delivery_name)}


def _payment(session: Session, order: Order) -> Values:
    group = order.group
    return {
        "method": checkout_page.method_name(group.payment.method),
        "siblings": [other for other in group.orders if other.id != order.id],
        "debts": owed.of_orders(session, [order.id]),
    }


def _books(session: Session, order: Order) -> Values:
    entries = tracing.entries(session, order)
    codes = [posting.account.code for entry in entries for posting in entry.postings]
    return {"entries": entries, "names": account_names.owners(session, codes), "kind": account_names.kind}


def _story(session: Session, order: Order) -> Values:
    return {"steps": order_events.steps(events.history(session, subject(order), group_subject(order.group)))}


def _refunds(session: Session, order: Order) -> Values | None:
    found = refund_rows.of_orders(session, [order.id])
    problems = dispute_queue.of_orders(session, [order.id])
    can = not refunds.why_not(order)
    return (
        {"refunds": found, "problems": problems, "can": can, "reason": refund_words.reason}
        if found or problems or can
        else None
    )


def _documents(session: Session, order: Order) -> Values | None:
    papers = links.for_staff(order)
    return {"papers": papers} if papers else None


PARTS: list[Part] = [
    Part("agency/orders/_lines.html", _lines),
    Part("agency/orders/_refunds.html", _refunds),
    Part("agency/orders/_books.html", _books),
    Part("agency/orders/_payment.html", _payment, beside=True),
    Part("agency/orders/_documents.html", _documents, beside=True),
    Part("agency/orders/_story.html", _story, beside=True),
]


@bp.get("/agensi/pesanan/<number>")
@policy("staff:finance")
def show(number: str) -> Response:
    """One order; the number of a whole group leads to its first."""
    session = db.session()
    order = session.scalars(select(Order).where(Order.number == number)).first()
    if order is None:
        group = session.scalars(select(OrderGroup).where(OrderGroup.number == number)).first()
        if group is None:
            raise NotFound(number=number)
        return redirect(url_for("agency.orders.show", number=group.orders[0].number), 303)
    shown = [(part, values) for part in PARTS if (values := part.values(session, order)) is not None]
    columns = [[(part.template, values) for part, values in shown if part.beside == beside] for beside in (False, True)]
    return fragments.page("agency/orders/show.html", order=order, group=order.group, columns=columns, words=words)
