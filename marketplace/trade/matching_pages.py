"""What the pages of a statement show beside its lines: whose they are, and what they might be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.money import payments, statements
from marketplace.money.statements import StatementLine

from . import proof_queue
from .orders import OrderGroup


@dataclass(frozen=True)
class Choice:
    """A group that a line might pay; `what` accepting would do: confirm, short, link, owe."""

    group: OrderGroup
    why: str
    what: str


def groups_of(session: Session, lines: Iterable[StatementLine]) -> dict[int, OrderGroup]:
    """The groups that these lines paid, or paid again, by payment."""
    paid = {line.payment_id or line.extra_of for line in lines} - {None}
    return {group.payment_id: group for group in _groups(session, [row for row in paid if row is not None])}


def first_whys(session: Session, lines: Sequence[StatementLine]) -> dict[int, Choice]:
    """The likeliest choice of each line that has one."""
    found = statements.proposals(session, [line.id for line in lines])
    groups = _by_payment(session, [row.payment_id for rows in found.values() for row in rows[:1]])
    by_id = {line.id: line for line in lines}
    return {
        line_id: _choice(session, by_id[line_id], groups[rows[0].payment_id], rows[0].why, frozenset())
        for line_id, rows in found.items()
    }


def choices(session: Session, line: StatementLine, asked: str = "") -> list[Choice]:
    """What a line might be, then what somebody looked for, each once."""
    rows = statements.proposals(session, [line.id]).get(line.id, [])
    groups = _by_payment(session, [row.payment_id for row in rows])
    found = [(groups[row.payment_id], row.why) for row in rows]
    if asked:
        known = {group.id for group, _ in found}
        sought = proof_queue.search(session, asked, limit=5)
        mine = [group for group in sought if group.payment.account_id == line.account_id]
        found = [(group, "found") for group in mine if group.id not in known] + found
    taken = _taken(session, [group.payment_id for group, _ in found])
    return [_choice(session, line, group, why, taken) for group, why in found]


def _choice(session: Session, line: StatementLine, group: OrderGroup, why: str, taken: frozenset[int]) -> Choice:
    payment = group.payment
    if payment.state in proof_queue.FINDABLE:
        is_short = line.amount < payment.due - payments.TOLERANCE(session)
        return Choice(group, why, "short" if is_short else "confirm")
    if payment.state == "paid" and payment.id not in taken and payment.due == line.amount and why != "twice":
        return Choice(group, why, "link")
    return Choice(group, why, "owe")


def _taken(session: Session, payment_ids: list[int]) -> frozenset[int]:
    query = select(StatementLine.payment_id).where(StatementLine.payment_id.in_(payment_ids))
    return frozenset(row for row in session.scalars(query) if row is not None)


def _by_payment(session: Session, payment_ids: list[int]) -> dict[int, OrderGroup]:
    return {group.payment_id: group for group in _groups(session, payment_ids)}


def _groups(session: Session, payment_ids: list[int]) -> list[OrderGroup]:
    query = select(OrderGroup).where(OrderGroup.payment_id.in_(payment_ids)).options(joinedload(OrderGroup.payment))
    return list(session.scalars(query))
