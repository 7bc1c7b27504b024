"""A list of the agency on its way into the register: columns first, then what is new, known or looks like a double."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import changed, clock, events, ids, jobs
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import business_sheet
from .businesses import Business

FINDINGS = ("new", "same", "double", "faulty")
DECISIONS = ("add", "merge", "skip")
AT_WORK = ("checking", "saving")
PAGE = 50


class BusinessImport(Base):
    """One uploaded list. States: mapping (columns are chosen), checking, ready, saving.

    `columns` maps a field to its column in the sheet; `counts` holds how many rows were found to be what.
    """

    __tablename__ = "business_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    file_key: Mapped[str]
    state: Mapped[str] = mapped_column(default="mapping")
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rows: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def subject(self) -> str:
        """How events name this list."""
        return f"business_import:{self.id}"


class BusinessImportRow(Base):
    """One row of a list: what it tells, what it was found to be, and what was decided.

    `match_id` is the record that it may be, `twin` the number of an earlier row that it may be. `business_id` is
    where it went.
    """

    __tablename__ = "business_import_rows"
    __table_args__ = (Index("ix_business_import_rows_import_finding", "import_id", "finding", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("business_imports.id", ondelete="CASCADE"))
    number: Mapped[int]
    told: Mapped[dict[str, Any]]
    consents: Mapped[bool] = mapped_column(default=False)
    finding: Mapped[str]
    why: Mapped[list[str]] = mapped_column(default=list)
    faults: Mapped[dict[str, Any]] = mapped_column(default=dict)
    match_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"))
    twin: Mapped[int | None]
    decision: Mapped[str | None]
    decided_by: Mapped[str] = mapped_column(default="")
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"))
    done_at: Mapped[datetime | None]

    match: Mapped[Business | None] = relationship(foreign_keys=match_id)


def begin(
    session: Session, name: str, cells: list[list[str]], digest: str, file_key: str, *, by: Actor
) -> BusinessImport:
    """Keep a new list with its guessed columns, or give the same one again. Raise Invalid (sheet: empty)."""
    _officer(by, "import")
    known = session.scalars(select(BusinessImport).where(BusinessImport.digest == digest)).first()
    if known is not None:
        return known
    if len(cells) < 2:
        raise Invalid(errors={"sheet": "empty"})
    run = BusinessImport(
        name=name[:120], digest=digest, file_key=file_key, columns=business_sheet.guess(cells[0]),
        rows=len(cells) - 1, by_name=by.name, user_id=by.user_id,
    )  # fmt: skip
    session.add(run)
    session.flush()
    events.record(session, run.subject, "uploaded", by=by, name=run.name, rows=run.rows)
    return run


def choose_columns(session: Session, run: BusinessImport, columns: dict[str, int], *, by: Actor) -> None:
    """Say which column holds what, and have the rows checked. Raise Invalid (name, or a column twice), NotAllowed."""
    if "name" not in columns:
        raise Invalid(errors={"name": "empty"})
    used = list(columns.values())
    twice = {name: "twice" for name, column in columns.items() if used.count(column) > 1}
    if twice:
        raise Invalid(errors=twice)
    _move(session, run, ("mapping",), "checking")
    run.columns = columns
    session.flush()
    events.record(session, run.subject, "columns_chosen", by=by, columns=columns)
    promise(session, run, "business_check", by=by)


def save(session: Session, run: BusinessImport, *, by: Actor) -> None:
    """Begin to save every row that is decided. Raise NotAllowed."""
    _move(session, run, ("ready",), "saving")
    events.record(session, run.subject, "save", by=by)
    promise(session, run, "business_save", by=by)


def decide(session: Session, run: BusinessImport, number: int, decision: str, *, by: Actor) -> BusinessImportRow:
    """What becomes of one row that looks like a double. Raise NotFound, NotAllowed once it is saved."""
    query = select(BusinessImportRow).where(BusinessImportRow.import_id == run.id, BusinessImportRow.number == number)
    row = session.scalars(query.with_for_update(of=BusinessImportRow)).first()
    if row is None or decision not in DECISIONS:
        raise NotFound(number=number)
    allowed = row.finding == "double" and not (decision == "add" and "nib" in row.why)
    if row.done_at is not None or run.state != "ready" or not allowed:
        raise NotAllowed(verb="decide", state=run.state)
    row.decision, row.decided_by = decision, by.name
    session.flush()
    events.record(session, run.subject, "decided", by=by, row=number, decision=decision)
    return row


def recent(session: Session, limit: int = 20) -> list[BusinessImport]:
    """The latest lists whose rows are still here."""
    query = select(BusinessImport).where(BusinessImport.file_key != "").order_by(BusinessImport.id.desc())
    return list(session.scalars(query.limit(limit)))


def by_public_id(session: Session, public_id: str) -> BusinessImport:
    """One list; raise NotFound."""
    found = session.scalars(select(BusinessImport).where(BusinessImport.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def rows(session: Session, run: BusinessImport, finding: str, after: int = 0) -> list[BusinessImportRow]:
    """A page of rows of one kind, and one more when there is a next page."""
    query = select(BusinessImportRow).where(
        BusinessImportRow.import_id == run.id, BusinessImportRow.finding == finding, BusinessImportRow.number > after
    )
    return list(session.scalars(query.order_by(BusinessImportRow.number).limit(PAGE + 1)))


def counts(session: Session, run: BusinessImport) -> dict[str, tuple[int, int, int]]:
    """By finding: how many rows, how many of them are saved, how many still wait for a decision."""
    query = select(
        BusinessImportRow.finding,
        func.count(),
        func.count(BusinessImportRow.done_at),
        func.count() - func.count(BusinessImportRow.decision),
    ).where(BusinessImportRow.import_id == run.id)
    lines = session.execute(query.group_by(BusinessImportRow.finding))
    found = {name: (int(all_), int(done), int(open_)) for name, all_, done, open_ in lines}
    return {finding: found.get(finding, (0, 0, 0)) for finding in FINDINGS}


def promise(session: Session, run: BusinessImport, kind: str, *, by: Actor) -> None:
    """Promise the next piece of work on this list."""
    jobs.promise(session, kind, f"{kind}:{run.id}:{ids.token()}", run_id=run.id, user_id=by.user_id, name=by.name)


def _move(session: Session, run: BusinessImport, sources: tuple[str, ...], target: str) -> None:
    moved = changed.rows(
        session,
        update(BusinessImport)
        .where(BusinessImport.id == run.id, BusinessImport.state.in_(sources))
        .values(state=target)
        .execution_options(synchronize_session=False),
    )
    session.refresh(run)
    if not moved:
        raise NotAllowed(verb=target, state=run.state)


def _officer(by: Actor, verb: str) -> None:
    if not by.has("officer"):
        raise NotAllowed(verb=verb, state="-")
