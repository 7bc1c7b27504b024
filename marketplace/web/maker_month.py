"""A maker's month to print, for her and for finance."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.people.producers import Producer
from marketplace.trade import monthly

from . import fragments


def page(maker: Producer, month: str, address: Callable[[str], str], back: str) -> Response:
    """What was open, every order and payout, what is open; `address` leads to another month (`2026-11`)."""
    session, first = db.session(), monthly.read(month)
    if first is None:
        abort(404)
    return fragments.page(
        "documents/maker_month.html",
        maker=maker,
        found=monthly.statement(session, maker.id, first),
        months=monthly.months(session, maker.id),
        address=address,
        back=back,
    )
