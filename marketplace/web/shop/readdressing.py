"""A buyer puts the address of an order right before it leaves."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.trade import readdressing
from marketplace.trade.orders import OrderGroup
from marketplace.web import fragments, readdress_form
from marketplace.web.access import PUBLIC, policy
from marketplace.web.readdress_form import AddressForm

from .orders import found

bp = Blueprint("readdressing", __name__)


@bp.get("/pesanan/<token>/alamat")
@policy(PUBLIC)
def show(token: str) -> Response:
    """The address as it is."""
    group = found(token)
    return _page(group, readdress_form.of(group))


@bp.post("/pesanan/<token>/alamat")
@policy(PUBLIC)
def change(token: str) -> Response:
    """Put it right."""
    group, form = found(token), readdress_form.typed()
    if not readdress_form.change(group, form):
        return _page(group, form, 422)
    return fragments.leave(url_for("shop.orders.show", token=token))


def _page(group: OrderGroup, form: AddressForm, status: int = 200) -> Response:
    return fragments.page(
        "shop/orders/address.html",
        status=status,
        token=group.token,
        number=group.number,
        why_not=readdress_form.why_not(readdressing.why_not(group)),
        form=form,
        form_errors=form.errors,
    )
