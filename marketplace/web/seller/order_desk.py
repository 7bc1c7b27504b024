"""An order as its maker works on it: what is shown as done, what comes next, what it brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from marketplace.kernel import clock, events
from marketplace.kernel.db import db
from marketplace.sourcing import purchase_orders, receipts
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.sourcing.receipt_rows import Receipt
from marketplace.trade import (
    agenda,
    buyer_facts,
    dispute_rows,
    fulfilment,
    orders,
    payout,
    pressing,
    readdressing,
    refunds,
    second_thoughts,
)
from marketplace.trade.orders import Order
from marketplace.web import catching_up, filters, identity, words
from marketplace.web.shop import order_page, order_views


@dataclass(frozen=True)
class Button:
    """One big button: the end of its address and its words."""

    path: str
    label: str


@dataclass(frozen=True)
class Desk:
    """Everything the order's page shows."""

    order: Order
    buyer: buyer_facts.BuyerFacts
    view: order_views.OrderView
    state: str
    state_text: str
    tone: str
    said: str
    undo_seconds: int
    not_done: str
    button: Button | None
    may_decline: bool
    may_shorten: bool
    answer_by: str
    strikes: int
    may_refund: bool
    must_answer: str
    net: payout.Net
    po: PurchaseOrder | None
    receipt: Receipt | None
    readdressed_at: datetime | None


def find(number: str) -> Order:
    """The maker's order, after every step whose time to undo is over has acted; raise NotFound."""
    by = identity.actor()
    catching_up.act_on(agenda.with_due_steps(db.session(), by=by))
    return orders.of_producer(db.session(), number, by=by)


def of(number: str) -> Desk:
    """The desk of one order."""
    session, order = db.session(), find(number)
    step = pressing.of(session, order)
    state = pressing.shown_state(order, step)
    if step is not None and state == order.state:
        step = None
    left = (step.due_at - clock.now()).total_seconds() if step else 0
    return Desk(
        order=order,
        buyer=buyer_facts.of(session, order),
        view=order_page.single(session, order),
        state=state,
        state_text=words.seller_state(order, state),
        tone=words.tone(state),
        said=words.pressed(step.verb) if step else "",
        undo_seconds=max(1, round(left)) if step else 0,
        not_done=_not_done(order),
        button=button(order, state),
        may_decline=order.may("decline", "producer", state),
        may_shorten=state in {"accepted", "ready"},
        answer_by=_answer_by(order) if state == "placed" else "",
        strikes=agenda.strikes(session, order.producer_id) if state == "placed" else 0,
        may_refund=not refunds.why_not(order),
        must_answer=_must_answer(order),
        net=payout.of(session, order),
        po=purchase_orders.of_order(session, order.parent_id or order.id) if order.group.on_terms else None,
        receipt=receipts.of_order(session, order.id) if order.group.on_terms else None,
        readdressed_at=readdressing.corrected_at(session, order.group) if state in readdressing.HERE else None,
    )


def button(order: Order, state: str) -> Button | None:
    """The one next step."""
    cash = order.group.payment.method == "cod"
    labels = {
        "accept": ("terima", _("Terima pesanan")),
        "ready": ("siap", _("Sudah siap")),
        "hand_over": ("serahkan", _("Sudah dikirim")),
        "collect": ("serahkan", _("Sudah diambil, uang diterima") if cash else _("Sudah diambil pembeli")),
        "deliver": ("tiba", _("Sudah tiba, uang diterima") if cash else _("Sudah tiba di pembeli")),
    }
    for verb, (path, label) in labels.items():
        if order.may(verb, "producer", state):
            return Button(path, label)
    return None


def _answer_by(order: Order) -> str:
    if order.deadline is None:
        return ""
    hours = fulfilment.ACCEPT_HOURS_SAME_DAY(db.session())
    words_left = {"at": filters.moment(order.deadline), "left": words.time_left(order.deadline)}
    if order.promised_on == clock.today():
        return _("Untuk hari ini: jawab dalam %(hours)s jam, sebelum %(at)s (%(left)s).", hours=hours, **words_left)
    return _("Jawab sebelum %(at)s (%(left)s).", **words_left)


def _must_answer(order: Order) -> str:
    """Until when a problem that the buyer told is to be answered."""
    found = dispute_rows.of_orders(db.session(), [order.id]).get(order.id)
    if found is None or found.state != "open":
        return ""
    return _(
        "Jawab sebelum %(at)s (%(left)s).", at=filters.moment(found.answer_by), left=words.time_left(found.answer_by)
    )


def _not_done(order: Order) -> str:
    """A step that could not act any more when its time came, until something else happens."""
    if second_thoughts.of_orders(db.session(), [order.id]):
        return ""
    happened = events.history(db.session(), orders.subject(order))
    return words.not_done(str(happened[-1].facts.get("what"))) if happened and happened[-1].verb == "not_done" else ""
