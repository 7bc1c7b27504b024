"""The producer's orders: the list, and one order with one big button."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.trade import agenda
from marketplace.web import catching_up, fragments, identity, words
from marketplace.web.access import PRODUCER, policy

from . import marks, order_desk

bp = Blueprint("inbox", __name__)


@bp.get("/jualan/pesanan")
@policy(PRODUCER)
def show() -> Response:
    """Open orders by promised day, or the ended ones; an open page asks for news as “Hari ini” does."""
    by, ended = identity.actor(), request.args.get("lihat") == "selesai"
    catching_up.act_on(agenda.with_due_steps(db.session(), by=by))
    jobs = agenda.listed(db.session(), by=by, ended=ended)
    mark = marks.of(jobs)
    if fragments.wanted() and request.args.get("tanda") == mark:
        return make_response("", 204)
    return fragments.page(
        "seller/inbox/show.html", fragment="seller/inbox/_list.html", jobs=jobs, ended=ended, mark=mark, words=words
    )


@bp.get("/jualan/pesanan/<number>")
@policy(PRODUCER)
def order(number: str) -> Response:
    """One order."""
    return page(number)


@bp.get("/jualan/BPN-<rest>")
@policy(PRODUCER)
def moved(rest: str) -> Response:
    """Where an order stood before; older messages lead here."""
    return redirect(url_for("seller.inbox.order", number=f"BPN-{rest}"), 301)


def page(number: str, status: int = 200, **values: Any) -> Response:
    """An order's page, or its fragment."""
    desk = order_desk.of(number)
    return fragments.page(
        "seller/inbox/order.html",
        fragment="seller/inbox/_order.html",
        status=status,
        desk=desk,
        order=desk.order,
        view=desk.view,
        **values,
    )
