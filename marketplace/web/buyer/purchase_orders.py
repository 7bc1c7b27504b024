"""An organisation's purchase orders: the list, the print page, the PDF, every version."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.people.buyers import Desk
from marketplace.sourcing import amending, purchase_orders
from marketplace.sourcing.purchase_orders import PurchaseOrder, PurchaseOrderVersion
from marketplace.web import fragments, pdf
from marketplace.web.access import BUYER, policy
from marketplace.web.documents import po_paper

from . import buying_words, desks

bp = Blueprint("purchase_orders", __name__)


@bp.get("/pembelian/<org>/po")
@policy(BUYER)
def show(org: str) -> Response:
    """All of the outlets where the person has a role, newest first."""
    desk = desks.current(org)
    found = purchase_orders.listed(db.session(), desk)
    return fragments.page("buyer/purchase_orders/show.html", desk=desk, pos=found, say=buying_words)


@bp.get("/pembelian/<org>/po/<public_id>")
@policy(BUYER)
def one(org: str, public_id: str) -> Response:
    """The paper that holds, or a version by number."""
    desk, po, version = found(org, public_id)
    return fragments.page(
        "buyer/purchase_orders/one.html",
        desk=desk,
        po=po,
        version=version,
        paper=po_paper.paper(version),
        back=url_for("buyer.purchase_orders.show", org=org),
        may_ask=amending.may_ask(desk, po),
        say=buying_words,
    )


@bp.get("/pembelian/<org>/po/<public_id>.pdf")
@policy(BUYER)
def file(org: str, public_id: str) -> Response:
    """The PDF."""
    _desk, po, version = found(org, public_id)
    return download(po, version)


def found(org: str, public_id: str) -> tuple[Desk, PurchaseOrder, PurchaseOrderVersion]:
    """What an address means; raise NotFound."""
    desk = desks.current(org)
    po = purchase_orders.of_desk(db.session(), desk, public_id)
    return desk, po, version_of(po)


def version_of(po: PurchaseOrder) -> PurchaseOrderVersion:
    """The version that the address asks for, else the one that holds."""
    asked = request.args.get("versi", "")
    if not asked:
        return po.valid
    for one_ in po.versions:
        if asked == str(one_.version):
            return one_
    raise NotFound(version=asked)


def download(po: PurchaseOrder, version: PurchaseOrderVersion) -> Response:
    """A version as a file."""
    name = f"{po.number.replace('/', '-')}-v{version.version}.pdf"
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(po_paper.file(version), mimetype=pdf.MIME, headers=headers)
