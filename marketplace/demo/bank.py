"""An invented statement of the bank: lines that found their order, lines with a proposal, lines nobody knows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.files import Files
from marketplace.kernel.jobs import Job
from marketplace.money import receiving, statements
from marketplace.money.payments import Payment
from marketplace.money.receiving import ReceivingAccount
from marketplace.money.statements import Statement, StatementLine
from marketplace.trade import matching
from marketplace.trade.orders import OrderGroup
from marketplace.trade.statement_work import StatementWork

from . import crowd

HEADER = "Tanggal;Keterangan;Debet;Kredit;Saldo"
DAYS = timedelta(days=6)
MOST = 18


@dataclass(frozen=True)
class Row:
    """One line; negative is money out."""

    on: date
    amount: int
    text: str


def load(session: Session, files: Files) -> None:
    """Send the statement of the last days and settle it as the worker would."""
    account = receiving.current(session, "bank")
    rows = _rows(session, account.id) if account else []
    if account is None or not rows:
        return
    by = crowd.finance(session)
    statement = send(session, files, account, rows, "mutasi-contoh.csv")
    query = select(StatementLine).where(StatementLine.statement_id == statement.id, StatementLine.text == "BUNGA")
    for line in session.scalars(query):
        matching.ignore(session, line, "Bunga bank", by=by)


def send(session: Session, files: Files, account: ReceivingAccount, rows: list[Row], name: str) -> Statement:
    """A file of these lines, sent by finance and settled as the worker would."""
    data = _file(rows)
    digest = hashlib.sha256(data).hexdigest()
    key = f"statements/{digest}.csv"
    files.put(key, data)
    by = crowd.finance(session)
    statement, _new = statements.begin(session, account, name=name, digest=digest, file_key=key, by=by)
    _work(session, files)
    return statement


def _rows(session: Session, account_id: int) -> list[Row]:
    """Money of orders of the last days, and what else comes and goes."""
    today = clock.today()
    since = clock.midnight(today - DAYS)
    query = (
        select(OrderGroup, Payment)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .where(Payment.account_id == account_id, OrderGroup.placed_at >= since)
        .order_by(OrderGroup.id.desc())
    )
    found = list(session.execute(query))
    paid = [(group, payment) for group, payment in found if payment.state == "paid"][:MOST]
    rows = [Row(clock.local(group.placed_at).date(), payment.due, _said(group)) for group, payment in paid]
    rows += [Row(today, payment.due, _said(group)) for group, payment in paid[:1]]
    waiting = [(group, payment) for group, payment in found if payment.state in {"waiting", "rejected"}]
    for (group, payment), more in zip(waiting, (2, -3), strict=False):
        rows.append(Row(today, payment.due + more, _said(group)))
    rows += [
        Row(today - timedelta(days=2), 1_500_000, "SETORAN TUNAI KCP BALIKPAPAN"),
        Row(today - timedelta(days=1), 87_500, "TRSF DARI 0812XXXX"),
        Row(today - timedelta(days=1), 12_345, "BUNGA"),
        Row(today - timedelta(days=1), -15_000, "BIAYA ADM"),
    ]
    return sorted(rows, key=lambda row: row.on)


def _said(group: OrderGroup) -> str:
    return f"TRSF DARI {group.name.upper()}"


def _file(rows: list[Row]) -> bytes:
    balance, lines = 25_000_000, [HEADER]
    for row in rows:
        balance += row.amount
        out, into = ("", f"{row.amount},00") if row.amount > 0 else (f"{-row.amount},00", "")
        lines.append(f"{row.on:%d/%m/%Y};{row.text};{out};{into};{balance},00")
    return "\r\n".join(lines).encode()


def _work(session: Session, files: Files) -> None:
    doers = StatementWork(files).doers()
    query = select(Job).where(Job.state == "waiting", Job.kind.in_(doers)).order_by(Job.id).limit(1)
    while job := session.scalars(query).first():
        doers[job.kind](session, job.facts)
        job.state, job.done_at = "done", clock.now()
        session.flush()
