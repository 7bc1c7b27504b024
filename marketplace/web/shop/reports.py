"""Anybody reports a review that should not be seen (F90)."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.trade import reviews
from marketplace.web import report_form
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("reports", __name__)
PAGE = "shop/reviews/report.html"


@bp.get("/ulasan/<public_id>/lapor")
@policy(PUBLIC)
def show(public_id: str) -> Response:
    """The review and the form."""
    found = reviews.by_public_id(db.session(), public_id)
    return report_form.page(PAGE, found.words, url_for("shop.reviews.of_product", slug=found.product.slug))


@bp.post("/ulasan/<public_id>/lapor")
@policy(PUBLIC)
def save(public_id: str) -> Response:
    """Report it."""
    found = reviews.by_public_id(db.session(), public_id)
    back = url_for("shop.reviews.of_product", slug=found.product.slug)
    return report_form.save(PAGE, found, found.words, back)
