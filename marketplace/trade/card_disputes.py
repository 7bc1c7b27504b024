"""A buyer went to their bank: the orders' money stays where it is until the bank has decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.money import card_cases, freezes
from marketplace.money.card_cases import CardCase
from marketplace.money.cards import CardCharge
from marketplace.money.gateways.stripe_api import rupiah

from . import settlement
from .card_payments import BY, group_of
from .orders import OrderGroup, subject

REASON = "card_dispute"
OURS = ("won", "warning_closed", "prevented")


def tell(session: Session, thing: dict[str, Any]) -> str:
    """Record a dispute as the provider tells it, in whatever order it is told."""
    name, status = str(thing.get("id") or ""), str(thing.get("status") or "")
    intent = str(thing.get("payment_intent") or "")
    charge = session.scalars(select(CardCharge).where(CardCharge.intent_id == intent)).first()
    payment_id = charge.payment_id if charge else None
    card_cases.tell(
        session, "dispute", name, payment_id=payment_id, amount=max(rupiah(thing.get("amount")), 0),
        reason=str(thing.get("reason") or ""), status=status,
    )  # fmt: skip
    case = card_cases.of(session, "dispute", name)
    if case is None or case.closed_at is not None:
        return "known"
    if status not in ("", case.facts.get("status")) and case.facts.get("status") != "lost":
        case.facts = {**case.facts, "status": status}
    if status in OURS:
        _lift(session, case, by=BY)
        card_cases.close(session, case, status, by=BY)
        return status
    group = group_of(session, payment_id)
    for order in group.orders if group else []:
        freezes.freeze(session, subject(order), REASON, by=BY)
    session.flush()
    return "lost" if status == "lost" else "frozen"


def accept_loss(session: Session, case: CardCase, *, by: Actor) -> None:
    """Finance writes a lost dispute off; the orders' money is free again. Raise NotAllowed the second time."""
    card_cases.close(session, case, "written off", by=by)
    settlement.card_lost(session, case.id, case.amount, f"Sengketa kartu kalah {case.subject}", by=by)
    _lift(session, case, by=by)


def _lift(session: Session, case: CardCase, *, by: Actor) -> None:
    group: OrderGroup | None = group_of(session, case.payment_id)
    for order in group.orders if group else []:
        freezes.lift(session, subject(order), REASON, by=by)
