"""The work behind a statement, done piece by piece by the worker so that nobody has to wait for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults, jobs, sheets
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.kernel.files import Files
from marketplace.money import statement_formats, statement_lines, statement_reading, statements
from marketplace.money.statement_reading import Fault, Reading
from marketplace.money.statements import TO_DO, Statement, StatementLine

from . import candidates, line_claims, matching

AFTER_KEPT = faults.declare("statement.kept", "the lines of a statement are stored, nothing is committed")
PIECE = 500
MOST_FAULTS = 300
UNREADABLE = {"SheetTooLarge": "too_large", "HasMacros": "macros"}


class StatementWork:
    """Does the jobs `statement_read` and `statement_match`."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def doers(self) -> dict[str, jobs.Doer]:
        """Job kinds and what does them."""
        return {"statement_read": self.read, "statement_match": self.match}

    def read(self, session: Session, facts: dict[str, Any]) -> None:
        """Find everything that is wrong, or store the lines; an unknown format waits for somebody to choose one."""
        statement = session.get_one(Statement, facts["statement_id"], with_for_update=True)
        if statement.state != "waiting":
            return
        reading = self._reading(session, statement)
        if reading is None:
            return
        if reading.faults:
            statement.state, statement.report = "faulty", _report(reading)
            events.record(session, statement.subject, "faulty", by=line_claims.MATCHER, faults=len(reading.faults))
            return
        known_in = statement_lines.keep(session, statement, reading.lines)
        statement.report = {"skipped": reading.skipped[:20], "twins": _twins(reading), "known_in": known_in}
        statement.state = "matching"
        faults.at(AFTER_KEPT)
        statements.go_on(session, statement, "statement_match")

    def match(self, session: Session, facts: dict[str, Any]) -> None:
        """Settle the next lines; the last piece ends the work."""
        statement = session.get_one(Statement, facts["statement_id"])
        if statement.state != "matching" or statement.first_on is None:
            return
        new = select(StatementLine).where(StatementLine.statement_id == statement.id, StatementLine.state == "new")
        lines = list(session.scalars(new.order_by(StatementLine.id).limit(PIECE)))
        book, rules = candidates.load(session, statement.account_id, statement.first_on), matching.rules(session)
        matching.settle_all(session, lines, book, rules)
        if len(lines) == PIECE:
            statements.go_on(session, statement, "statement_match")
            return
        statement.state = "done"
        events.record(session, statement.subject, "done", by=line_claims.MATCHER)

    def _reading(self, session: Session, statement: Statement) -> Reading | None:
        data = self.files.get(statement.file_key)
        try:
            found = statement_formats.tables(data)
        except Refusal as refused:
            name = type(refused).__name__
            return Reading(faults=[Fault(0, UNREADABLE.get(name, "unreadable"), str(refused.facts.get("rows", "")))])
        if sheets.is_workbook(data) and (worked_out := sheets.formula_rows(data)):
            return Reading(faults=[Fault(row, "formula") for row in worked_out])
        formats = statement_formats.current(session)
        told = statement.format or statement_formats.recognise(found, formats)
        if told is None:
            cut_otherwise = statement_formats.only_separator_differs(found, formats)
            statement.state = "choosing"
            statement.report = {"like": cut_otherwise.public_id if cut_otherwise else ""}
            return None
        statement.format = told
        return statement_reading.read(found, told, statement.account.number, clock.today())


def match_again(session: Session, statement: Statement, *, by: Actor) -> None:
    """Look once more at what is not decided; raise NotAllowed while it is being worked on."""
    session.refresh(statement, with_for_update=True)
    if statement.state != "done":
        raise NotAllowed(verb="match_again", state=statement.state)
    session.execute(
        update(StatementLine)
        .where(StatementLine.statement_id == statement.id, StatementLine.state.in_(TO_DO))
        .values(state="new")
    )
    statement.state = "matching"
    session.flush()
    events.record(session, statement.subject, "match_again", by=by)
    statements.go_on(session, statement, "statement_match")


def settled(session: Session, statement: Statement) -> int:
    """How many of its lines the worker has looked at."""
    query = select(func.count()).where(StatementLine.statement_id == statement.id, StatementLine.state != "new")
    return int(session.scalar(query) or 0)


def _report(reading: Reading) -> dict[str, Any]:
    return {
        "faults": [fault.as_json for fault in reading.faults[:MOST_FAULTS]],
        "fault_count": len(reading.faults),
        "fault_rows": len({fault.row for fault in reading.faults}),
    }


def _twins(reading: Reading) -> int:
    """Lines that are equal to another one of the file, without a balance that would tell them apart."""
    keys = [(line.on, line.sen, line.text) for line in reading.lines if line.balance is None]
    return len(keys) - len(set(keys))
