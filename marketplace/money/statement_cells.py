"""Days and amounts as banks write them. Amounts are whole sen; nothing here is guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any

from marketplace.kernel import rupiah

from .statement_formats import StatementFormat, plain

OLDEST = timedelta(days=400)
_NUMBERS = re.compile(r"\D+")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "mei may", "jun", "jul", "agu agt ags aug", "sep", "okt oct", "nov", "des dec"),
        start=1,
    )
    for name in names.split()
}
_CURRENCY = re.compile(r"^(?:IDR|Rp\.?)\s*", re.I)


class Wrong(Exception):
    """A cell cannot be read; `why` is a key of web/agency/statement_words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def day(value: Any, order: str, today: date) -> date:
    """The day of a cell; raise Wrong."""
    found = _as_date(value)
    if found is None:
        found = _written(str(value).strip().lstrip("'"), order, today)
    if found > today:
        raise Wrong("day_future")
    if found < today - OLDEST:
        raise Wrong("day_old")
    return found


def other_order(value: Any, order: str, today: date) -> date | None:
    """The same cell with day and month the other way round, where that is possible."""
    if _as_date(value) is not None or order not in {"dmy", "mdy"}:
        return None
    try:
        return _written(str(value).strip().lstrip("'"), "mdy" if order == "dmy" else "dmy", today)
    except Wrong:
        return None


def looks_dated(value: Any) -> bool:
    """Whether a cell could be meant as a day at all."""
    return _as_date(value) is not None or bool(re.match(r"'?\d", str(value).strip()))


def sen(value: Any, told: StatementFormat) -> int:
    """The amount of a cell in sen, negative with a minus or in brackets; raise Wrong."""
    if isinstance(value, bool):
        raise Wrong("amount")
    if isinstance(value, Real):
        exact = Decimal(repr(value)) * 100
        if not exact.is_finite() or exact != exact.to_integral_value():
            raise Wrong("amount")
        return _bounded(int(exact))
    return _bounded(_read(str(value), told))


def marked(text: str, told: StatementFormat) -> tuple[str, int]:
    """An amount without the mark inside it, and the sign that the mark gives it; raise Wrong."""
    words = text.strip()
    for mark, sign in ((told.credit_mark, 1), (told.debit_mark, -1)):
        if words.casefold().endswith(mark.casefold()):
            return words[: -len(mark)].strip(), sign
    raise Wrong("mark")


def sign_of(value: Any, told: StatementFormat) -> int:
    """1 for money in, -1 for money out, by the mark in a cell; raise Wrong."""
    if plain(value) == plain(told.credit_mark):
        return 1
    if plain(value) == plain(told.debit_mark):
        return -1
    raise Wrong("mark")


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _written(text: str, order: str, today: date) -> date:
    text = re.split(r"[T ](?=\d{1,2}[:.]\d{2})", text)[0]
    if order == "dmon":
        parts = [part for part in re.split(r"[\s\-/.,]+", text) if part]
        if len(parts) != 3 or parts[1][:3].casefold() not in _MONTHS:
            raise Wrong("day")
        numbers = [parts[0], str(_MONTHS[parts[1][:3].casefold()]), parts[2]]
    else:
        numbers = [text[:4], text[4:6], text[6:]] if re.fullmatch(r"\d{8}", text) else _NUMBERS.split(text)
    if not all(part.isascii() and part.isdigit() for part in numbers):
        raise Wrong("day")
    if order == "dm" and len(numbers) == 2:
        return _latest(int(numbers[0]), int(numbers[1]), today)
    if len(numbers) != 3:
        raise Wrong("day")
    one, two, three = (int(part) for part in numbers)
    year, month, number = {"mdy": (three, one, two), "ymd": (one, two, three)}.get(order, (three, two, one))
    return _date(year + 2000 if year < 100 else year, month, number)


def _latest(number: int, month: int, today: date) -> date:
    found = _date(today.year, month, number)
    return found if found <= today else _date(today.year - 1, month, number)


def _date(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong("day_month" if 12 < month <= 31 and number <= 12 else "day") from None


def _read(text: str, told: StatementFormat) -> int:
    text = _CURRENCY.sub("", text.strip().lstrip("'").replace("\u00a0", " ").replace("\u2212", "-"))
    negative = text.startswith("-") or text.endswith("-") or (text.startswith("(") and text.endswith(")"))
    text = text.strip("-+() ")
    text = _CURRENCY.sub("", text)
    text = f"0{text}" if text.startswith(told.decimal_sign) else text
    thousands, decimal = re.escape(told.thousands_sign or "\0"), re.escape(told.decimal_sign)
    found = re.fullmatch(rf"((?:\d{{1,3}}(?:{thousands}\d{{3}})+)|\d{{1,15}})(?:{decimal}(\d{{1,2}}))?", text, re.ASCII)
    if found is None:
        raise Wrong("amount")
    whole = int(re.sub(r"\D", "", found[1]))
    cents = whole * 100 + int((found[2] or "").ljust(2, "0") or 0)
    return -cents if negative else cents


def _bounded(amount: int) -> int:
    if abs(amount) > rupiah.MAX_RUPIAH * 100:
        raise Wrong("huge")
    return amount
