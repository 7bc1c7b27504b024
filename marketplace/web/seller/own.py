"""Which of a person's producers a page speaks for."""

from __future__ import annotations

from flask import abort

from marketplace.web import identity


def producer_id() -> int:
    """The producer the person works for, the first one where there are several."""
    mine = identity.actor().producer_ids
    if not mine:
        abort(404)
    return min(mine)
