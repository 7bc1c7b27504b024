"""Statements of the bank on the tour: one of each state, and lines of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, ids
from marketplace.kernel.jobs import Job
from marketplace.money import receiving, statements
from marketplace.money.payments import Payment
from marketplace.money.statement_formats import StatementFormat
from marketplace.money.statements import StatementLine
from marketplace.trade import matching
from marketplace.trade.statement_work import StatementWork
from tests import cast
from tests.trade.banking import Row, csv

Try = tuple[str, str, str, str, dict[str, Any] | None, int]


def furnish(app: Flask, session: Session) -> dict[str, Any]:
    """A statement with lines of every state, a faulty one, one nobody knows, one that waits; their addresses."""
    due = session.scalars(select(Payment).where(Payment.state == "paid", Payment.method == "transfer")).first()
    open_one = session.scalars(select(Payment).where(Payment.state == "checking")).first()
    assert due is not None and open_one is not None
    rows = [Row(due.due), Row(due.due), Row(open_one.due - 1), Row(7), Row(8, "BUNGA"), Row(-5)]
    made = {"statement": send(app, session, csv(rows))}
    day = f"{clock.today():%d/%m/%Y}"
    made["faulty_file"] = send(app, session, csv([]) + f"\r\n{day};x;;1,5.0;".encode())
    made["unknown_file"] = send(app, session, f"Hari;Uang\r\n{day};5".encode())
    made["waiting_file"] = send(app, session, csv([Row(9)]), work=False)
    made["format"] = session.scalars(select(StatementFormat.public_id).order_by(StatementFormat.id)).first()
    bonus = session.scalars(select(StatementLine).where(StatementLine.text == "BUNGA")).one()
    matching.ignore(session, bonus, "Bunga bank", by=cast.FINANCE)
    made["ignored_line"] = bonus.public_id
    for state in ("proposed", "matched", "open"):
        made[f"{state}_line"] = session.scalars(
            select(StatementLine.public_id).where(StatementLine.state == state).order_by(StatementLine.id)
        ).first()
    made["line"] = made["proposed_line"]
    session.commit()
    return made


def send(app: Flask, session: Session, data: bytes, *, work: bool = True) -> str:
    """A file of the operator's bank, and what the worker makes of it."""
    account = receiving.current(session, "bank")
    assert account is not None
    key, files = f"statements/{ids.public_id()}", app.extensions["files"]
    files.put(key, data)
    name = f"mutasi-{len(data)}.csv"
    found, _ = statements.begin(session, account, name=name, digest=key, file_key=key, by=cast.FINANCE)
    doers = StatementWork(files).doers()
    query = select(Job).where(Job.state == "waiting", Job.kind.in_(doers)).order_by(Job.id).limit(1)
    while work and (job := session.scalars(query).first()):
        doers[job.kind](session, job.facts)
        job.state = "done"
        session.flush()
    session.commit()
    return found.public_id


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of the other states, and refused forms."""
    for name in ("faulty_file", "unknown_file", "waiting_file"):
        yield f"statement, {name}", "finance", "GET", f"/agensi/mutasi/{made[name]}", None, 200
    yield "statement, nothing so", "finance", "GET", f"/agensi/mutasi/{made['statement']}?sesudah=900", None, 200
    line = f"/agensi/mutasi/baris/{made['open_line']}"
    for name in ("matched_line", "ignored_line", "open_line"):
        yield f"line, {name}", "finance", "GET", f"/agensi/mutasi/baris/{made[name]}", None, 200
    yield "line, looked for", "finance", "GET", f"{line}?cari=BPN", None, 200
    yield "line, no reason", "finance", "POST", f"{line}/bukan", {}, 422
    yield "statement, no file", "finance", "POST", "/agensi/mutasi", {}, 422
    yield "format, empty", "finance", "POST", "/agensi/mutasi/format/baru", {}, 422
    yield "format, wrong", "finance", "POST", f"/agensi/mutasi/{made['unknown_file']}/format", {"name": "x"}, 422
