"""From the ordinary cart, or from a product's page, to a purchase request or a request for quotation."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import products
from marketplace.catalog.products import Product
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet
from marketplace.sourcing import from_shop
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.trade import carts
from marketplace.trade.carts import WrongQuantity
from marketplace.web import basket, fragments, identity, sentences
from marketplace.web.access import BUYER, policy

from . import counts, desks

bp = Blueprint("from_shop", __name__)


@bp.get("/pembelian/<org>/ajukan")
@policy(BUYER)
def show(org: str) -> Response:
    """What would be asked for, and for which outlet; `?produk=` is one product instead of the cart."""
    return _page(_desk(org))


@bp.post("/pembelian/<org>/ajukan")
@policy(BUYER)
def begin(org: str) -> Response:
    """A request with it, to be written on, or the head of a request for quotation."""
    desk = _desk(org)
    outlet = desks.outlet(desk, request.form.get("outlet", ""), "requester")
    try:
        made = _made(desk, outlet)
    except NotAllowed:
        db.session.rollback()
        flash(_("%(name)s sudah ditutup. Pilih tempat lain.", name=outlet.name), "warning")
        return fragments.leave(url_for("buyer.from_shop.show", org=org, produk=request.args.get("produk")))
    except Refusal as refused:
        db.session.rollback()
        return _page(_desk(org), sentences.of(refused), isinstance(refused, WrongQuantity))
    db.session.commit()
    if request.form.get("lalu") == "penawaran":
        return fragments.leave(url_for("buyer.rfqs.new", org=org, permintaan=made.public_id))
    flash(_("Permintaan %(number)s dibuat. Periksa harga dan jumlahnya.", number=made.number))
    return fragments.leave(url_for("buyer.request.show", org=org, public_id=made.public_id))


def asking() -> list[Desk]:
    """The desks for which the present person may ask."""
    return [desk for desk in desks.mine() if desk.outlets("requester")]


def _desk(org: str) -> Desk:
    desk = desks.current(org)
    desks.demand_anywhere(desk, "requester")
    return desk


def _made(desk: Desk, outlet: Outlet) -> PurchaseRequest:
    session, by = db.session(), identity.actor()
    if "produk" in request.args:
        variant, quantity = request.form.get("variant_id", ""), counts.read(request.form.get("quantity", ""))
        known = int(variant) if variant.isdecimal() and len(variant) < 10 else 0
        return from_shop.product(session, desk, outlet, known, quantity or 0, by=by)
    cart = basket.current()
    if cart is None:
        raise from_shop.NothingInCart()
    return from_shop.cart(session, desk, outlet, cart, by=by)


def _page(desk: Desk, wrong: str = "", at_quantity: bool = False) -> Response:
    session, slug = db.session(), request.args.get("produk", "")
    found: Product | None = products.by_slug(session, slug) if slug else None
    cart = None if found else basket.current()
    return fragments.page(
        "buyer/requests/from_shop.html",
        status=422 if wrong else 200,
        form_errors=bool(wrong),
        desk=desk,
        outlets=desk.outlets("requester"),
        product=found,
        packs=[one for one in found.variants if one.archived_at is None] if found else [],
        lines=len(carts.quantities(session, cart)) if cart else 0,
        wrong=wrong,
        at_quantity=at_quantity,
        typed=request.form,
    )
