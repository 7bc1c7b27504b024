"""What is printed for an order: pick list, delivery note, labels."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.trade import agenda, buyer_facts, picking
from marketplace.web import catching_up, fragments, identity, words
from marketplace.web.access import PRODUCER, policy
from marketplace.web.shop import checkout_page

from . import labels, order_desk

bp = Blueprint("papers", __name__)
SIZES = {"a6": "a6", "58": "roll"}


@bp.get("/jualan/ambil")
@policy(PRODUCER)
def pick_list() -> Response:
    """What to take from which lot for one day."""
    session, by = db.session(), identity.actor()
    catching_up.act_on(agenda.with_due_steps(session, by=by))
    days = picking.days(session, by=by)
    day = _day(request.args.get("hari", ""))
    found = picking.of(session, day, by=by)
    return fragments.page(
        "documents/pick_list.html",
        pick=found,
        days={clock.today(): 0, **days, day: days.get(day, 0)},
        words=words,
        window_text=checkout_page.window_text,
    )


@bp.get("/jualan/pesanan/<number>/surat-jalan")
@policy(PRODUCER)
def delivery_note(number: str) -> Response:
    """The note that goes with the goods."""
    order = order_desk.find(number)
    buyer = buyer_facts.of(db.session(), order)
    window = checkout_page.window_text(order.window_starts, order.window_ends)
    return fragments.page(
        "documents/delivery_note.html",
        order=order,
        takes=picking.takes_of(db.session(), order),
        way=checkout_page.option_name(order.delivery_kind, order.delivery_name),
        promise=checkout_page.promise_text(order.delivery_kind, order.promised_on, window),
        address=checkout_page.address_lines(order.group) if buyer.address else [],
        buyer=buyer,
        back=url_for("seller.inbox.order", number=number),
    )


@bp.get("/jualan/pesanan/<number>/label")
@policy(PRODUCER)
def label(number: str) -> Response:
    """A label for each lot of the order, or for each pack."""
    order = order_desk.find(number)
    size = request.args.get("ukuran", "")
    each = request.args.get("tiap") == "kemasan"
    return fragments.page(
        "documents/labels.html",
        order=order,
        labels=labels.of_order(db.session(), order, each_pack=each),
        size=SIZES.get(size, "a6"),
        each=each,
        back=url_for("seller.inbox.order", number=number),
    )


def _day(text: str) -> date:
    try:
        return max(date.fromisoformat(text), clock.today())
    except ValueError:
        return clock.today()
