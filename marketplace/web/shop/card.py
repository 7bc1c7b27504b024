"""From the order to the card provider's page and back. What the browser says here never makes anything paid."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.money import cards
from marketplace.trade import card_payments, orders
from marketplace.web import fragments
from marketplace.web.access import PUBLIC, policy

from . import order_page

bp = Blueprint("card", __name__)
OPEN = ("waiting", "rejected")


@bp.get("/bayar/kartu/<token>")
@policy(PUBLIC)
def show(token: str) -> Response:
    """Between the shop and the provider: it reloads itself until the provider's page is there."""
    group = _found(token)
    standing = card_payments.standing(db.session(), group.payment)
    if group.payment.state not in OPEN or standing.state in {"checking", "again"}:
        return _to_order(token)
    shown = order_page.group(db.session(), group)
    response = fragments.page("shop/card/wait.html", group=shown, card=standing)
    ready = f"0; url={url_for('shop.card.leave', token=token)}"
    response.headers["Refresh"] = {"open": ready, "slow": "5"}.get(standing.state, "1")
    return response


@bp.get("/bayar/kartu/<token>/buka")
@policy(PUBLIC)
def leave(token: str) -> Response:
    """Go to the provider's page; a plain link, because forms may not lead to another house."""
    group = _found(token)
    standing = card_payments.standing(db.session(), group.payment)
    if group.payment.state in OPEN and standing.state in {"open", "checking"} and standing.url:
        return redirect(standing.url, 303)
    return redirect(url_for("shop.card.show", token=token), 303)


@bp.post("/bayar/kartu/<token>")
@policy(PUBLIC)
def again(token: str) -> Response:
    """Pay (again): the page that is there, else a new one."""
    try:
        card_payments.try_again(db.session(), _found(token))
        db.session.commit()
    except NotAllowed:
        db.session.rollback()
        return _to_order(token)
    return redirect(url_for("shop.card.show", token=token), 303)


@bp.get("/bayar/kartu/<token>/kembali")
@policy(PUBLIC)
def back(token: str) -> Response:
    """The browser came back. That proves nothing: the provider is asked, and the order says only what is known."""
    group = _found(token)
    if group.payment.state in OPEN:
        begin_write(db.session())
        cards.hurry(db.session(), _found(token).payment, returned=True)
        db.session.commit()
    return _to_order(token)


def _found(token: str) -> orders.OrderGroup:
    group = orders.by_token(db.session(), token)
    if group.payment.method != "card":
        raise NotFound()
    return group


def _to_order(token: str) -> Response:
    return redirect(url_for("shop.orders.show", token=token), 303)
