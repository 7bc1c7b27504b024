"""Any sales document, for finance."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.money import documents
from marketplace.money.documents import Document
from marketplace.web import uploads
from marketplace.web.access import policy

from . import answers

bp = Blueprint("desk", __name__)


@bp.get("/agensi/dokumen-jual/<public_id>")
@policy("staff:finance")
def show(public_id: str) -> Response:
    """The print page, with the form for the meterai."""
    document = _found(public_id)
    return answers.page(document, _back(document), may_stamp=True)


@bp.get("/agensi/dokumen-jual/<public_id>.pdf")
@policy("staff:finance")
def file(public_id: str) -> Response:
    """The PDF."""
    return answers.file(_found(public_id))


@bp.get("/agensi/dokumen-jual/<public_id>/meterai")
@policy("staff:finance")
def stamped(public_id: str) -> Response:
    """The receipt with its meterai."""
    return answers.stamped(_found(public_id))


@bp.post("/agensi/dokumen-jual/<public_id>/meterai")
@policy("staff:finance")
@uploads.large
def keep(public_id: str) -> Response:
    """Keep the receipt with its meterai."""
    document = _found(public_id)
    return answers.keep_stamped(document, _back(document), url_for(".show", public_id=public_id))


def _back(document: Document) -> str:
    return url_for("agency.sales_documents.show")


def _found(public_id: str) -> Document:
    return documents.by_public_id(db.session(), public_id)
