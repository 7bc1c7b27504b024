"""A long statement: every exact line finds its order, near ones are proposed, none is wrong, twice is once."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.money.statements import Statement, StatementLine, StatementProposal
from marketplace.trade import books
from marketplace.trade.orders import OrderGroup
from tests.trade.banking import Bank, Row, csv

SEED = 20261124


class Month:
    """Orders that wait, and a statement in which most of them are paid, some nearly, among other lines."""

    def __init__(self, bank: Bank, orders: int, rows: int) -> None:
        self.choose = random.Random(SEED)
        prices = self.choose.sample(range(20_000, 2_000_000, 1_000), orders)
        self.groups = [bank.order(price, name=f"Pembeli {_letters(n)}") for n, price in enumerate(prices)]
        cut = orders * 9 // 10
        self.exact, self.near = self.groups[:cut], self.groups[cut:]
        lines = [Row(group.payment.due, "TRSF E-BANKING CR") for group in self.exact]
        lines += [Row(group.payment.due + self.choose.choice((-2, -1, 1, 2)), "TRSF CR") for group in self.near]
        asked = {group.payment.due for group in self.groups}
        while len(lines) < rows:
            amount = self.choose.randint(5_000, 3_000_000)
            if not any(amount + more in asked for more in range(-10, 11)):
                lines.append(Row(self.choose.choice((amount, -amount)), f"LAIN {len(lines)}"))
        self.choose.shuffle(lines)
        self.data = csv(lines, start=10**11)


def _letters(n: int) -> str:
    return "".join(chr(65 + int(digit)) for digit in f"{n:04d}")


def settles(bank: Bank, orders: int, rows: int) -> dict[str, float]:
    """Import it, compare each line with the truth, import it again; seconds of both."""
    month = Month(bank, orders, rows)
    began = time.monotonic()
    statement = bank.send(month.data)
    first = time.monotonic() - began
    assert statement.state == "done" and statement.rows == rows
    check(bank, statement, month)
    entries, lines = bank.entries(), bank.session.scalar(select(func.count()).select_from(StatementLine))
    began = time.monotonic()
    assert bank.send(month.data) is statement
    overlapping = bank.send(month.data + b"\r\n")
    second = time.monotonic() - began
    assert (overlapping.known, bank.lines(overlapping), bank.entries()) == (rows, [], entries)
    assert bank.session.scalar(select(func.count()).select_from(StatementLine)) == lines
    return {"first": round(first, 1), "second": round(second, 1)}


def check(bank: Bank, statement: Statement, month: Month) -> None:
    due = {group.payment_id: group.payment.due for group in month.groups}
    matched = [line for line in bank.lines(statement) if line.state == "matched"]
    assert {line.payment_id for line in matched} == {group.payment_id for group in month.exact}
    assert [line for line in matched if line.amount != due[line.payment_id or 0]] == []
    query = select(StatementProposal.payment_id).where(StatementProposal.rank == 0, StatementProposal.why == "near")
    assert set(bank.session.scalars(query)) >= {group.payment_id for group in month.near}
    bank.session.expire_all()
    assert {group.payment.state for group in month.exact} == {"paid"}
    assert {group.payment.state for group in month.near} == {"waiting"}
    assert books.faults(bank.session) == []
    assert bank.session.scalar(select(func.count()).select_from(OrderGroup)) == len(month.groups)


def test_a_thousand_rows_with_thirty_transfers(session: Session, tmp_path: Path) -> None:
    print(settles(Bank(session, tmp_path), 30, 1_000))


@pytest.mark.soak
def test_ten_thousand_rows_with_three_hundred_transfers(session: Session, tmp_path: Path) -> None:
    figures = settles(Bank(session, tmp_path, packs=600), 300, 10_000)
    print(figures)
    assert figures["first"] < 600
