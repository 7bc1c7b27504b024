"""A bank, its statements as files, and orders that wait for its money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, ids
from marketplace.kernel.files import Files
from marketplace.kernel.jobs import Job
from marketplace.money import payments, receiving, statements
from marketplace.money.ledger import Entry
from marketplace.money.payments import Payment
from marketplace.money.receiving import ReceivingAccount
from marketplace.money.statement_formats import StatementFormat
from marketplace.money.statements import Statement, StatementLine, StatementProposal
from marketplace.trade.orders import Order, OrderGroup, OrderLine
from marketplace.trade.statement_work import StatementWork
from tests import cast

HEADER = "Tanggal;Keterangan;Debet;Kredit;Saldo"


@dataclass(frozen=True)
class Row:
    """One row of a statement; negative is money out."""

    amount: int
    text: str = "TRSF E-BANKING"
    on: date | None = None


def csv(rows: list[Row], start: int = 1_000_000, header: str = HEADER, balances: bool = True) -> bytes:
    """The file of the example bank with semicolons, commas for sen, and running balances."""
    out = [header]
    for row in rows:
        start += row.amount
        paid_in, paid_out = ("", f"{-row.amount},00") if row.amount < 0 else (f"{row.amount},00", "")
        on = row.on or clock.today()
        out.append(f"{on:%d/%m/%Y};{row.text};{paid_out};{paid_in};{f'{start},00' if balances else ''}")
    return "\r\n".join(out).encode()


class Bank:
    """The operator's account, the desk that imports its statements, a worker at its side."""

    def __init__(self, session: Session, folder: Path, packs: int = 500) -> None:
        self.session = session
        self.files = Files(folder)
        cast.finance(session)
        self.maker = cast.maker(
            session, "Amplang Uji", "Amplang Uji", price=18_000, packs=packs, phone="+6281200000901"
        )
        account = receiving.current(session, "bank")
        assert account is not None
        self.account: ReceivingAccount = account

    def order(self, goods: int = 18_000, *, name: str = "Ani Wulandari", days_ago: int = 0) -> OrderGroup:
        """An order that waits for a transfer."""
        return waiting_order(self.session, self.maker, self.account, goods, name=name, days_ago=days_ago)

    def send(self, data: bytes, *, told: StatementFormat | None = None, work: bool = True) -> Statement:
        """Upload a file, and let the worker do all of it."""
        digest = ids.digest(data.hex())
        key = f"statements/{digest}"
        self.files.put(key, data)
        statement, fresh = statements.begin(
            self.session, self.account, name="mutasi.csv", digest=digest, file_key=key, by=cast.FINANCE
        )
        if told is not None and fresh:
            statements.read_again(self.session, statement, told, by=cast.FINANCE)
        if work:
            self.work()
        return statement

    def work(self) -> None:
        doers = StatementWork(self.files).doers()
        while True:
            query = select(Job).where(Job.state == "waiting", Job.kind.in_(doers)).order_by(Job.id)
            job = self.session.scalars(query).first()
            if job is None:
                return
            doers[job.kind](self.session, job.facts)
            job.state = "done"
            self.session.flush()

    def lines(self, statement: Statement) -> list[StatementLine]:
        query = select(StatementLine).where(StatementLine.statement_id == statement.id).order_by(StatementLine.row)
        return list(self.session.scalars(query))

    def states(self, statement: Statement) -> list[str]:
        return [line.state for line in self.lines(statement)]

    def whys(self, line: StatementLine) -> dict[str, str]:
        """What a line might be: order numbers and why."""
        query = (
            select(OrderGroup.number, StatementProposal.why)
            .join(StatementProposal, StatementProposal.payment_id == OrderGroup.payment_id)
            .where(StatementProposal.line_id == line.id)
            .order_by(StatementProposal.rank)
        )
        return {number: why for number, why in self.session.execute(query)}

    def entries(self) -> int:
        return int(self.session.scalar(select(func.count()).select_from(Entry)) or 0)


def waiting_order(
    session: Session, maker: cast.Maker, account: ReceivingAccount, goods: int, *, name: str, days_ago: int = 0
) -> OrderGroup:
    """A group of one order of one pack, placed some days ago, with a unique code of the account."""
    at = clock.now() - timedelta(days=days_ago)
    payment = Payment(method="transfer", amount=goods, state="waiting", deadline=at + timedelta(hours=1))
    session.add(payment)
    session.flush()
    payments.claim_code(session, payment, account)
    number = f"BPN-{clock.local(at):%y%m%d}-{ids.code(6)}"
    group = OrderGroup(
        number=number, payment_id=payment.id, name=name, phone="+6281234567890", goods=goods, delivery=0, placed_at=at
    )
    session.add(group)
    session.flush()
    order: dict[str, Any] = {
        "number": f"{number}-1", "group_id": group.id, "producer_id": maker.producer.id, "state": "awaiting_payment",
        "goods": goods, "delivery_fee": 0, "delivery_kind": "pickup", "delivery_name": "dapur",
        "ready_on": clock.today(),
    }  # fmt: skip
    placed = Order(**order)
    session.add(placed)
    session.flush()
    line: dict[str, Any] = {
        "order_id": placed.id, "variant_id": maker.variant.id, "stock_item_id": maker.variant.stock_item_id,
        "name": "Amplang Uji", "label": "100 g", "slug": "amplang-uji", "quantity": 1, "base_quantity": 100,
        "unit_price": goods, "list_price": goods, "rule": "base",
    }  # fmt: skip
    session.add(OrderLine(**line))
    session.flush()
    session.refresh(group)
    return group
