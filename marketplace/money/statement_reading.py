"""A bank's file read into lines, or into everything that is wrong with it: never a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from . import statement_cells as cells
from .statement_cells import Wrong
from .statement_formats import Rows, StatementFormat, header_of, plain

MONTH, QUARTER = timedelta(days=32), timedelta(days=92)
_FOREIGN = re.compile(r"\b(USD|SGD|EUR|AUD|JPY|MYR|CNY|GBP|SAR|HKD)\b")
_NUMBER = re.compile(r"\d[\d .\-]{6,}\d")


@dataclass(frozen=True)
class Line:
    """One row: `sen` positive is money in; `balance` in sen after it, where the bank says so."""

    row: int
    on: date
    sen: int
    text: str
    balance: int | None


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row of the file (0: the file as a whole), and what stood there."""

    row: int
    why: str
    shown: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "why": self.why, "shown": self.shown[:80]}


@dataclass
class Reading:
    """Lines in the order of the file; `skipped` are the bank's own closing rows."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


def read(found: Mapping[str, Rows], told: StatementFormat, number: str, today: date) -> Reading:
    """Read a file of the account `number` as the format tells; days later than `today` are refused."""
    reading = Reading()
    rows = found.get("", found.get(told.separator))
    header = header_of(rows, told) if rows is not None else None
    if rows is None or header is None:
        reading.faults.append(Fault(0, "header", ", ".join(told.columns)))
        return reading
    reading.faults += _preamble(rows[:header], number)
    places = _places(rows[header], told)
    kept, reading.skipped = _without_footer(rows, header, places["date"])
    for place in kept:
        try:
            reading.lines.append(_line(place + 1, rows[place], places, told, today))
        except Wrong as wrong:
            reading.faults.append(Fault(place + 1, wrong.why, _shown(rows[place], places, wrong.why)))
    if not kept:
        reading.faults.append(Fault(0, "empty"))
    if not reading.faults:
        reading.faults += _swapped(rows, kept, places["date"], told, today) or _broken(reading.lines)
    return reading


def _preamble(rows: Rows, number: str) -> Iterator[Fault]:
    """What the rows above the header say of the account: its currency, its number."""
    mine = re.sub(r"\D", "", number)
    for place, row in enumerate(rows):
        text = " ".join(str(cell) for cell in row)
        said = plain(text)
        if ("mata uang" in said or "currency" in said) and _FOREIGN.search(text.upper()):
            yield Fault(place + 1, "currency", text)
        if mine and re.search(r"rekening|account|norek", said):
            numbers = {re.sub(r"\D", "", found) for found in _NUMBER.findall(text)}
            if numbers and mine not in numbers:
                yield Fault(place + 1, "account", text)


def _places(header: list[Any], told: StatementFormat) -> dict[str, Any]:
    names = [plain(cell) for cell in header]

    def place(name: str) -> int | None:
        return names.index(plain(name)) if plain(name) else None

    amount = place(told.amount_column)
    mark = place(told.mark_column)
    return {
        "date": place(told.date_column),
        "texts": [place(name) for name in told.text_columns if plain(name)],
        "amount": amount,
        "credit": place(told.credit_column),
        "debit": place(told.debit_column),
        "mark": mark if mark is not None or amount is None else amount + 1,
        "balance": place(told.balance_column),
        "currency": place(told.currency_column),
    }


def _without_footer(rows: Rows, header: int, date_place: int) -> tuple[list[int], list[int]]:
    """The places of the lines; rows after the last dated one are the bank's own sums."""
    filled = [place for place in range(header + 1, len(rows)) if any(str(cell).strip() for cell in rows[place])]
    last = max((place for place in filled if cells.looks_dated(_at(rows[place], date_place))), default=header)
    return [place for place in filled if place <= last], [place + 1 for place in filled if place > last]


