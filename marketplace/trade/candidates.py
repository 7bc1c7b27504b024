"""The payments of one account that a line of its statement could be, loaded once and looked up by amount."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money.payments import Payment, PaymentProof
from marketplace.money.statements import StatementLine

from .orders import OrderGroup
from .proof_queue import FINDABLE

OLDEST = timedelta(days=90)
NUMBER = re.compile(r"BPN\W?(\d{6})\W?([2-9A-HJ-NP-Z]{6})(?![A-Z0-9])")
STATES = (*FINDABLE, "paid", "cancelled")


@dataclass
class Candidate:
    """A payment as far as it matters here. `is_taken`: a line has paid it."""

    payment_id: int
    group_id: int
    number: str
    names: list[frozenset[str]]
    amount: int
    code: int
    state: str
    placed_on: date
    paid_on: date | None
    is_taken: bool

    @property
    def due(self) -> int:
        """Rupiah that were asked for."""
        return self.amount + self.code

    @property
    def is_open(self) -> bool:
        """Whether it can still be confirmed."""
        return self.state in FINDABLE

    def is_named_in(self, words: set[str]) -> bool:
        """Whether the buyer, or who sent a proof, stands in the bank's text."""
        return any(name <= words for name in self.names)


class Book:
    """All candidates of an account for lines since a day."""

    def __init__(self, found: list[Candidate]) -> None:
        self.by_due: dict[int, list[Candidate]] = defaultdict(list)
        self.by_amount: dict[int, list[Candidate]] = defaultdict(list)
        self.by_number = {squeezed(one.number): one for one in found}
        for one in found:
            self.by_due[one.due].append(one)
            if one.code:
                self.by_amount[one.amount].append(one)
        self._dues = sorted(due for due, ones in self.by_due.items() if any(one.is_open for one in ones))

    def due(self, amount: int) -> list[Candidate]:
        """Those of exactly this amount."""
        return self.by_due.get(amount, [])

    def without_code(self, amount: int) -> list[Candidate]:
        """Those of this amount before the code."""
        return self.by_amount.get(amount, [])

    def around(self, amount: int, rupiah: int) -> list[Candidate]:
        """Open ones within so many rupiah, the nearest first."""
        low, high = bisect_left(self._dues, amount - rupiah), bisect_right(self._dues, amount + rupiah)
        near = [one for due in self._dues[low:high] for one in self.by_due[due] if one.is_open]
        return sorted(near, key=lambda one: (abs(one.due - amount), one.payment_id))

    def numbered(self, text: str) -> Candidate | None:
        """The one whose order number stands in a bank's text."""
        found = NUMBER.search(text.upper())
        return self.by_number.get(f"BPN{found[1]}{found[2]}") if found else None


def load(session: Session, account_id: int, since: date) -> Book:
    """The book of an account for lines from `since` on."""
    taken = select(StatementLine.id).where(StatementLine.payment_id == Payment.id).exists()
    query = (
        select(Payment, OrderGroup.id, OrderGroup.number, OrderGroup.name, OrderGroup.placed_at, taken)
        .join(OrderGroup, OrderGroup.payment_id == Payment.id)
        .where(
            Payment.account_id == account_id,
            Payment.state.in_(STATES),
            OrderGroup.placed_at >= clock.midnight(since - OLDEST),
        )
        .order_by(Payment.id)
    )
    senders = _senders(session, account_id)
    return Book(
        [
            Candidate(
                payment.id, group_id, number, _names(name, *senders.get(payment.id, ())), payment.amount, payment.code,
                payment.state, clock.local(placed_at).date(),
                clock.local(payment.paid_at).date() if payment.paid_at else None, bool(is_taken),
            )
            for payment, group_id, number, name, placed_at, is_taken in session.execute(query)
        ]
    )  # fmt: skip


def words_of(text: str) -> set[str]:
    """The words of a name or of a bank's text, in capitals."""
    return set(re.findall(r"[A-Z]{2,}", text.upper()))


def squeezed(number: str) -> str:
    """An order number as banks leave it: without dashes."""
    return number.replace("-", "").upper()


def _names(*names: str) -> list[frozenset[str]]:
    """A name of one short word says too little."""
    found = [frozenset(words_of(name)) for name in names]
    return [words for words in found if sum(map(len, words)) >= 5]


def _senders(session: Session, account_id: int) -> dict[int, list[str]]:
    query = select(PaymentProof.payment_id, PaymentProof.sender).join(Payment, Payment.id == PaymentProof.payment_id)
    found: dict[int, list[str]] = defaultdict(list)
    for payment_id, sender in session.execute(query.where(Payment.account_id == account_id)):
        found[payment_id].append(sender)
    return found
