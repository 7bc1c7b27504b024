"""A maker's own sales documents."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.money import documents
from marketplace.money.documents import Document
from marketplace.web import identity, uploads
from marketplace.web.access import PRODUCER, policy

from . import answers

bp = Blueprint("seller", __name__)


@bp.get("/jualan/dokumen-jual/<public_id>")
@policy(PRODUCER)
def show(public_id: str) -> Response:
    """The print page, with the form for the meterai."""
    return _page(_found(public_id))


@bp.get("/jualan/dokumen-jual/<public_id>.pdf")
@policy(PRODUCER)
def file(public_id: str) -> Response:
    """The PDF."""
    return answers.file(_found(public_id))


@bp.get("/jualan/dokumen-jual/<public_id>/meterai")
@policy(PRODUCER)
def stamped(public_id: str) -> Response:
    """The receipt with its meterai."""
    return answers.stamped(_found(public_id))


@bp.post("/jualan/dokumen-jual/<public_id>/meterai")
@policy(PRODUCER)
@uploads.large
def keep(public_id: str) -> Response:
    """Keep the receipt with its meterai."""
    document = _found(public_id)
    if not document.data.get("stamp"):
        raise NotFound(public_id=public_id)
    refused = answers.keep_stamped(document)
    if refused is not None:
        return _page(document, 422, refused)
    flash(_("Kuitansi bermeterai tersimpan. Pembeli bisa mengunduhnya."))
    return redirect(url_for(".show", public_id=public_id), 303)


def _page(document: Document, status: int = 200, form: answers.StampForm | None = None) -> Response:
    number = document.data["order"]
    back = url_for("seller.inbox.order", number=number)
    return answers.page(document, back, may_stamp=True, status=status, form=form)


def _found(public_id: str) -> Document:
    return documents.of_producer(db.session(), public_id, by=identity.actor())
