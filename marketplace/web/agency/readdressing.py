"""Staff put the address of an order right, on the buyer's word."""

from __future__ import annotations

from flask import Blueprint, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.trade import readdressing
from marketplace.trade.orders import Order
from marketplace.web import fragments, identity, readdress_form
from marketplace.web.access import policy
from marketplace.web.readdress_form import AddressForm

bp = Blueprint("readdressing", __name__)


@bp.get("/agensi/pesanan/<number>/alamat")
@policy("staff:finance|officer")
def show(number: str) -> Response:
    """The address as it is."""
    order = _order(number)
    return _page(order, readdress_form.of(order.group))


@bp.post("/agensi/pesanan/<number>/alamat")
@policy("staff:finance|officer")
def change(number: str) -> Response:
    """Put it right."""
    order, form = _order(number), readdress_form.typed()
    if not readdress_form.change(order.group, form):
        return _page(order, form, 422)
    return fragments.leave(url_for("agency.readdressing.show", number=number))


def _order(number: str) -> Order:
    order = db.session().scalars(select(Order).where(Order.number == number)).first()
    if order is None:
        raise NotFound(number=number)
    return order


def _page(order: Order, form: AddressForm, status: int = 200) -> Response:
    return fragments.page(
        "agency/orders/address.html",
        status=status,
        order=order,
        why_not=readdress_form.why_not(readdressing.why_not(order.group)),
        may_see=identity.actor().has("finance"),
        form=form,
        form_errors=form.errors,
    )
