"""What the pages of a statement show of bills: whose a line is, and which bills it might pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.kernel import rupiah
from marketplace.money.statements import StatementLine
from marketplace.people.organisations import Organisation

from . import bill_guesses, bills
from .bill_guesses import Guess
from .bills import Bill, BillPayment, BillShare

SHOWN = 40


@dataclass(frozen=True)
class BillChoice:
    """A guess with the other open bills of the organisation; `what` accepting would do: pay, part, over, link, owe."""

    guess: Guess
    organisation: Organisation
    what: str
    others: list[Bill] = field(default_factory=list)


def transfers_of(session: Session, lines: Iterable[StatementLine]) -> dict[int, BillPayment]:
    """The organisations' transfers that these lines brought, by line."""
    ids = [line.id for line in lines if line.state == "matched" and line.payment_id is None and line.extra_of is None]
    if not ids:
        return {}
    query = select(BillPayment).where(BillPayment.line_id.in_(ids))
    query = query.options(
        joinedload(BillPayment.organisation), selectinload(BillPayment.shares).joinedload(BillShare.bill)
    )
    return {row.line_id: row for row in session.scalars(query) if row.line_id is not None}


def first(session: Session, lines: Sequence[StatementLine]) -> dict[int, BillChoice]:
    """The likeliest bills of each line that has some."""
    book = bill_guesses.load(session, lines)
    found = {line.id: bill_guesses.find(line, book) for line in lines}
    return {line.id: _choice(line, found[line.id][0], []) for line in lines if found[line.id]}


def choices(session: Session, line: StatementLine, asked: str = "") -> list[BillChoice]:
    """What a line might be, then what somebody looked for."""
    guesses = bill_guesses.find(line, bill_guesses.load(session, [line]))
    known = {guess.organisation_id for guess in guesses}
    if asked:
        guesses += [guess for guess in _sought(session, line, asked) if guess.organisation_id not in known]
    owing = _owing(session, {guess.organisation_id for guess in guesses})
    return [_choice(line, guess, owing.get(guess.organisation_id, [])) for guess in guesses]


def _choice(line: StatementLine, guess: Guess, owing: list[Bill]) -> BillChoice:
    owner = (guess.payment or guess.settled or guess.bills[0]).organisation
    if guess.payment is not None:
        return BillChoice(guess, owner, "link")
    if guess.settled is not None:
        return BillChoice(guess, owner, "owe")
    difference = line.amount - guess.open
    what = "over" if difference > 0 else "part" if difference < 0 else "pay"
    return BillChoice(guess, owner, what, [bill for bill in owing if bill not in guess.bills][:SHOWN])


def _owing(session: Session, organisations: set[int]) -> dict[int, list[Bill]]:
    query = select(Bill).where(Bill.organisation_id.in_(organisations), bills.is_open())
    found: dict[int, list[Bill]] = {}
    for bill in session.scalars(bills.loaded(query.order_by(Bill.due_on, Bill.id))):
        found.setdefault(bill.organisation_id, []).append(bill)
    return found


def _sought(session: Session, line: StatementLine, asked: str) -> list[Guess]:
    """Organisations with open bills of this sum, or with this text in a number or in the organisation's name."""
    query = select(Bill).join(Bill.organisation).where(bills.is_open()).order_by(Bill.due_on, Bill.id).limit(SHOWN)
    try:
        query = query.where(Bill.amount - Bill.credited - Bill.paid == rupiah.read(asked))
    except rupiah.NotRupiah:
        texts = (Bill.number, Organisation.name, Organisation.legal_name)
        query = query.where(or_(*(text.icontains(asked, autoescape=True) for text in texts)))
    found: dict[int, list[Bill]] = {}
    for bill in session.scalars(bills.loaded(query)):
        found.setdefault(bill.organisation_id, []).append(bill)
    return [Guess("found", bill_guesses.oldest(rows, line.amount)) for rows in found.values() if line.amount > 0]
