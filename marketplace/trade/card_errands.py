"""What the card provider is to be asked: claimed, asked and written down in three separate steps.

Only `claim` and `record`/`missed` see the database; `call` sees only the network. So no transaction ever waits for
the provider, and a process that dies in between leaves a claim that runs out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults
from marketplace.money import card_cases, cards
from marketplace.money.card_money import CardCheck
from marketplace.money.cards import CardSession
from marketplace.money.gateways.provider import Hosted, Provider, ProviderRefused, Refunded, Wanted

from . import card_payments, card_refunds
from .card_refunds import CardRefund
from .orders import OrderGroup

AFTER_SENT = faults.declare("card.refund_sent", "the provider has sent the refund, nothing is written down")
LEASE = timedelta(seconds=40)
SLOWEST = timedelta(minutes=10)
NEW_KEY_AFTER, TELL_AFTER = 4, 8
Address = Callable[[str, str], str]
T = TypeVar("T", CardSession, CardRefund)


class Errand:
    """One question for the provider."""

    def call(self, provider: Provider) -> Any:
        """Ask. No database here."""
        raise NotImplementedError

    def record(self, session: Session, answer: Any) -> None:
        """Write the answer down."""
        raise NotImplementedError

    def missed(self, session: Session, problem: Exception) -> None:
        """There was no answer (ProviderAway) or a clear no (ProviderRefused)."""
        raise NotImplementedError


@dataclass(frozen=True)
class OpenPage(Errand):
    """Make the hosted page; when an earlier answer was lost, look for it first."""

    session_id: int
    wanted: Wanted
    asked_before: bool
    since: datetime
    too_late: bool

    def call(self, provider: Provider) -> Hosted | None:
        found = provider.find(self.wanted.name, self.since) if self.asked_before else None
        return found if found or self.too_late else provider.start(self.wanted)

    def record(self, session: Session, answer: Hosted | None) -> None:
        row = card_payments.locked(session, self.session_id)
        if answer is not None:
            card_payments.opened(session, row, answer)
            if self.too_late:
                row.due_at = clock.now()
            card_payments.tell(session, answer)
        elif row.state == "wanted":
            row.state, row.due_at = "dropped", None

    def missed(self, session: Session, problem: Exception) -> None:
        row = card_payments.locked(session, self.session_id)
        if row.state != "wanted":
            return
        if isinstance(problem, ProviderRefused):
            row.state, row.error, row.due_at = "failed", "refused", None
            card_cases.tell(
                session, "session", row.name, payment_id=row.payment_id, amount=row.amount, reason=str(problem)[:300]
            )
            session.flush()
            return
        row.due_at = clock.now() + _pause(row.tries)
        if row.tries % NEW_KEY_AFTER == 0:
            row.key = f"pay-{row.name}-{row.tries}"
            row.expires_at = max(row.expires_at, clock.now() + cards.SHORTEST)
        if row.tries >= TELL_AFTER:
            card_cases.tell(session, "away", clock.today().isoformat(), reason=str(problem)[:300])
        session.flush()


@dataclass(frozen=True)
class Look(Errand):
    """Ask how a hosted page stands; end it when the order has ended."""

    session_id: int
    provider_id: str
    end: bool

    def call(self, provider: Provider) -> Hosted:
        return provider.close(self.provider_id) if self.end else provider.status(self.provider_id)

    def record(self, session: Session, answer: Hosted) -> None:
        row = card_payments.locked(session, self.session_id)
        if row.state == "open":
            card_payments.look_later(row)
        card_payments.tell(session, answer)

    def missed(self, session: Session, problem: Exception) -> None:
        row = card_payments.locked(session, self.session_id)
        if row.state == "open":
            card_payments.look_later(row)


@dataclass(frozen=True)
class SendBack(Errand):
    """Refund a part or all of a charge; when an earlier answer was lost, look for it first."""

    refund_id: int
    intent: str
    amount: int
    owed: str
    key: str
    asked_before: bool

    def call(self, provider: Provider) -> Refunded:
        found = provider.find_refund(self.intent, self.owed) if self.asked_before else None
        return found or provider.refund(self.intent, self.amount, self.owed, self.key)

    def record(self, session: Session, answer: Refunded) -> None:
        faults.at(AFTER_SENT)
        if card_refunds.tell(session, answer) == "pending":
            row = session.get_one(CardRefund, self.refund_id)
            row.due_at = clock.now() + SLOWEST

    def missed(self, session: Session, problem: Exception) -> None:
        row = session.get_one(CardRefund, self.refund_id, with_for_update=True)
        row.error = str(problem)[:300]
        if isinstance(problem, ProviderRefused):
            card_refunds.fail(session, row, row.error)
            return
        row.due_at = clock.now() + _pause(row.tries)
        if row.tries >= TELL_AFTER:
            reason, payment_id = f"no answer: {row.error}", row.charge.payment_id
            card_cases.tell(
                session, "refund_slow", f"owed:{row.owed_id}", payment_id=payment_id, amount=row.amount, reason=reason
            )
        if row.tries % NEW_KEY_AFTER == 0:
            row.key = f"owed-{row.owed_id}-{row.tries}"


def claim(session: Session, address: Address) -> Errand | None:
    """Take the next thing to ask; the caller commits the claim. `address` makes the links that lead back."""
    return _page(session, address) or _refund(session)


def _page(session: Session, address: Address) -> Errand | None:
    row = _due(session, CardSession)
    if row is None:
        return None
    ended = row.payment.state not in {"new", "waiting", "checking", "rejected"}
    before, row.tries = row.tries, row.tries + 1
    row.due_at = clock.now() + LEASE
    if row.provider_id is not None:
        return Look(row.id, row.provider_id, ended)
    if ended and not before:
        row.state, row.due_at = "dropped", None
        return Nothing()
    group = session.scalars(select(OrderGroup).where(OrderGroup.payment_id == row.payment_id)).one()
    wanted = Wanted(
        name=row.name, key=row.key, amount=row.amount, title=f"Pesanan {group.number}",
        payment=row.payment.public_id, expires_at=row.expires_at,
        success_url=address("back", group.token), cancel_url=address("order", group.token),
    )  # fmt: skip
    return OpenPage(row.id, wanted, before > 0, row.created_at, ended)


def _refund(session: Session) -> Errand | None:
    row = _due(session, CardRefund)
    if row is None:
        return None
    before, row.tries = row.tries, row.tries + 1
    row.due_at = clock.now() + LEASE
    return SendBack(row.id, row.charge.intent_id, row.amount, str(row.owed_id), row.key, before > 0)


def _due(session: Session, model: type[T]) -> T | None:
    query = select(model).where(model.due_at <= clock.now()).order_by(model.due_at, model.id).limit(1)
    return session.scalars(query.with_for_update(skip_locked=True, of=model)).first()


def _pause(tries: int) -> timedelta:
    """Before it is asked again after no answer: 1, 2, 4 … seconds."""
    return min(SLOWEST, timedelta(seconds=2 ** min(tries - 1, 12)))


class Nothing(Errand):
    """It has become needless."""

    def call(self, provider: Provider) -> None:
        return None

    def record(self, session: Session, answer: None) -> None:
        return None


def in_flight(session: Session) -> bool:
    """Whether something is wanted of the provider now."""
    models = (CardSession, CardRefund, CardCheck)
    due = (select(model.id).where(model.due_at <= clock.now()).limit(1) for model in models)
    return any(session.scalar(query) is not None for query in due)
