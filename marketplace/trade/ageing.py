"""Open bills by how late they are, and an organisation's account month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import clock
from marketplace.people.organisations import Organisation

from .bills import Bill, BillPayment, BillShare
from .orders import Order
from .owed import Owed
from .refund_rows import Refund

STEPS = (0, 30, 60, 90)


@dataclass(frozen=True)
class Ages:
    """Rupiah of open bills: not yet due, 1–30, 31–60, 61–90 days late, and longer."""

    sums: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.sums)

    @property
    def late(self) -> int:
        """What should have been paid by now."""
        return sum(self.sums[1:])


@dataclass(frozen=True)
class Move:
    """One line of an account: what it is (bill, payment, credit, deposit_back), rupiah, and what is owed then."""

    on: date
    kind: str
    number: str
    about: str
    amount: int
    balance: int


@dataclass(frozen=True)
class Account:
    """A month of an organisation's account; `open` is what was not paid at its end."""

    first: date
    last: date
    before: int
    moves: list[Move]

    @property
    def after(self) -> int:
        """Rupiah owed at the end."""
        return self.moves[-1].balance if self.moves else self.before

    def total(self, *kinds: str) -> int:
        """Sum of the moves of these kinds."""
        return sum(move.amount for move in self.moves if move.kind in kinds)


def of(bills: Iterable[Bill]) -> Ages:
    """The sums of bills by days late."""
    sums = [0] * (len(STEPS) + 1)
    for bill in bills:
        sums[step(bill.days_late)] += bill.open
    return Ages(tuple(sums))


def step(days_late: int) -> int:
    """Which column: 0 is not late, the last is later than every step."""
    return next((place for place, most in enumerate(STEPS) if days_late <= most), len(STEPS))


def month(session: Session, organisation: Organisation, first: date, *, outlets: set[int] | None = None) -> Account:
    """What was asked for, paid and taken back in a month, with the balance before and after.

    `outlets` narrows it to what those received: a transfer counts with its shares of their bills.
    """
    last = (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    rows = sorted(_moves(session, organisation, outlets), key=lambda row: (row[0], row[1]))
    before = sum(row[5] for row in rows if row[0] < first)
    balance, moves = before, []
    for on, _, kind, number, about, amount in rows:
        if first <= on <= last:
            balance += amount
            moves.append(Move(on, kind, number, about, amount, balance))
    return Account(first, last, before, moves)


Row = tuple[date, int, str, str, str, int]


def _moves(session: Session, organisation: Organisation, outlets: set[int] | None) -> list[Row]:
    query = select(Bill).where(Bill.organisation_id == organisation.id)
    if outlets is not None:
        query = query.where(Bill.outlet_id.in_(outlets))
    bills = list(session.scalars(query.options(joinedload(Bill.order).joinedload(Order.producer))))
    rows: list[Row] = []
    for bill in bills:
        rows += _of_bill(bill)
    ids = {bill.id for bill in bills}
    return rows + _payments(session, ids) + _refunds(session, bills) + _deposits_back(session, bills)


def _of_bill(bill: Bill) -> list[Row]:
    """An invoice raises what is owed. A down payment is asked for beforehand: it counts when it is paid."""
    if bill.order is None:
        return []
    return [(bill.issued_on, 0, "bill", bill.number, bill.order.producer.name, bill.amount)]


def _payments(session: Session, bills: set[int]) -> list[Row]:
    """Each transfer with what of it pays these bills; what was too much went back and is told apart."""
    query = (
        select(BillShare)
        .where(BillShare.bill_id.in_(bills))
        .options(joinedload(BillShare.payment), joinedload(BillShare.bill))
    )
    sums: dict[int, tuple[BillPayment, int]] = {}
    for share in session.scalars(query):
        payment, before = sums.get(share.payment_id, (share.payment, 0))
        sums[share.payment_id] = (payment, before + share.amount)
    return [(payment.arrived_on, 2, "payment", payment.reference, "", -amount) for payment, amount in sums.values()]


def _refunds(session: Session, bills: list[Bill]) -> list[Row]:
    """Credit notes, as far as they lowered what was owed; the rest goes back by transfer."""
    orders = {bill.order_id: bill for bill in bills if bill.credited and bill.order_id is not None}
    left = {number: bill.credited for number, bill in orders.items()}
    query = select(Refund).where(Refund.order_id.in_(orders), Refund.state == "given").order_by(Refund.id)
    rows: list[Row] = []
    for refund in session.scalars(query):
        part = min(left[refund.order_id], refund.amount)
        left[refund.order_id] -= part
        if part:
            bill = orders[refund.order_id]
            about = bill.order.producer.name if bill.order else ""
            rows.append((_day(refund.decided_at or refund.asked_at), 1, "credit", bill.number, about, -part))
    return rows


def _deposits_back(session: Session, bills: list[Bill]) -> list[Row]:
    """What no invoice used of a down payment is the buyer's again: it pays nothing here any more."""
    deposits = {bill.group_id: bill for bill in bills if bill.order_id is None}
    query = select(Owed.amount, Owed.created_at, Order.group_id).join(Order, Order.id == Owed.order_id)
    query = query.where(Order.group_id.in_(deposits), Owed.reason == "deposit").order_by(Owed.id)
    return [
        (_day(at), 3, "deposit_back", deposits[group].number, "", int(amount))
        for amount, at, group in session.execute(query)
    ]


def _day(at: datetime) -> date:
    return clock.local(at).date()
