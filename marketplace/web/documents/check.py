"""Is this paper as it was issued? For anybody who holds it; it names no buyer."""

from __future__ import annotations

import secrets

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.money import documents
from marketplace.web import fragments
from marketplace.web.access import PUBLIC, policy

from . import papers

bp = Blueprint("check", __name__)


@bp.get("/dokumen/<public_id>/<short_hash>")
@policy(PUBLIC)
def show(public_id: str, short_hash: str) -> Response:
    """Number, sum, day and issuer, once the fingerprint fits."""
    try:
        document = documents.by_public_id(db.session(), public_id)
    except NotFound:
        return fragments.page("documents/check.html", status=404, document=None)
    if not document.is_intact or not secrets.compare_digest(short_hash.encode(), document.short_hash.encode()):
        return fragments.page("documents/check.html", status=404, document=None)
    return fragments.page(
        "documents/check.html",
        document=document,
        title=papers.TITLES[document.kind],
        fingerprint=papers.fingerprint(document),
    )
