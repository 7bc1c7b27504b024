"""A buyer's documents by the link of the order."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.money.documents import Document
from marketplace.trade import invoicing, orders
from marketplace.web.access import PUBLIC, policy

from . import answers

bp = Blueprint("buyer", __name__)


@bp.get("/pesanan/<token>/dokumen/<public_id>")
@policy(PUBLIC)
def show(token: str, public_id: str) -> Response:
    """The print page."""
    return answers.page(_found(token, public_id), url_for("shop.orders.show", token=token))


@bp.get("/pesanan/<token>/dokumen/<public_id>.pdf")
@policy(PUBLIC)
def file(token: str, public_id: str) -> Response:
    """The PDF."""
    return answers.file(_found(token, public_id))


@bp.get("/pesanan/<token>/dokumen/<public_id>/meterai")
@policy(PUBLIC)
def stamped(token: str, public_id: str) -> Response:
    """The receipt with its meterai."""
    return answers.stamped(_found(token, public_id))


def _found(token: str, public_id: str) -> Document:
    session = db.session()
    return invoicing.in_group(session, orders.by_token(session, token), public_id)
