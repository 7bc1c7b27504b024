"""Which lines of an order its buyer may review, and how the reviews that were written stand."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from marketplace.kernel.actor import guest
from marketplace.trade import reviews
from marketplace.trade.orders import OrderGroup
from marketplace.trade.review_rows import Review

NOTHING: Mapping[int, str] = {}
MAY = "may"


def of(session: Session, found: OrderGroup) -> dict[int, str]:
    """By line: MAY, or a sentence about the review that there is; lines that did not come are left out."""
    by = guest(found.name)
    came = [line.id for order in found.orders for line in order.lines if not reviews.why_not(order, line, by=by)]
    told = reviews.of_lines(session, came) if came else {}
    return {line_id: _state(told.get(line_id)) for line_id in came}


def _state(review: Review | None) -> str:
    if review is None:
        return MAY
    if review.hidden_at is not None:
        return _("Ulasan Anda disembunyikan petugas: %(reason)s", reason=review.hidden_reason)
    return _("Sudah Anda ulas")
