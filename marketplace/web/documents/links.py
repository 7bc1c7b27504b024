"""Links to the documents of orders, for the pages of buyer, maker and staff."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from marketplace.kernel.db import db
from marketplace.money.documents import Document
from marketplace.trade import invoicing, order_rows, orders
from marketplace.trade.orders import Order


@dataclass(frozen=True)
class Link:
    """One document: its kind in words, its number, where its page and its PDF are."""

    id: str
    kind: str
    number: str
    total: int
    href: str
    pdf: str
    stamp_missing: bool


def register(app: Flask) -> None:
    """`buyer_documents(token)`, `seller_documents(order)` and `staff_documents(order)` for templates."""
    app.jinja_env.globals.update(
        buyer_documents=for_buyer, seller_documents=for_seller, staff_documents=for_staff, document_kind=kind
    )


def kind(name: str) -> str:
    """The kind in the reader's language."""
    return {"invoice": _("Invoice"), "credit_note": _("Nota kredit"), "receipt": _("Kuitansi")}[name]


def for_buyer(token: str) -> dict[str, list[Link]]:
    """Of all orders of a link, by the order's number."""
    session = db.session()
    mine = order_rows.of_token(session, token)
    numbers = {orders.subject(order): order.number for order in mine}
    found: dict[str, list[Link]] = defaultdict(list)
    for document in invoicing.of_orders(session, mine):
        found[numbers[document.subject]].append(_link(document, "documents.buyer", token=token))
    return found


def for_seller(order: Order) -> list[Link]:
    """Of one order, for its maker, in her words."""
    found = [_link(row, "documents.seller") for row in invoicing.of_orders(db.session(), [order])]
    return [replace(link, kind=_("Nota")) if link.kind == kind("invoice") else link for link in found]


def for_staff(order: Order) -> list[Link]:
    """Of one order, for finance."""
    return [_link(row, "documents.desk") for row in invoicing.of_orders(db.session(), [order])]


def _link(document: Document, part: str, **where: str) -> Link:
    values: dict[str, Any] = {**where, "public_id": document.public_id}
    return Link(
        document.public_id,
        kind(document.kind),
        document.number,
        document.total,
        url_for(f"{part}.show", **values),
        url_for(f"{part}.file", **values),
        bool(document.data.get("stamp")) and not document.stamps,
    )
