"""Card money: what the provider's word means for an order, whenever and however often it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults, upsert
from marketplace.kernel.actor import Actor
from marketplace.money import card_cases, cards, payments
from marketplace.money.cards import CardCharge, CardSession
from marketplace.money.gateways.provider import Hosted
from marketplace.money.payments import Payment

from . import paying, settlement
from .orders import OrderGroup

AFTER_CHARGE = faults.declare("card.charged", "the charge is written, the order is not yet paid")
AFTER_PAID = faults.declare("card.paid", "the order is paid by card, nothing is committed")
BY = Actor("system", "Penyedia kartu")
FIRST_LOOK, LAST_LOOK = timedelta(seconds=15), timedelta(minutes=30)
TELLING = timedelta(minutes=10)
SLOW = timedelta(seconds=12)
PAYABLE = ("waiting", "checking", "rejected", "expired")


@dataclass(frozen=True)
class Standing:
    """What the buyer is told. state: preparing, slow, open, checking, again."""

    state: str
    url: str = ""
    error: str = ""


def standing(session: Session, payment: Payment) -> Standing:
    """How the hosted page of a payment stands."""
    newest = cards.newest(session, payment)
    if newest is None or newest.state in {"expired", "failed", "dropped"}:
        return Standing("again", error=newest.error if newest else "")
    back = newest.returned_at is not None and newest.returned_at > clock.now() - TELLING and not newest.error
    if newest.state in {"paid", "held"} or back:
        return Standing("checking", newest.url)
    if newest.state == "open":
        return Standing("open", newest.url, newest.error)
    return Standing("slow" if newest.created_at < clock.now() - SLOW else "preparing")


def tell(session: Session, told: Hosted) -> str:
    """Act on what the provider says of a hosted page; returns in one word what it meant."""
    attempt = _attempt(session, told)
    if attempt is None:
        card_cases.tell(session, "unknown", told.intent or told.id, amount=max(told.amount, 0), payment=told.payment)
        return "unknown"
    attempt = locked(session, attempt.id)
    if attempt.provider_id is None and told.id:
        attempt.provider_id, attempt.url = told.id, told.url
    if told.paid:
        return _arrived(session, attempt, told)
    if told.status == "expired" and attempt.state in cards.IN_FLIGHT:
        attempt.state, attempt.due_at = "expired", None
        session.flush()
        return "expired"
    if attempt.state in cards.IN_FLIGHT:
        attempt.returned_at = clock.now() if told.status == "complete" else None
        session.flush()
    return "waiting"


def locked(session: Session, session_id: int) -> CardSession:
    """A hosted page with its payment, locked in the order in which everybody locks them."""
    found = session.get_one(CardSession, session_id)
    session.refresh(found.payment, with_for_update=True)
    session.refresh(found, with_for_update=True)
    return found


def opened(session: Session, attempt: CardSession, told: Hosted) -> None:
    """The provider made the page."""
    attempt.provider_id, attempt.url, attempt.error = told.id, told.url, ""
    if attempt.state == "wanted":
        attempt.state = "open"
        look_later(attempt)
    session.flush()


def look_later(attempt: CardSession) -> None:
    """Ask again after a pause that doubles."""
    pause = min(LAST_LOOK, FIRST_LOOK * 2 ** min(attempt.looks, 10))
    attempt.due_at, attempt.looks = clock.now() + pause, attempt.looks + 1


def declined(session: Session, told: Hosted) -> str:
    """A card was refused; the page stays open for another."""
    attempt = _attempt(session, told)
    if attempt is None or attempt.state not in cards.IN_FLIGHT:
        return "late"
    attempt.error = "declined"
    session.flush()
    return "declined"


def failed(session: Session, told: Hosted) -> str:
    """The money that was on its way will not come."""
    attempt = _attempt(session, told)
    if attempt is None or attempt.state not in cards.IN_FLIGHT:
        return "late"
    attempt.state, attempt.error, attempt.due_at = "failed", "declined", None
    session.flush()
    return "failed"


def group_of(session: Session, payment_id: int | None) -> OrderGroup | None:
    """The orders of a payment."""
    return session.scalars(select(OrderGroup).where(OrderGroup.payment_id == payment_id)).first()


def _attempt(session: Session, told: Hosted) -> CardSession | None:
    """By the provider's id, else by our own name; both must be the same payment's."""
    by_id = CardSession.provider_id == told.id if told.id else CardSession.name == told.name
    found = session.scalars(select(CardSession).where(by_id)).first()
    found = found or session.scalars(select(CardSession).where(CardSession.name == told.name)).first()
    if found is None or (told.payment and told.payment != found.payment.public_id):
        return None
    if told.id and found.provider_id not in (None, told.id):
        return None
    return found


def _arrived(session: Session, attempt: CardSession, told: Hosted) -> str:
    """Money for a payment: written once for each charge, whatever else arrives at the same moment."""
    payment = attempt.payment
    known = session.scalar(select(CardCharge.id).where(CardCharge.intent_id == told.intent))
    if known is not None:
        return "known"
    if (told.currency, told.amount) != ("idr", attempt.amount) or not told.intent:
        return _hold(session, attempt, told)
    charge_id = _charge(session, payment, told)
    faults.at(AFTER_CHARGE)
    again = attempt.state == "paid"
    attempt.state, attempt.due_at, attempt.error = "paid", None, ""
    group = group_of(session, payment.id)
    if group is None:
        card_cases.tell(session, "unknown", told.intent, payment_id=payment.id, amount=told.amount)
        return "unknown"
    if payment.state in PAYABLE and not again:
        paying.confirm(session, group, by=BY)
        outcome = "paid"
    else:
        settlement.card_stray(session, group, charge_id, told.amount, by=BY)
        outcome = "stray"
    faults.at(AFTER_PAID)
    return outcome


def _charge(session: Session, payment: Payment, told: Hosted) -> int:
    row = upsert.insert(session, CardCharge).values(
        payment_id=payment.id, intent_id=told.intent, amount=told.amount, refunded=0, at=clock.now()
    )
    return session.execute(row.returning(CardCharge.id)).scalar_one()


def _hold(session: Session, attempt: CardSession, told: Hosted) -> str:
    """Another sum or currency than was asked: nothing is posted, a person looks at it."""
    if attempt.state in cards.IN_FLIGHT:
        attempt.state, attempt.due_at = "held", None
    card_cases.tell(
        session, "amount", told.intent or told.id, payment_id=attempt.payment_id, amount=max(told.amount, 0),
        asked=attempt.amount, currency=told.currency,
    )  # fmt: skip
    session.flush()
    return "held"


def try_again(session: Session, group: OrderGroup) -> None:
    """The buyer wants to pay: a page is made unless one is there. Raise NotAllowed when it is too late."""
    payments.FLOW.target(group.payment.state, "cancel", "buyer")
    cards.want(session, group.payment)
