"""The work behind a list for the register, done by the worker: compare every row, then save what is decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, jobs, sheets, trigram
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import begin_write
from marketplace.kernel.errors import Refusal
from marketplace.kernel.files import Files

from . import business_imports, business_sheet, businesses, doubles
from .business_imports import BusinessImport, BusinessImportRow
from .business_sheet import Line
from .businesses import Business, Told

PIECE = 100


class RegisterImporter:
    """Does the jobs `business_check` and `business_save`."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def doers(self) -> dict[str, jobs.Doer]:
        """Job kinds and what does them."""
        return {"business_check": self.check, "business_save": self.save}

    def check(self, session: Session, facts: dict[str, Any]) -> None:
        """Say of every row whether it is new, known, maybe a double, or faulty."""
        run = session.get_one(BusinessImport, facts["run_id"])
        if run.state != "checking":
            return
        session.rollback()  # nobody waits with writing while thousands of rows are read and compared
        found = look(session, run, sheets.read(self.files.get(run.file_key)))
        begin_write(session)
        session.refresh(run, with_for_update=True)
        if run.state == "checking":
            _keep(session, run, found)
            events.record(session, run.subject, "checked", by=_actor(facts))

    def save(self, session: Session, facts: dict[str, Any]) -> None:
        """Save the next piece of what is decided."""
        run, by = session.get_one(BusinessImport, facts["run_id"]), _actor(facts)
        if run.state != "saving":
            return
        if save_piece(session, run, by=by):
            business_imports.promise(session, run, "business_save", by=by)
            return
        run.state = "ready"
        events.record(session, run.subject, "saved", by=by)


def compare(session: Session, run: BusinessImport, cells: list[list[str]]) -> None:
    """Write down what every row was found to be; what is clear is decided."""
    _keep(session, run, look(session, run, cells))


def look(session: Session, run: BusinessImport, cells: list[list[str]]) -> list[BusinessImportRow]:
    """What every row is found to be; nothing is written."""
    reader = business_sheet.Reader(session, run.columns)
    lines = [reader.line(number, row) for number, row in enumerate(cells[1:], start=2) if any(row)]
    register, sheet = doubles.Register(session, [line.told for line in lines]), _Sheet()
    found = [_row(run, line, register, sheet) for line in lines]
    _say_which_are_the_same(session, found)
    return found


def _keep(session: Session, run: BusinessImport, found: list[BusinessImportRow]) -> None:
    session.add_all(found)
    run.state, run.rows = "ready", len(found)
    session.flush()


def save_piece(session: Session, run: BusinessImport, *, by: Actor) -> bool:
    """Save some rows; False when none is left."""
    query = select(BusinessImportRow).where(
        BusinessImportRow.import_id == run.id,
        BusinessImportRow.decision.is_not(None),
        BusinessImportRow.done_at.is_(None),
    )
    some = list(session.scalars(query.order_by(BusinessImportRow.number).limit(PIECE)))
    for row in some:
        try:
            with session.begin_nested():
                row.business_id = _put(session, run, row, by)
        except Refusal as refusal:
            errors = refusal.facts.get("errors")
            row.finding, row.faults = "faulty", dict(errors) if isinstance(errors, dict) else {"name": "gone"}
        row.done_at = clock.now()
    session.flush()
    return bool(some)


class _Sheet:
    """The rows of the list that were read so far, to find those that it holds twice."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, ...], int] = {}

    def twin(self, line: Line) -> tuple[int | None, str]:
        """An earlier row with the same NIB, phone, or name in the same kelurahan; and which of them it was."""
        told = line.told
        marks = [("nib", told.nib), ("phone", told.phone), ("name", businesses.fold(told.name), told.kelurahan)]
        found = [(self.seen.setdefault(mark, line.number), mark[0]) for mark in marks if mark[1]]
        return next(((number, why) for number, why in found if number != line.number), (None, ""))


def _row(run: BusinessImport, line: Line, register: doubles.Register, sheet: _Sheet) -> BusinessImportRow:
    row = BusinessImportRow(
        import_id=run.id, number=line.number, told=business_sheet.as_json(line.told), consents=line.consents,
        finding="faulty", faults=line.faults, why=[],
    )  # fmt: skip
    if line.faults:
        return row
    (twin, why), like = sheet.twin(line), register.like(line.told)
    if like:
        row.finding, row.match_id, row.why = "double", like[0].business_id, list(like[0].why)
    elif twin is not None:
        row.finding, row.twin, row.why = "double", twin, [why]
    else:
        row.finding, row.decision = "new", "add"
    return row


def _say_which_are_the_same(session: Session, rows: list[BusinessImportRow]) -> None:
    """A row with the NIB of a record, or its phone and name, is that record: its gaps are filled without asking."""
    wanted = sorted({row.match_id for row in rows if row.match_id is not None})
    names: dict[int, str] = {}
    for first in range(0, len(wanted), 500):
        query = select(Business.id, Business.folded).where(Business.id.in_(wanted[first : first + 500]))
        names |= {business_id: folded for business_id, folded in session.execute(query)}
    for row in rows:
        if row.match_id is None:
            continue
        told = Told(**row.told)
        alike = trigram.percent(trigram.threes(businesses.fold(told.name)), trigram.threes(names[row.match_id]))
        if alike >= doubles.ALIKE and {"nib", "phone"} & set(row.why):
            row.finding, row.decision = "same", "merge"


def _put(session: Session, run: BusinessImport, row: BusinessImportRow, by: Actor) -> int | None:
    told = Told(**row.told)
    if row.decision == "skip":
        return None
    if row.decision == "add":
        made = businesses.register(
            session, told, consent="signed_list" if row.consents else "", source=run.name, source_row=row.number, by=by
        )
        made.is_demo = run.is_demo
        return made.id
    found = _target(session, run, row)
    businesses.fill_gaps(session, found, told, by=by, source=run.name, row=row.number)
    return found.id


def _target(session: Session, run: BusinessImport, row: BusinessImportRow) -> Business:
    """The record into which a row goes, also when that was merged into another meanwhile."""
    wanted = row.match_id
    if wanted is None:
        query = select(BusinessImportRow.business_id).where(
            BusinessImportRow.import_id == run.id, BusinessImportRow.number == row.twin
        )
        wanted = session.scalar(query)
    found = session.get(Business, wanted or 0)
    if found is not None and found.merged_into_id is not None:
        found = session.get(Business, found.merged_into_id)
    if found is None:
        raise Refusal(errors={"name": "twin"})
    return found


def _actor(facts: dict[str, Any]) -> Actor:
    """Who asked for the work of a job."""
    return Actor("user", facts["name"], user_id=facts["user_id"], roles=frozenset({"officer"}))
