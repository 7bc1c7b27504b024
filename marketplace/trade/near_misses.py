"""What a line might be when it is not exactly one open payment: proposals with their reason, never a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from marketplace.kernel import settings
from marketplace.money.statements import StatementLine

from .candidates import Book, Candidate, words_of

NEAR = settings.declare(
    "statement.near_rupiah", 10, "Selisih rupiah sampai mana baris mutasi diusulkan", settings.at_least(0)
)
LATE_DAYS = settings.declare(
    "statement.late_days",
    14,
    "Hari sesudah pesanan dibuat selama uang yang masuk dicocokkan sendiri",
    settings.at_least(1),
)
AFTER_PAID = timedelta(days=3)
MOST = 5


@dataclass(frozen=True)
class Rules:
    """The settings of one run."""

    near: int
    late: timedelta


def exact(line: StatementLine, book: Book, rules: Rules) -> Candidate | None:
    """The one payment that this line is beyond doubt."""
    if line.sen:
        return None
    fitting = [one for one in book.due(line.amount) if _fits(one, line, rules)]
    doubtful = [one for one in book.due(line.amount) if one.is_taken and _is_recent(one, line)]
    return fitting[0] if len(fitting) == 1 and not doubtful else None


def find(line: StatementLine, book: Book, rules: Rules) -> list[tuple[Candidate, str]]:
    """Payments that this line might be, the likeliest first, each once."""
    found: dict[int, tuple[Candidate, str]] = {}
    for one, why in _all(line, book, rules):
        found.setdefault(one.payment_id, (one, why))
    return list(found.values())[:MOST]


def _fits(one: Candidate, line: StatementLine, rules: Rules) -> bool:
    if one.code == 0 or one.is_taken or line.on < one.placed_on:
        return False
    if one.is_open:
        return line.on <= one.placed_on + rules.late
    return one.state == "paid" and one.paid_on is not None and line.on <= one.paid_on + AFTER_PAID


def _is_recent(one: Candidate, line: StatementLine) -> bool:
    return one.paid_on is not None and abs(line.on - one.paid_on) <= AFTER_PAID


def _all(line: StatementLine, book: Book, rules: Rules) -> Iterator[tuple[Candidate, str]]:
    yield from _same_amount(line, book, rules)
    words, numbered = words_of(line.text), book.numbered(line.text)
    if numbered is not None and numbered.due != line.amount:
        yield numbered, "number" if numbered.is_open else _over(numbered, "twice")
    for one in book.without_code(line.amount):
        if one.is_open and (one is numbered or one.is_named_in(words)):
            yield one, "no_code"
    for amount in _swaps(line.amount):
        yield from ((one, "swapped") for one in book.due(amount) if one.is_open)
    yield from ((one, "near") for one in book.around(line.amount, rules.near))
    yield from ((one, "name") for one in book.around(line.amount, 999) if one.is_named_in(words))


def _same_amount(line: StatementLine, book: Book, rules: Rules) -> Iterator[tuple[Candidate, str]]:
    same = book.due(line.amount)
    fitting = [one for one in same if _fits(one, line, rules)]
    yield from ((one, "several" if len(same) > 1 else "sen") for one in fitting)
    for one in same:
        if one not in fitting:
            yield one, _why_not(one, line)


def _why_not(one: Candidate, line: StatementLine) -> str:
    if not one.is_open:
        return _over(one)
    if line.on < one.placed_on:
        return "before"
    return "late" if one.code else "plain"


def _over(one: Candidate, unpaid: str = "by_hand") -> str:
    """An order that waits for no money."""
    if one.state == "cancelled":
        return "after_cancel"
    return "twice" if one.is_taken else unpaid


def _swaps(amount: int) -> Iterator[int]:
    """The amount with two neighbouring digits swapped."""
    digits = str(amount)
    for place in range(len(digits) - 1):
        one, two = digits[place], digits[place + 1]
        if one != two and not (place == 0 and two == "0"):
            yield int(digits[:place] + two + one + digits[place + 2 :])
