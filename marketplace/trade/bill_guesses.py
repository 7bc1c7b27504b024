"""Which bills of organisations a line might pay: by number, sum or name, or a transfer written down before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import clock
from marketplace.money.statements import StatementLine

from . import bills
from .bills import Bill, BillPayment
from .candidates import OLDEST, squeezed, words_of

AROUND = timedelta(days=3)
MOST = 5
NUMBERS = re.compile(r"INV\W*\d{4}\W*\d{2}\W*\d{6}|UM\W*BPN\W*\d{6}\W*[2-9A-HJ-NP-Z]{6}")
COMMON = {"PT", "CV", "TBK", "HOTEL", "RESTO", "RESTORAN", "CAFE"}


@dataclass(frozen=True)
class Guess:
    """Open bills of one organisation, a transfer that waits for its line, or a bill that asks for nothing any more."""

    why: str
    bills: tuple[Bill, ...] = ()
    payment: BillPayment | None = None
    settled: Bill | None = None

    @property
    def organisation_id(self) -> int:
        """Whose money it would be."""
        owner = self.payment or self.settled or self.bills[0]
        return owner.organisation_id

    @property
    def open(self) -> int:
        """What its bills ask for."""
        return sum(bill.open for bill in self.bills)


@dataclass
class BillBook:
    """What organisations owe, and transfers that no line has brought yet."""

    bills: list[Bill]
    payments: list[BillPayment]

    def __post_init__(self) -> None:
        self.by_number: dict[str, list[Bill]] = defaultdict(list)
        self.by_owner: dict[int, list[Bill]] = defaultdict(list)
        for bill in self.bills:
            self.by_number[_bare(bill.number)].append(bill)
            self.by_owner[bill.organisation_id].append(bill)
        self.names = {rows[0].organisation_id: _names(rows[0]) for rows in self.by_owner.values()}

    def asks(self, line: StatementLine) -> bool:
        """Whether a bill asks for exactly this sum."""
        return any(True for _ in self.of_sum(line))

    def of_sum(self, line: StatementLine) -> Iterator[Bill]:
        """Open bills of exactly this sum that were written by then."""
        return (bill for bill in self.bills if bill.open == line.amount and bill.issued_on <= line.on)

    def numbered(self, text: str) -> list[list[Bill]]:
        """For each number that stands in the text, its bills: makers count alike, so there can be several."""
        found = {_bare(number) for number in NUMBERS.findall(text.upper())}
        return [self.by_number[number] for number in sorted(found) if number in self.by_number]

    def owners_in(self, text: str) -> list[int]:
        """Organisations whose name stands in the text."""
        words = words_of(text)
        return [owner for owner, names in self.names.items() if any(name <= words for name in names)]

    def recorded(self, line: StatementLine) -> list[BillPayment]:
        """Transfers of this sum and these days that wait for their line."""
        return [
            row
            for row in self.payments
            if row.line_id is None and row.amount == line.amount and abs(row.arrived_on - line.on) <= AROUND
            and row.account_id == line.account_id
        ]  # fmt: skip


def load(session: Session, lines: Sequence[StatementLine]) -> BillBook:
    """The book for these lines: every open bill, those paid lately, and transfers of these days without a line."""
    if not lines:
        return BillBook([], [])
    since = min(line.on for line in lines)
    lately = Bill.settled_at >= clock.midnight(since - OLDEST)
    query = select(Bill).where(bills.is_open() | lately).order_by(Bill.due_on, Bill.id)
    sent = select(BillPayment).where(BillPayment.line_id.is_(None), BillPayment.arrived_on >= since - AROUND)
    sent = sent.options(joinedload(BillPayment.organisation)).order_by(BillPayment.id)
    return BillBook(list(session.scalars(bills.loaded(query))), list(session.scalars(sent)))


def exact(line: StatementLine, book: BillBook) -> Guess | None:
    """What this line is beyond doubt: bills that it names, of its very sum, or a transfer written down by hand."""
    if line.sen:
        return None
    named = [guess for guess in _named(line, book) if guess.why == "bill_exact"]
    sent = book.recorded(line)
    if named:
        return named[0] if len(named) == 1 and not sent else None
    if len(sent) == 1 and not book.asks(line):
        return Guess("bill_by_hand", payment=sent[0])
    return None


def find(line: StatementLine, book: BillBook) -> list[Guess]:
    """What this line might be, the likeliest first, each once."""
    found: dict[object, Guess] = {}
    for guess in _all(line, book):
        found.setdefault(guess.payment or guess.settled or (guess.organisation_id, guess.bills), guess)
    return list(found.values())[:MOST]


def _all(line: StatementLine, book: BillBook) -> Iterator[Guess]:
    named = list(_named(line, book))
    yield from named
    yield from (Guess("bill_by_hand", payment=row) for row in book.recorded(line))
    yield from (Guess("bill_sum", (bill,)) for bill in book.of_sum(line))
    told = {guess.organisation_id for guess in named}
    for owner in book.owners_in(line.text):
        owing = tuple(bill for bill in book.by_owner[owner] if bill.open and bill.issued_on <= line.on)
        if owing and owner not in told:
            whole = sum(bill.open for bill in owing) == line.amount
            yield Guess("bill_all" if whole else "bill_name", owing if whole else oldest(owing, line.amount))


def _named(line: StatementLine, book: BillBook) -> Iterator[Guess]:
    """By organisation, the bills whose numbers stand in the text."""
    numbers = book.numbered(line.text)
    by_owner: dict[int, list[Bill]] = defaultdict(list)
    for same in numbers:
        for bill in _likeliest(same, line):
            by_owner[bill.organisation_id].append(bill)
    for rows in by_owner.values():
        owing = tuple(bill for bill in rows if bill.open)
        if not owing:
            yield Guess("bill_twice", settled=rows[0])
            continue
        fits = len(rows) == len(owing) == len(numbers) and sum(bill.open for bill in owing) == line.amount
        yield Guess("bill_exact" if fits else "bill_number", owing)


def _likeliest(same: list[Bill], line: StatementLine) -> list[Bill]:
    """Of bills with one number: the one of this sum, else those that are open, else all."""
    whole = [bill for bill in same if bill.open == line.amount]
    return whole if len(whole) == 1 else [bill for bill in same if bill.open] or same


def oldest(owing: Iterable[Bill], amount: int) -> tuple[Bill, ...]:
    """The bills that a sum reaches, the oldest due day first."""
    found: list[Bill] = []
    for bill in owing:
        if amount <= 0:
            break
        found.append(bill)
        amount -= bill.open
    return tuple(found)


def _bare(number: str) -> str:
    return re.sub(r"\W", "", squeezed(number))


def _names(bill: Bill) -> list[set[str]]:
    owner = bill.organisation
    found = [words_of(name) for name in (owner.name, owner.legal_name) if name]
    return [words for words in found if sum(map(len, words - COMMON)) >= 5]
