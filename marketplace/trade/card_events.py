"""The provider's messages: each acts once, in the transaction that keeps its id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.kernel import faults
from marketplace.money import card_cases
from marketplace.money.card_cases import CardEvent
from marketplace.money.gateways import stripe_api
from marketplace.money.gateways.provider import Notice

from . import card_disputes, card_payments, card_refunds

AFTER_NOTE = faults.declare("card.noted", "the provider's message is kept, it has not acted yet")
Handler = Callable[[Session, dict[str, Any]], str]


def take(session: Session, notice: Notice) -> str:
    """Let a verified message act; returns in one word what it meant."""
    if not card_cases.note(session, notice.id, notice.kind, str(notice.thing.get("id") or "")):
        return "known"
    faults.at(AFTER_NOTE)
    handler = HANDLERS.get(notice.kind)
    outcome = handler(session, notice.thing) if handler else "ignored"
    session.execute(update(CardEvent).where(CardEvent.provider_id == notice.id).values(outcome=outcome))
    return outcome


def _page(session: Session, thing: dict[str, Any]) -> str:
    return card_payments.tell(session, stripe_api.hosted(thing))


def _page_failed(session: Session, thing: dict[str, Any]) -> str:
    return card_payments.failed(session, stripe_api.hosted(thing))


def _intent(session: Session, thing: dict[str, Any]) -> str:
    return card_payments.tell(session, stripe_api.paid_intent(thing))


def _intent_failed(session: Session, thing: dict[str, Any]) -> str:
    return card_payments.declined(session, stripe_api.paid_intent(thing))


def _refund(session: Session, thing: dict[str, Any]) -> str:
    return card_refunds.tell(session, stripe_api.refunded(thing))


HANDLERS: dict[str, Handler] = {
    "checkout.session.completed": _page,
    "checkout.session.async_payment_succeeded": _page,
    "checkout.session.async_payment_failed": _page_failed,
    "checkout.session.expired": _page,
    "payment_intent.succeeded": _intent,
    "payment_intent.payment_failed": _intent_failed,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.refund.updated": _refund,
    "charge.dispute.created": card_disputes.tell,
    "charge.dispute.updated": card_disputes.tell,
    "charge.dispute.closed": card_disputes.tell,
    "charge.dispute.funds_withdrawn": card_disputes.tell,
    "charge.dispute.funds_reinstated": card_disputes.tell,
}
