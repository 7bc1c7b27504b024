"""Once a day the provider's own ledger is held against ours; whatever differs is told to finance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, upsert
from marketplace.money import card_cases
from marketplace.money.card_money import CardCheck
from marketplace.money.cards import CardCharge
from marketplace.money.gateways import card
from marketplace.money.gateways.provider import Movement, Provider

from .card_errands import LEASE, Errand
from .card_refunds import CardRefund
from .orders import OrderGroup

BACK = timedelta(days=8)
FRESH = timedelta(hours=1)
EARLIER = timedelta(days=1)
CHARGES = {"charge": 1, "payment": 1}
REFUNDS = {"refund": 1, "payment_refund": 1, "refund_failure": -1, "payment_refund_failure": -1}


@dataclass(frozen=True)
class Compare(Errand):
    """Read the provider's ledger of the last days."""

    check_id: int
    since: datetime

    def call(self, provider: Provider) -> list[Movement]:
        return list(provider.movements(self.since - EARLIER))

    def record(self, session: Session, answer: list[Movement]) -> None:
        row = session.get_one(CardCheck, self.check_id, with_for_update=True)
        if row.done_at is None:
            row.compared, row.differences = len(answer), compare(session, answer, self.since)
            row.done_at, row.due_at = clock.now(), None

    def missed(self, session: Session, problem: Exception) -> None:
        row = session.get_one(CardCheck, self.check_id, with_for_update=True)
        row.due_at = clock.now() + timedelta(minutes=min(60, 2**row.tries))


def promise(session: Session) -> bool:
    """Today's comparison, once a day, while cards are taken; a step of the sweeps."""
    if card.provider() is None or session.scalar(select(CardCheck.id).where(CardCheck.day == clock.today())):
        return False
    row = upsert.insert(session, CardCheck).values(
        day=clock.today(), due_at=clock.now(), tries=0, compared=0, differences=0
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["day"]))
    return True


def claim(session: Session) -> Errand | None:
    """Take the comparison that is due; the caller commits the claim."""
    query = select(CardCheck).where(CardCheck.due_at <= clock.now()).limit(1).with_for_update(skip_locked=True)
    row = session.scalars(query).first()
    if row is None:
        return None
    row.tries, row.due_at = row.tries + 1, clock.now() + LEASE
    return Compare(row.id, clock.now() - BACK)


def compare(session: Session, movements: Iterable[Movement], since: datetime) -> int:
    """How many differences there are; each is told once. The last hour may still be on its way."""
    rows = list(movements)
    paid, back = _sums(rows, CHARGES), _sums(rows, REFUNDS)
    until = clock.now() - FRESH
    late = {row.about for row in rows if row.at > until}
    invented = select(OrderGroup.payment_id).where(OrderGroup.is_demo)
    charges = select(CardCharge.intent_id, CardCharge.amount, CardCharge.at)
    charges = charges.where(CardCharge.payment_id.not_in(invented))
    refunds = select(CardRefund.provider_id, CardRefund.amount, CardRefund.at).join(CardRefund.charge)
    refunds = refunds.where(CardRefund.state == "done", CardCharge.payment_id.not_in(invented))
    found = 0
    for kind, theirs, query in (("charge", paid, charges), ("refund", back, refunds)):
        ours: dict[str, int] = {}
        new: set[str] = set()
        for about, amount, at in session.execute(query):
            ours[str(about)] = amount
            if not since <= at <= until:
                new.add(str(about))
        wanted = {about for about in ours if about not in new} | set(theirs) - late
        for about in sorted(wanted):
            if ours.get(about) != theirs.get(about):
                found += 1
                _tell(session, kind, about, ours.get(about), theirs.get(about))
    return found


def _sums(rows: list[Movement], signs: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row.kind in signs:
            found[row.about] = found.get(row.about, 0) + signs[row.kind] * row.amount
    return {about: amount for about, amount in found.items() if amount}


def _tell(session: Session, kind: str, about: str, ours: int | None, theirs: int | None) -> None:
    amount = abs((ours or 0) - (theirs or 0))
    card_cases.tell(session, f"differs_{kind}", about, amount=amount, ours=ours or 0, theirs=theirs or 0)
