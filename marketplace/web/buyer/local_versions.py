"""A frozen report for the hotel: page, PDF, workbook, and the text that the fingerprint is of."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.sourcing import local_checking
from marketplace.sourcing.local_report_rows import LocalVersion
from marketplace.sourcing.local_reports import READERS
from marketplace.web.access import BUYER, policy
from marketplace.web.documents import local_answers

from .local_reports import where

bp = Blueprint("local_versions", __name__)


@bp.get("/pembelian/<org>/laporan/<outlet>/<month>/v<int:version>")
@policy(BUYER)
def show(org: str, outlet: str, month: str, version: int) -> Response:
    """The print page."""
    back = url_for("buyer.local_reports.one", org=org, outlet=outlet, month=month)
    return local_answers.page(_found(org, outlet, month, version), back)


@bp.get("/pembelian/<org>/laporan/<outlet>/<month>/v<int:version>.<any(pdf, xlsx, json):kind>")
@policy(BUYER)
def file(org: str, outlet: str, month: str, version: int, kind: str) -> Response:
    """The same as a file."""
    return local_answers.file(_found(org, outlet, month, version), kind)


def _found(org: str, outlet: str, month: str, version: int) -> LocalVersion:
    _desk, place, first = where(org, outlet, month, *READERS)
    return local_checking.version_of(db.session(), place, first, version)
