"""Whoever reads an order first lets the steps act whose time to be undone is over."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

from marketplace.kernel.db import begin_write, db
from marketplace.trade import pressing, second_thoughts


def act_on(order_ids: Iterable[int]) -> None:
    """Let due steps of these orders act; must come first in the unit of work, which begins anew."""
    session = db.session()
    due = second_thoughts.due(session, order_ids)
    if not due:
        return
    begin_write(session)
    for order_id in due:
        pressing.act_if_due(session, order_id)
    session.commit()
    if request.method == "POST":
        begin_write(session)
