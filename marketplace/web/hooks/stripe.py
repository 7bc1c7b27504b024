"""The card provider's messages: verified over the raw body, kept once, acted on once."""

from __future__ import annotations

import logging

from flask import abort, request

from marketplace.kernel.db import begin_write, db
from marketplace.money.gateways import card
from marketplace.money.gateways.provider import Forged
from marketplace.trade import card_events
from marketplace.web.access import PUBLIC, policy

from . import bp

LARGEST = 256 * 1024
log = logging.getLogger("marketplace.web")


@bp.post("/hooks/stripe")
@policy(PUBLIC)
def receive() -> tuple[str, int, dict[str, str]]:
    """200 once it is kept (again and again for the same one), 400 for what the provider did not sign."""
    provider = card.provider()
    if provider is None:
        return _said("refused", 400)
    if (request.content_length or 0) > LARGEST:
        abort(413)
    raw = request.get_data(cache=False)
    try:
        notice = provider.verify(raw, request.headers.get("Stripe-Signature", ""))
    except Forged as problem:
        log.warning("hook refused: %s", problem)
        return _said("refused", 400)
    begin_write(db.session())
    outcome = card_events.take(db.session(), notice)
    db.session.commit()
    return _said(outcome, 200)


def _said(text: str, status: int) -> tuple[str, int, dict[str, str]]:
    return text, status, {"Content-Type": "text/plain; charset=utf-8"}
