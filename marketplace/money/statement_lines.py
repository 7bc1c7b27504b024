"""What of a file is new: the same line of an overlapping file is recognised, two true equal lines stay two."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from .receiving import ReceivingAccount
from .statement_reading import Line
from .statements import Statement, StatementLine

Key = tuple[Any, ...]


def keep(session: Session, statement: Statement, lines: list[Line]) -> int:
    """Store the lines that no earlier file of the account brought, and the sums of all.

    Returns how many rows of money in were known.
    """
    session.execute(select(ReceivingAccount.id).where(ReceivingAccount.id == statement.account_id).with_for_update())
    statement.rows = len(lines)
    statement.first_on, statement.last_on = min(line.on for line in lines), max(line.on for line in lines)
    new, known = _sorted(session, statement, lines)
    statement.credit_sen, statement.debit_sen = _sums(lines)
    statement.known = len(known)
    statement.known_credit_sen, statement.known_debit_sen = _sums(known)
    if new:
        session.execute(insert(StatementLine), new)
    session.flush()
    return sum(line.sen > 0 for line in known)


def _sorted(session: Session, statement: Statement, lines: list[Line]) -> tuple[list[dict[str, Any]], list[Line]]:
    """Each stored line accounts for one equal line of the file; with balances on both sides those must agree."""
    stored = _stored(session, statement)
    count: Counter[Key] = Counter(key for key, balances in stored.items() for _ in balances)
    new, known = [], []
    for line in lines:
        key = (line.on, line.sen, _plain(line.text))
        if _take(stored[key], line.balance):
            known.append(line)
            continue
        count[key] += 1
        new.append(_row(statement, line, f"{key}{count[key]}"))
    return new, known


def _stored(session: Session, statement: Statement) -> dict[Key, list[int | None]]:
    query = select(
        StatementLine.on, StatementLine.amount, StatementLine.sen, StatementLine.text, StatementLine.balance_sen
    ).where(
        StatementLine.account_id == statement.account_id,
        StatementLine.on.between(statement.first_on, statement.last_on),
    )
    found: dict[Key, list[int | None]] = defaultdict(list)
    for on, amount, sen, text, balance in session.execute(query.order_by(StatementLine.id)):
        found[(on, amount * 100 + sen, _plain(text))].append(balance)
    return found


def _take(balances: list[int | None], balance: int | None) -> bool:
    """Use up the stored line that this one is, one with the same balance first; whether there was one."""
    if balance in balances:
        balances.remove(balance)
    elif balance is None and balances:
        balances.pop(0)
    elif None in balances:
        balances.remove(None)
    else:
        return False
    return True


def _row(statement: Statement, line: Line, mark: str) -> dict[str, Any]:
    sign = 1 if line.sen > 0 else -1
    amount, sen = divmod(abs(line.sen), 100)
    return {
        "statement_id": statement.id, "account_id": statement.account_id, "row": line.row, "on": line.on,
        "amount": sign * amount, "sen": sign * sen, "text": line.text, "balance_sen": line.balance,
        "mark": hashlib.sha256(mark.encode()).hexdigest(), "state": "new" if sign > 0 else "out",
    }  # fmt: skip


def _sums(lines: list[Line]) -> tuple[int, int]:
    return sum(line.sen for line in lines if line.sen > 0), -sum(line.sen for line in lines if line.sen < 0)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