def _line(number: int, row: list[Any], places: dict[str, Any], told: StatementFormat, today: date) -> Line:
    on = cells.day(_at(row, places["date"]), told.day_format, today)
    if places["currency"] is not None and plain(_at(row, places["currency"])) not in {"idr", "rp", "rupiah"}:
        raise Wrong("currency")
    sen = _amount(row, places, told)
    if sen == 0:
        raise Wrong("zero")
    balance = _at(row, places["balance"])
    text = " ".join(str(_at(row, place)) for place in places["texts"])
    return Line(number, on, sen, " ".join(text.split())[:500], _balance(balance, told))


def _amount(row: list[Any], places: dict[str, Any], told: StatementFormat) -> int:
    if told.signs == "columns":
        credit, debit = (_optional(_at(row, places[name]), told) for name in ("credit", "debit"))
        if credit < 0 or debit < 0:
            raise Wrong("negative")
        if credit and debit:
            raise Wrong("both")
        return credit - debit
    value = _at(row, places["amount"])
    if told.signs == "minus":
        return cells.sen(value, told)
    if told.signs == "inside":
        value, sign = cells.marked(str(value), told)
    else:
        sign = cells.sign_of(_at(row, places["mark"]), told)
    amount = cells.sen(value, told)
    if amount < 0:
        raise Wrong("negative")
    return sign * amount


def _optional(value: Any, told: StatementFormat) -> int:
    return 0 if str(value).strip() in {"", "-", "–"} else cells.sen(value, told)


def _balance(value: Any, told: StatementFormat) -> int | None:
    if str(value).strip() in {"", "-"}:
        return None
    if told.signs == "inside" and isinstance(value, str):
        try:
            value, sign = cells.marked(value, told)
        except Wrong:
            sign = 1
        return sign * cells.sen(value, told)
    return cells.sen(value, told)


def _swapped(rows: Rows, kept: list[int], place: int, told: StatementFormat, today: date) -> list[Fault]:
    """Days that only make sense with day and month the other way round."""
    if told.day_format not in {"dmy", "mdy"}:
        return []
    said = [cells.day(_at(rows[row], place), told.day_format, today) for row in kept]
    other = [cells.other_order(_at(rows[row], place), told.day_format, today) for row in kept]
    turned = [day for day in other if day is not None]
    if len(turned) < len(said) or max(turned) > today or said == turned:
        return []
    if max(said) - min(said) > QUARTER and max(turned) - min(turned) < MONTH:
        return [Fault(kept[0] + 1, "swapped", str(_at(rows[kept[0]], place)))]
    return []


def _broken(lines: list[Line]) -> list[Fault]:
    """Rows whose balance does not follow from the row before, in whichever order the bank writes."""
    up = [later for earlier, later in _pairs(lines) if later.balance != (earlier.balance or 0) + later.sen]
    down = [later for earlier, later in _pairs(lines) if earlier.balance != (later.balance or 0) + earlier.sen]
    before = {later.row: earlier for earlier, later in _pairs(lines)}
    return [
        Fault(line.row, "doubled" if _same(line, before[line.row]) else "balance", line.text)
        for line in min(up, down, key=len)
    ]


def _pairs(lines: list[Line]) -> list[tuple[Line, Line]]:
    pairs = zip(lines, lines[1:], strict=False)
    return [pair for pair in pairs if pair[0].balance is not None and pair[1].balance is not None]


def _same(one: Line, other: Line) -> bool:
    return (one.on, one.sen, one.text, one.balance) == (other.on, other.sen, other.text, other.balance)


def _at(row: list[Any], place: int | None) -> Any:
    return row[place] if place is not None and place < len(row) else ""


def _shown(row: list[Any], places: dict[str, Any], why: str) -> str:
    if why.startswith("day"):
        return str(_at(row, places["date"]))
    named = [places[name] for name in ("amount", "credit", "debit", "mark", "currency") if places[name] is not None]
    return " · ".join(text for text in (str(_at(row, place)).strip() for place in sorted(set(named))) if text)
