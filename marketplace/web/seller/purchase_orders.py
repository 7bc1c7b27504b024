"""A purchase order as its maker reads it: the paper, and her answer to a change."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.sourcing import amending, purchase_orders
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy
from marketplace.web.buyer import buying_words
from marketplace.web.buyer.purchase_orders import download, version_of
from marketplace.web.documents import po_paper

bp = Blueprint("purchase_orders", __name__)


@bp.get("/jualan/po/<public_id>")
@policy(PRODUCER)
def show(public_id: str) -> Response:
    """The paper, with the change that waits above it."""
    return _page(_found(public_id))


@bp.get("/jualan/po/<public_id>.pdf")
@policy(PRODUCER)
def file(public_id: str) -> Response:
    """The PDF."""
    po = _found(public_id)
    return download(po, version_of(po))


@bp.post("/jualan/po/<public_id>")
@policy(PRODUCER)
def answer(public_id: str) -> Response:
    """Consent, or say why not."""
    po, by = _found(public_id), identity.actor()
    version = request.form.get("versi", "")
    number = int(version) if version.isdecimal() else 0
    try:
        if request.form.get("langkah") == "setuju":
            amending.accept(db.session(), po, number, by=by)
            told = _("Anda setuju. Pesanan sudah diubah.")
        else:
            amending.decline(db.session(), po, number, request.form.get("answer", ""), by=by)
            told = _("Anda tidak setuju. Pesanan tetap seperti semula.")
    except Refusal as refused:
        empty = isinstance(refused, Invalid)
        sentence = _("Tulis alasannya, supaya pembeli tahu.") if empty else sentences.of(refused)
        db.session.rollback()
        return _page(_found(public_id), {"answer" if empty else "ringkasan": sentence})
    db.session.commit()
    flash(told)
    return redirect(url_for("seller.purchase_orders.show", public_id=public_id), 303)


def _found(public_id: str) -> PurchaseOrder:
    return purchase_orders.of_maker(db.session(), public_id, by=identity.actor())


def _page(po: PurchaseOrder, wrong: dict[str, str] | None = None) -> Response:
    version = version_of(po)
    return fragments.page(
        "seller/purchase_orders/show.html",
        status=422 if wrong else 200,
        po=po,
        version=version,
        paper=po_paper.paper(version),
        back=url_for("seller.inbox.order", number=po.orders[0].number) if po.orders else url_for("seller.inbox.show"),
        wrong=wrong or {},
        form_errors=wrong,
        summary=[(key, text, "") for key, text in (wrong or {}).items()],
        say=buying_words,
    )
