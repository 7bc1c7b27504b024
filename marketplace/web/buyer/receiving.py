"""Receiving at the back door: what comes, counting it on a phone, and the paper that is signed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import receipts
from marketplace.sourcing.receipts import NotOnItsWay
from marketplace.trade.orders import Order
from marketplace.web import fragments, identity, uploads, words
from marketplace.web.access import BUYER, policy
from marketplace.web.documents import bast

from . import counting, desks
from .counting import Typed
from .waiting import COUNTERS, Wait

bp = Blueprint("receiving", __name__)
ROLES = ("receiver",)


@bp.get("/pembelian/<org>/terima")
@policy(BUYER)
def show(org: str) -> Response:
    """What comes to the outlets where the person receives, and what was counted."""
    desk = desks.current(org)
    desks.demand_anywhere(desk, "receiver", "finance", "approver")
    session, coming = db.session(), receipts.coming(db.session(), desk)
    return fragments.page(
        "buyer/receiving/show.html",
        desk=desk,
        here=[order for order in coming if order.state in receipts.ON_ITS_WAY],
        later=[order for order in coming if order.state not in receipts.ON_ITS_WAY],
        done=receipts.seen(session, desk),
        outlets={one.id: one.name for one in desk.organisation.outlets},
        today=clock.today(),
        words=words,
    )


@bp.get("/pembelian/<org>/terima/<number>")
@policy(BUYER)
def count(org: str, number: str) -> Response:
    """The lines of a delivery, to be counted."""
    desk = desks.current(org)
    order = receipts.order_for(db.session(), desk, number)
    done = receipts.of_order(db.session(), order.id)
    if done is not None:
        return redirect(url_for("buyer.receiving.paper", org=org, public_id=done.public_id), 303)
    return _page(desk, order, Typed({"signed_name": identity.me().name}))


@bp.post("/pembelian/<org>/terima/<number>")
@policy(BUYER)
@uploads.large
def sign(org: str, number: str) -> Response:
    """Sign what was counted; wrong counts come back with everything that was typed."""
    order = receipts.order_for(db.session(), desks.current(org), number)
    lines = [line.id for line in order.lines]
    db.session.rollback()
    pictures, problems = counting.photos(lines)
    begin_write(db.session())
    session, desk = db.session(), desks.current(org)
    order = receipts.order_for(session, desk, number)
    typed = counting.read(order, pictures, problems)
    if typed.problems:
        return _page(desk, order, typed, 422)
    try:
        found = receipts.sign(session, desk, number, typed.counts, counting.signature(typed), by=identity.actor())
    except NotOnItsWay:
        flash(_("Barang ini sudah dihitung, atau belum dikirim."), "warning")
        return redirect(url_for("buyer.receiving.count", org=org, number=number), 303)
    except Refusal as refusal:
        session.rollback()
        order = receipts.order_for(session, desk, number)
        counting.explain(typed, order, refusal)
        return _page(desk, order, typed, 422)
    for upload in typed.uploads:
        upload.store()
    session.commit()
    flash(_("Tersimpan. Penjual sudah diberi tahu."))
    return redirect(url_for("buyer.receiving.paper", org=org, public_id=found.public_id), 303)


@bp.get("/pembelian/<org>/bast/<public_id>")
@policy(BUYER)
def paper(org: str, public_id: str) -> Response:
    """The signed page."""
    desk = desks.current(org)
    found = receipts.for_desk(db.session(), desk, public_id)
    at: dict[str, Any] = {"org": org, "public_id": public_id}
    seen = desk.may(found.outlet_id, "receiver", "finance", "approver")
    return bast.page(
        found,
        url_for("buyer.receiving.show" if seen else "buyer.today.show", org=org),
        url_for("buyer.receiving.file", **at),
        lambda line_id: url_for("buyer.receiving.photo", line_id=line_id, **at),
        aside="buyer/receiving/_news.html",
    )


@bp.get("/pembelian/<org>/bast/<public_id>.pdf")
@policy(BUYER)
def file(org: str, public_id: str) -> Response:
    """The same as a file."""
    return bast.file(receipts.for_desk(db.session(), desks.current(org), public_id))


@bp.get("/pembelian/<org>/bast/<public_id>/foto/<int:line_id>")
@policy(BUYER)
def photo(org: str, public_id: str, line_id: int) -> Response:
    """The picture of a line."""
    return bast.photo(receipts.for_desk(db.session(), desks.current(org), public_id), line_id)


def _page(desk: Desk, order: Order, typed: Typed, status: int = 200) -> Response:
    return fragments.page(
        "buyer/receiving/count.html",
        status=status,
        desk=desk,
        order=order,
        lines=[line for line in order.lines if line.going],
        typed=typed,
        form_errors=bool(typed.problems),
        reasons=counting.reasons(),
        ready=order.state in receipts.ON_ITS_WAY,
        state=words.awaited(order),
    )


def counter(desk: Desk) -> Wait | None:
    """What comes to the person's outlets today, or should have come before."""
    if not desk.anywhere("receiver"):
        return None
    today = clock.today()
    found = [
        order
        for order in receipts.coming(db.session(), desk)
        if order.state in receipts.ON_ITS_WAY or (order.promised_on or today) <= today
    ]
    return Wait(
        label=_("Terima barang"),
        href=url_for("buyer.receiving.show", org=desk.organisation.public_id),
        what=_("kiriman hari ini, belum dihitung"),
        count=len(found),
        late=any(order.promised_on is not None and order.promised_on < today for order in found),
    )


COUNTERS.append(counter)
