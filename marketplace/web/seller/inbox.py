"""The producer's orders: what has to be done now, one big button each."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.people import names
from marketplace.trade import fulfilment, orders
from marketplace.web import fragments, identity, words
from marketplace.web.access import PRODUCER, policy
from marketplace.web.shop import order_page

bp = Blueprint("inbox", __name__)

VERBS: dict[str, Callable[..., None]] = {
    "terima": fulfilment.accept,
    "siap": fulfilment.make_ready,
    "serahkan": fulfilment.hand_over,
    "tiba": fulfilment.deliver,
    "setujui-batal": fulfilment.grant_cancel,
    "tolak-batal": fulfilment.refuse_cancel,
}


@bp.get("/jualan")
@policy(PRODUCER)
def show() -> Response:
    """Open orders by promised day, or the ended ones."""
    ended = request.args.get("lihat") == "selesai"
    found = orders.inbox(db.session(), by=identity.actor(), ended=ended)
    return fragments.page("seller/inbox/show.html", orders=found, ended=ended, words=words)


@bp.get("/jualan/<number>")
@policy(PRODUCER)
def order(number: str) -> Response:
    """One order."""
    return _page(number)


@bp.post("/jualan/<number>/tolak")
@policy(PRODUCER)
def decline(number: str) -> Response:
    """Decline with a reason; what was paid is owed back."""
    reason = names.clean(request.form.get("reason", ""))
    if not reason:
        return _page(number, 422, _("Tulis alasannya, supaya pembeli mengerti."))
    found = orders.of_producer(db.session(), number, by=identity.actor())
    fulfilment.decline(db.session(), found, reason, by=identity.actor())
    db.session.commit()
    flash(_("Pesanan ditolak. Pembeli sudah dikabari."))
    return redirect(url_for("seller.inbox.show"), 303)


@bp.post("/jualan/<number>/<verb>")
@policy(PRODUCER)
def step(number: str, verb: str) -> Response:
    """Take the next step."""
    do = VERBS.get(verb)
    if do is None:
        raise NotFound(verb=verb)
    found = orders.of_producer(db.session(), number, by=identity.actor())
    do(db.session(), found, by=identity.actor())
    db.session.commit()
    flash(_("Tersimpan: %(state)s.", state=words.seller_state(found)))
    return redirect(url_for("seller.inbox.order", number=number), 303)


def _page(number: str, status: int = 200, mistake: str = "") -> Response:
    found = orders.of_producer(db.session(), number, by=identity.actor())
    view = next(row for row in order_page.group(db.session(), found.group).orders if row.number == number)
    return fragments.page(
        "seller/inbox/order.html",
        status=status,
        order=found,
        view=view,
        words=words,
        mistake=mistake,
        form_errors=[mistake] if mistake else None,
    )
